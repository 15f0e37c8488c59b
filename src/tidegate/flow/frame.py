"""One run of one function: what is noted on the way, and where expressions and statements are dispatched.

The parts of the interpreter enter what they can do in ``EVALUATE``, ``EXECUTE`` and ``ASSUME`` and reach each
other through ``evaluate``, ``execute`` and ``assume``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from tidegate.flow.checks import Checks
from tidegate.flow.library import CallArguments, Library
from tidegate.flow.summary import Arrival, Called, Hit, Place, Refusal, Registration, Shelf, Touch
from tidegate.flow.taints import NO_KINDS, Input, Source, Taint
from tidegate.flow.telling import Silence
from tidegate.flow.values import UNKNOWN_VALUE, Closure, Entity, Value
from tidegate.knowledge.weaknesses import counts
from tidegate.languages import ir
from tidegate.program.names import FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

Environment: TypeAlias = dict[str, Value]
MOST_FLOWS = 200
MOST_ARRIVALS = 60  # parts of inputs that are told apart
MOST_STEPS = 120_000  # expressions and statements that are followed in one run of a function


class Made(NamedTuple):
    """A call that was evaluated: what it called, with what, and what it gave."""

    node: ir.Call
    callee: Value
    given: CallArguments
    value: Value


class Frame:
    """``environment`` maps names to values; statements replace it, and ``None`` means "not reached"."""

    def __init__(self, engine: Engine, identity: FunctionId, function: ir.Function) -> None:
        self.engine = engine
        self.library: Library = engine.library
        self.checks: Checks = engine.checks
        self.telling: Silence = engine.telling
        self.identity = identity
        self.function = function
        self.path = identity.path
        self.outer: Environment = {}
        self.receiver: tuple[Entity, ...] = ()  # what the first parameter is
        self.given: Environment = {}  # what the parameters are
        self.returns: list[Value] = []
        self.returned_at: list[tuple[int, Value]] = []
        self.yields: list[Value] = []
        self.exits: list[Environment] = []
        self.truth_exits: list[tuple[Environment | None, Environment | None]] = []
        self.equal_exits: list[tuple[Environment, Environment]] = []  # result equals ours, anything
        self.breaks: list[list[Environment]] = []
        self.continues: list[list[Environment]] = []
        self.elements: set[str] = set()  # variables that are an element of what is gone through
        self.tried: list[Environment] = []  # for each try around: what variables were given in it
        self.thrown: list[Value] = []  # what exceptions carry that were raised in the innermost try
        self.globals: set[str] = set()
        self.shared: set[str] = set()  # names of the module that something was put into
        self.arrivals: dict[tuple[object, ...], Arrival] = {}
        self.flows: dict[tuple[object, ...], Arrival] = {}
        self.calls: list[Called] = []
        self.registrations: list[Registration] = []
        self.hits: list[Hit] = []
        self.blocking: dict[Hit, None] = {}  # calls that wait, in the order that they are made
        self.holding: dict[Hit, None] = {}  # those that a coroutine makes, called from here
        self.awaited: set[tuple[int, int]] = set()  # calls that stand behind ``await``
        self.elsewhere = 0  # how many calls around run what they call in a thread, or later
        self.touches: list[Touch] = []
        self.refusals: list[Refusal] = []
        self.kept: dict[tuple[str, str], list[Value]] = {}  # (object, attribute) → what was put there
        self.sent_checked: dict[
            tuple[str, str], frozenset[str]
        ] = {}  # part of the request → what it is safe for
        self.stored: dict[Shelf, Value] = {}  # what was put into module-level collections
        self.never_false = True  # whether every value returned so far is surely true
        self.limits: list[str] = []
        self.never_returned: ir.Call | None = None  # the last call that did not come back
        self.made: dict[int, Made] = {}  # the latest evaluation of each call
        self.recalling = False
        self.classes: list[ir.Class] = []  # classes of the module whose bodies run
        self.for_developers = 0  # conditions around that hold on a developer's machine alone
        self.target = ""  # the variable or attribute that the value is for
        self.steps = 0
        self.closures: dict[FunctionId, Closure] = {}  # functions made in this one that nothing called yet
        self.clock = 0  # assignments so far
        self.assigned_at: dict[str, int] = {}  # variable → clock of its latest assignment

    @property
    def packages(self) -> tuple[str, ...]:
        """The top-level packages that the file imports."""
        return self.engine.packages(self.path)

    def place(self, line: int, end_line: int = 0, column: int = 1) -> Place:
        return Place(self.identity, line, end_line or line, column)

    def spend(self, steps: int = 1) -> bool:
        """Take steps; False when this function, or the run, has none left."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            self.limit(f"{self.identity.qualname} in {self.path} is too large to follow to its end")
            return False
        return self.engine.budget.spend(steps)

    def limit(self, text: str) -> None:
        if text not in self.limits:
            self.limits.append(text)

    def told(
        self, value: Value, line: int, note: str, *names: object, kinds: frozenset[str] = NO_KINDS
    ) -> Value:
        """``value`` after a step, as ``note`` with ``names`` in its places says for people."""
        return self.telling.of(value, self.path, line, note, names, kinds)

    def arrive(self, arrival: Arrival) -> None:
        """Note data at a sink: a flow if its origin is a source, else a promise of the summary."""
        taint = arrival.taint
        if isinstance(taint.origin, Source) and not counts(arrival.kind, taint.origin.kind):
            return
        if isinstance(taint.origin, Input) and len(self.arrivals) >= MOST_ARRIVALS:
            taint = Taint(taint.origin.whole(), taint.cleared, taint.certain)
            arrival = arrival.of(taint, arrival.trace)
        key = (arrival.kind, taint.origin, arrival.place, taint.certain, arrival.sink is None)
        if isinstance(taint.origin, Input):
            if len(self.arrivals) < 4 * MOST_ARRIVALS:
                self.arrivals.setdefault(key, arrival)
            elif key not in self.arrivals:
                self.limit(f"too many inputs of {self.identity.qualname} reach sinks to follow them all")
        elif len(self.flows) < MOST_FLOWS:
            self.flows.setdefault(key, arrival)
        elif key not in self.flows:
            self.limit(f"more than {MOST_FLOWS} flows in {self.identity.qualname}")

    def knows(self, kind: str, taint: Taint, place: Place) -> bool:
        """Whether such data at such a sink was noted already."""
        key = (kind, taint.origin, place, taint.certain, True)
        return key in self.arrivals or key in self.flows

    def is_shared(self, environment: Environment, name: str) -> bool:
        """Whether a name is the module's; what is put there by this function is noted as long as it runs."""
        own = name in environment or name in self.outer
        if name in self.globals or not own or name in self.shared:
            self.shared.add(name)
            return True
        return False

    def lookup(self, environment: Environment, name: str) -> Value:
        if name not in self.globals:
            if name in environment:
                return environment[name]
            if name in self.outer:
                return self.outer[name]
        found = self.engine.module_value(self.path, name)
        return found if found is not None else reference(self.library, f"builtins.{name}")


def reference(library: Library, name: str) -> Value:
    """A value in terms of external APIs."""
    canonical = library.canonical(name)
    return Value(references=(canonical,)) if canonical else UNKNOWN_VALUE


EVALUATE: dict[type, Callable[[Frame, Environment, Any], Value]] = {}
EXECUTE: dict[type, Callable[[Frame, Environment, Any], Environment | None]] = {}
ASSUME: dict[type, Callable[[Frame, Environment, Any, bool], Environment | None]] = {}


def evaluate(frame: Frame, environment: Environment, expression: ir.Expr) -> Value:
    """What is known of the expression's value. Assignments in it change ``environment``."""
    if not frame.spend():
        return UNKNOWN_VALUE
    return EVALUATE[type(expression)](frame, environment, expression)


def recall(frame: Frame, environment: Environment, expression: ir.Expr) -> Value:
    """The value of an expression that was evaluated already: no call in it is made once more."""
    before, frame.recalling = frame.recalling, True
    try:
        return evaluate(frame, environment, expression)
    finally:
        frame.recalling = before


def assume(frame: Frame, environment: Environment, test: ir.Expr, wanted: bool) -> Environment | None:
    """The environment where ``test`` is ``wanted``; ``None`` where that cannot be. Changes the one given."""
    function = ASSUME.get(type(test))
    return function(frame, environment, test, wanted) if function is not None else environment


def made(frame: Frame, node: ir.Call) -> Made | None:
    """The latest evaluation of a call."""
    found = frame.made.get(id(node))
    return found if found is not None and found.node is node else None


def execute(frame: Frame, environment: Environment | None, block: Iterable[ir.Stmt]) -> Environment | None:
    """Run statements in order; what follows a return or raise is not run."""
    for statement in block:
        if environment is None or not frame.spend():
            return environment
        environment = EXECUTE[type(statement)](frame, environment, statement)
    return environment

"""What a function does, seen from outside: the result of running it once with symbolic inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import msgspec

from tidegate.flow.taints import Taint, Trace
from tidegate.flow.values import Site, Value
from tidegate.knowledge.paths import Arguments
from tidegate.knowledge.places import Sink
from tidegate.program.names import FunctionId


class Place(NamedTuple):
    """Where something is: the function and the lines."""

    function: FunctionId
    line: int
    end_line: int
    column: int

    @property
    def path(self) -> str:
        return self.function.path


class Arrival(NamedTuple):
    """Data that arrives at a sink, ``at`` it. ``shape`` is the sink's syntax with names blanked.

    With a symbolic origin it is a promise of the summary; with a real source it is a flow.
    """

    kind: str
    taint: Taint
    trace: Trace
    place: Place
    callee: str
    shape: str
    sink: Sink | None = None  # of what is not known yet which part it takes: the caller knows
    at: Sink | None = None

    def of(self, taint: Taint, trace: Trace) -> Arrival:
        """Other data at the same sink."""
        return Arrival(self.kind, taint, trace, self.place, self.callee, self.shape, self.sink, self.at)


class Called(NamedTuple):
    """A call that was made. ``name`` is the last name in the callee, for calls nobody can resolve."""

    functions: tuple[FunctionId, ...]
    references: tuple[str, ...]
    name: str
    line: int
    resolved: bool


class Registration(NamedTuple):
    """A call that tells a framework something: a route, a mount, a hook. Values are kept for reading.

    ``written`` is where it stands, where ``place`` is a call that leads to it.
    """

    reference: str
    receiver: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    place: Place
    written: Site | None = None

    @property
    def site(self) -> Site:
        return self.written or (self.place.path, (self.place.line, self.place.column))

    def values(self) -> Iterator[Value]:
        """Everything that was told."""
        yield self.receiver
        yield from self.args
        yield from (value for _, value in self.keywords)

    def argument(self, spec: Arguments | None) -> Value | None:
        """The first argument that ``spec`` selects."""
        if spec is None:
            return None
        named = dict(self.keywords)
        for name in spec.names:
            if name in named:
                return named[name]
        return next((self.args[position] for position in spec.positions if position < len(self.args)), None)


class Hit(NamedTuple):
    """A weakness by itself: a misuse or a setting."""

    weakness: str
    place: Place
    message: str
    fix: str
    confidence: str
    severity: str | None
    callee: str
    shape: str


class Touch(NamedTuple):
    """An access to a data store (``store``: "table") or a service ("service")."""

    store: str
    name: str
    fields: tuple[str, ...]
    operation: str
    place: Place
    shape: str


class Refusal(NamedTuple):
    """A place where a request is turned away: control kind, and the provider's name.

    ``function`` and ``at`` are where that is done, ``line`` where it is seen from. ``via`` are the calls that
    lead there, from the inner one: as far as they are kept.
    """

    kind: str
    provider: str
    line: int
    function: FunctionId
    at: int
    via: tuple[tuple[FunctionId, int], ...] = ()


Shelf: TypeAlias = tuple[str, str]  # a module-level collection: path, name


class Summary(msgspec.Struct):
    """``returned`` is ``None`` for a function that never returns normally."""

    returned: Value | None = None
    returns: list[tuple[int, Value]] = []  # each return's line and value
    thrown: Value | None = None  # what exceptions carry that leave the function
    arrivals: list[Arrival] = []
    flows: list[Arrival] = []
    effects: dict[str, dict[str, Value]] = {}  # parameter → fields that the function sets on it
    cleared: dict[str, frozenset[str]] = {}  # parameter → kinds checked when the function returns
    cleared_if_true: dict[str, frozenset[str]] = {}
    cleared_if_false: dict[str, frozenset[str]] = {}
    cleared_if_ours: dict[str, frozenset[str]] = {}  # where the result equals something of our own
    cleared_if_signed: dict[str, frozenset[str]] = {}  # where it equals anything
    calls: list[Called] = []
    registrations: list[Registration] = []
    hits: list[Hit] = []
    blocking: list[Hit] = []  # calls that make whoever calls this function wait
    holding: list[Hit] = []  # calls that make an event loop wait
    touches: list[Touch] = []
    refusals: list[Refusal] = []
    kept: dict[tuple[str, str], list[Value]] = {}  # (object of a library, attribute) → what was put
    stored: dict[Shelf, Value] = {}  # what is put into module-level collections
    never_false: bool = False  # whether every result is surely true, so not None
    limits: list[str] = []
    files: frozenset[str] = frozenset()  # changed files that it depends on, where the sides are not alike

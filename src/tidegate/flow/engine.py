"""Keeps the summaries of one side; shares those that the change cannot have touched with the other."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from tidegate.flow.checks import COUNTED, Checks
from tidegate.flow.closed import Closed
from tidegate.flow.contexts import GENERIC, Context, Contexts
from tidegate.flow.library import Library
from tidegate.flow.names import module_value
from tidegate.flow.recursion import extent, is_complete, widened
from tidegate.flow.registries import filled
from tidegate.flow.run import run
from tidegate.flow.summary import Summary
from tidegate.flow.telling import SILENCE, Silence
from tidegate.flow.values import Closure, Value
from tidegate.languages import ir
from tidegate.program.modules import Program
from tidegate.program.names import MODULE, FunctionId

DEEPEST_CALL = 40
MOST_CLOSURES = 2000


Key: TypeAlias = tuple[FunctionId, Context]
T = TypeVar("T")
_DEEPEST_PYTHON = 8000
_NEVER = 1 << 30
_MOST_ROUNDS = 6


class Shared:
    """Summaries by (function, context), with the files each depends on: the same for both sides."""

    def __init__(self) -> None:
        self.summaries: dict[Key, list[Summary]] = {}
        self.contexts = Contexts()


_LATE = "out of time"


class Budget:
    """Bounds of a run. ``exhausted`` names the bound that was reached first."""

    def __init__(self, seconds: float = 20.0, steps: int = 3_000_000) -> None:
        self._deadline = time.monotonic() + seconds
        self._given = self._steps = steps
        self._next_look = 0
        self._beside: list[Budget] = []
        self.exhausted: str | None = None

    def beside(self, seconds: float, steps: int) -> Budget:
        """Bounds of its own for a question that comes up on the way."""
        budget = Budget(seconds, steps)
        self._beside.append(budget)
        return budget

    @property
    def in_time(self) -> bool:
        """Whether a slower machine would be told the same; so far, and beside."""
        return self.exhausted != _LATE and all(budget.in_time for budget in self._beside)

    @property
    def taken(self) -> int:
        """Steps so far."""
        return self._given - self._steps

    def spend(self, steps: int = 1) -> bool:
        """Take steps; False when nothing is left."""
        self._steps -= steps
        if self._steps <= 0:
            self.exhausted = self.exhausted or "too many steps"
        self._next_look -= steps
        if self._next_look <= 0:
            self._next_look = 4096
            if time.monotonic() > self._deadline:
                self.exhausted = self.exhausted or _LATE
        return self.exhausted is None


@contextmanager
def _deep() -> Iterator[None]:
    """Room for ``DEEPEST_CALL`` calls of the program: each takes some dozens of the interpreter."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST_PYTHON))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Running:
    """A function that runs: where it stands in the stack, and the lowest place that it leans on."""

    __slots__ = ("before", "level", "low", "met")

    def __init__(self, level: int) -> None:
        self.before: Summary | None = None
        self.level = level
        self.low = _NEVER
        self.met = False


class Engine:
    """Summaries on demand for one side of a change.

    A summary that depends on nothing which the sides have otherwise is taken from, and given to, the other.
    """

    def __init__(
        self,
        program: Program,
        library: Library,
        budget: Budget,
        shared: Shared,
        checks: Checks = COUNTED,
        telling: Silence = SILENCE,
    ) -> None:
        self.program = program
        self.checks = checks
        self.telling = telling
        self.library = library
        self.budget = budget
        self._shared = shared
        self._own: dict[Key, Summary] = {}
        self._leaning: dict[Key, tuple[Summary, int]] = {}  # unfinished: they lean on what still runs
        self._before: dict[Key, Summary] = {}  # what the round before found of a cycle
        self._stack: dict[Key, Running] = {}
        self._memory: dict[Hashable, tuple[Any, frozenset[str]]] = {}
        self.remembered: dict[str, list[str]] = {}  # what was found out about this side's tree
        self._closed = Closed()
        self._closures = 0  # calls of functions within functions, below one function
        self.evaluated = 0

    @cached_property
    def shallow(self) -> Engine:
        """An engine that finds out what functions call, and no more."""
        from tidegate.flow.shallow import Shallow  # it is an engine itself

        return Shallow(self)

    # --- summaries -----------------------------------------------------------------------------

    def summary(self, identity: FunctionId, arguments: dict[str, Value] | None = None) -> Summary:
        """What ``identity`` does; more exactly for what is known of ``arguments`` (by parameter)."""
        function = self.function(identity)
        if function is None:
            return Summary()
        context, known = (
            self._shared.contexts.of(identity, function, arguments) if arguments else (GENERIC, {})
        )
        key = (identity, context)
        found = self._known(key)
        if found is not None:
            self.program.touched |= found.files
            return found
        if len(self._stack) >= DEEPEST_CALL:
            return Summary(limits=[f"calls deeper than {DEEPEST_CALL} are not followed"])
        if self._stack:
            return self._compute(key, function, known)
        with _deep():
            return self._compute(key, function, known)

    def _known(self, key: Key) -> Summary | None:
        found = self._own.get(key) or self._from_other_side(key)
        if found is not None:
            return found
        running = self._stack.get(key)
        if running is not None:  # recursive: what the round before found
            running.met = True
            self._lean(running.level)
            return running.before or Summary()
        leaning = self._leaning.get(key)
        if leaning is None:
            return None
        self._lean(leaning[1])
        return leaning[0]

    def _lean(self, level: int) -> None:
        """What runs now depends on what runs at ``level`` and is not finished."""
        if self._stack:
            current = next(reversed(self._stack.values()))
            current.low = min(current.low, level)

    def _compute(self, key: Key, function: ir.Function, known: dict[str, Value]) -> Summary:
        outer, self.program.touched = self.program.touched, set()
        self.function(key[0])  # the run depends on its signature
        running = self._stack[key] = Running(len(self._stack))
        running.before = self._before.get(key)
        try:
            summary = self._run(key[0], function, known)
            if running.met and running.low == running.level:
                summary = self._repeated(key, function, known, running, summary)
        finally:
            del self._stack[key]
            inner, self.program.touched = self.program.touched, outer
            outer |= inner
        self.evaluated += 1
        summary.files = frozenset(inner)
        self._keep(key, summary, running)
        return summary

    def _repeated(
        self, key: Key, function: ir.Function, known: dict[str, Value], running: Running, summary: Summary
    ) -> Summary:
        """The first function of a cycle, run with what was found before until nothing new is found."""
        for _ in range(_MOST_ROUNDS):
            for leaning in self._leaning_on(running.level):
                self._before[leaning] = self._leaning.pop(leaning)[0]
            running.before = before = summary
            running.low = _NEVER
            summary = self._run(key[0], function, known)
            if extent(summary) == extent(before):
                break
        else:
            summary.limits = [*summary.limits, f"recursion in {key[0].path} was not followed to its end"]
        finish = _as_found if is_complete(summary, before) else widened
        for leaning in self._leaning_on(running.level):
            self._own[leaning] = finish(self._leaning.pop(leaning)[0])
        running.low = _NEVER
        return finish(summary)

    def _leaning_on(self, level: int) -> list[Key]:
        return [key for key, (_, low) in self._leaning.items() if low >= level]

    def _keep(self, key: Key, summary: Summary, running: Running) -> None:
        if running.low < running.level:
            self._leaning[key] = (summary, running.low)
            self._lean(running.low)
            return
        self._own[key] = summary
        if not self._stack:
            self._leaning.clear()
            self._before.clear()
            self._closures = 0
        if not summary.limits:
            self._shared.summaries.setdefault(key, []).append(summary)

    def _run(
        self,
        identity: FunctionId,
        function: ir.Function,
        known: dict[str, Value],
        outer: dict[str, Value] | None = None,
    ) -> Summary:
        try:
            return run(self, identity, function, known, outer)
        except RecursionError:
            return Summary(limits=[f"{identity.qualname} in {identity.path} is nested too deeply"])

    def _from_other_side(self, key: Key) -> Summary | None:
        for summary in self._shared.summaries.get(key, ()):
            if not summary.files:
                self._own[key] = summary
                return summary
        return None

    def run_closure(self, closure: Closure, arguments: dict[str, Value]) -> Summary:
        """A function that sees another's variables: its summary holds where these are the same."""
        key = (closure.identity, GENERIC)
        if key in self._stack:
            self._lean(self._stack[key].level)
            return Summary()
        call = self._closed.call(closure, arguments)
        known = self._closed.get(call) if call is not None else None
        if known is not None:
            self.program.touched |= known.files
            return known
        if len(self._stack) >= DEEPEST_CALL:
            return Summary(limits=[f"calls deeper than {DEEPEST_CALL} are not followed"])
        self._closures = self._closures + 1 if self._stack else 0
        if self._closures > MOST_CLOSURES:
            return Summary(limits=[f"more than {MOST_CLOSURES} calls of functions within functions"])
        running = self._stack[key] = Running(len(self._stack))
        outer, self.program.touched = self.program.touched, set()
        try:
            summary = self._run(closure.identity, closure.function, arguments, closure.environment)
        finally:
            del self._stack[key]
            inner, self.program.touched = self.program.touched, outer
            outer |= inner
            if running.low < running.level:
                self._lean(running.low)
        summary.files = frozenset(inner)
        if call is not None and running.low == _NEVER and not summary.limits:
            self._closed.keep(call, summary)
        return summary

    def is_running(self, identity: FunctionId) -> bool:
        """Whether a function is being run: what it does is not known yet."""
        return any(key[0] == identity for key in self._stack)

    def remember(self, key: Hashable, compute: Callable[[], T], meanwhile: T) -> T:
        """``compute()``, once; ``meanwhile`` is what it finds when it asks for itself."""
        found = self._memory.get(key)
        if found is None:
            outer, self.program.touched = self.program.touched, set()
            self._memory[key] = (meanwhile, frozenset())
            try:
                value = compute()
            finally:
                inner, self.program.touched = self.program.touched, outer
            found = self._memory[key] = (value, frozenset(inner))
        self.program.touched |= found[1]
        kept: T = found[0]  # a key stands for one type of answer
        return kept

    def function(self, identity: FunctionId) -> ir.Function | None:
        """A function of the program; for a file's module level one without statements: ``body`` has them."""
        if identity.qualname != MODULE:
            return self.program.function(identity)
        if not self.program.exists(identity.path):
            return None
        return ir.Function(MODULE, MODULE, (), (), None, (), 1, 1, False)

    def body(self, identity: FunctionId, function: ir.Function) -> tuple[ir.Stmt, ...]:
        if identity.qualname == MODULE:
            return self.program.outline(identity.path)
        return self.program.body(identity.path, function)

    def packages(self, path: str) -> tuple[str, ...]:
        """The top-level packages that a file imports absolutely."""
        return self.program.packages(path)

    # --- module-level names --------------------------------------------------------------------

    def module_value(self, path: str, name: str) -> Value | None:
        """What a module-level name is; ``None`` if the module does not bind it."""
        self.program.bindings(path, name)
        value = self.remember(("name", path, name), lambda: module_value(self, path, name), None)
        return filled(self, path, name, value) if value is not None and value.fields is not None else value


def _as_found(summary: Summary) -> Summary:
    return summary

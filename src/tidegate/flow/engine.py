"""Keeps the summaries of one side; shares those that the change cannot have touched with the other."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import TypeAlias

from tidegate.flow.library import Library
from tidegate.flow.names import module_value
from tidegate.flow.run import run
from tidegate.flow.summary import Summary
from tidegate.flow.values import Closure, Constant, Instance, Method, Value
from tidegate.languages import ir
from tidegate.program.modules import Program
from tidegate.program.names import MODULE, ClassId, FunctionId, ModuleId

Shape: TypeAlias = tuple[object, ...]
Context: TypeAlias = tuple[tuple[str, Shape], ...]  # parameter → what is known of its argument
GENERIC: Context = ()
MOST_CONTEXTS = 10  # per function; after that, the generic summary serves
DEEPEST_CALL = 40
_LONGEST_CONSTANT = 60


class Shared:
    """Summaries by (function, context), with the files each depends on: the same for both sides."""

    def __init__(self) -> None:
        self.summaries: dict[tuple[FunctionId, Context], list[Summary]] = {}


class Budget:
    """Bounds of a run. ``exhausted`` names the bound that was reached first."""

    def __init__(self, seconds: float = 20.0, steps: int = 3_000_000) -> None:
        self._deadline = time.monotonic() + seconds
        self._steps = steps
        self.exhausted: str | None = None

    def spend(self) -> bool:
        """Take one step; False when nothing is left."""
        self._steps -= 1
        if self._steps <= 0:
            self.exhausted = self.exhausted or "too many steps"
        elif self._steps % 4096 == 0 and time.monotonic() > self._deadline:
            self.exhausted = self.exhausted or "out of time"
        return self.exhausted is None


class Engine:
    """Summaries on demand for one side of a change.

    ``changed`` are the paths that differ between the sides: a summary that depends on none of them is
    taken from, and given to, the other side.
    """

    def __init__(
        self,
        program: Program,
        library: Library,
        budget: Budget,
        shared: Shared,
        changed: Collection[str] = (),
    ) -> None:
        self.program = program
        self.library = library
        self.budget = budget
        self._shared = shared
        self._changed = frozenset(changed)
        self._own: dict[tuple[FunctionId, Context], Summary] = {}
        self._contexts: dict[FunctionId, set[Context]] = {}
        self._running: dict[tuple[FunctionId, Context], bool] = {}  # True once a caller met it again
        self._module_values: dict[tuple[str, str], tuple[Value | None, set[str]]] = {}  # and the files behind it
        self.remembered: dict[str, list[str]] = {}  # what was found out about this side's tree
        self.depth = 0
        self.evaluated = 0

    # --- summaries -----------------------------------------------------------------------------

    def summary(self, identity: FunctionId, arguments: dict[str, Value] | None = None) -> Summary:
        """What ``identity`` does; more exactly for what is known of ``arguments`` (by parameter)."""
        function = self.function(identity)
        if function is None:
            return Summary()
        context = self._context(identity, function, arguments) if arguments else GENERIC
        return self._remembered(identity, function, context, arguments or {})

    def _remembered(
        self, identity: FunctionId, function: ir.Function, context: Context, arguments: dict[str, Value]
    ) -> Summary:
        key = (identity, context)
        found = self._own.get(key) or self._from_other_side(key)
        if found is not None:
            self.program.touched |= found.files
            return found
        if key in self._running:
            self._running[key] = True
            return Summary()
        if self.depth > DEEPEST_CALL:
            return Summary(limits=[f"calls deeper than {DEEPEST_CALL}"])
        known = {name: arguments[name] for name, _ in context}
        return self._compute(key, function, known)

    def _compute(
        self, key: tuple[FunctionId, Context], function: ir.Function, known: dict[str, Value]
    ) -> Summary:
        outer, self.program.touched = self.program.touched, {key[0].path}
        self._running[key] = False
        self.depth += 1
        try:
            summary = run(self, key[0], function, known)
            if self._running[key]:  # recursive: once more, with what the first run found
                self._own[key] = summary
                summary = run(self, key[0], function, known)
        finally:
            self.depth -= 1
            del self._running[key]
            inner, self.program.touched = self.program.touched, outer
            outer |= inner
        self.evaluated += 1
        summary.files = frozenset(inner)
        self._own[key] = summary
        if not summary.limits:
            self._shared.summaries.setdefault(key, []).append(summary)
        return summary

    def _from_other_side(self, key: tuple[FunctionId, Context]) -> Summary | None:
        for summary in self._shared.summaries.get(key, ()):
            if summary.files.isdisjoint(self._changed):
                self._own[key] = summary
                return summary
        return None

    def run_closure(self, closure: Closure, arguments: dict[str, Value]) -> Summary:
        """A function that sees another's variables: its summary holds only here and is not kept."""
        key = (closure.identity, GENERIC)
        if key in self._running or self.depth > DEEPEST_CALL:
            return Summary()
        self._running[key] = False
        self.depth += 1
        try:
            return run(self, closure.identity, closure.function, arguments, closure.environment)
        finally:
            self.depth -= 1
            del self._running[key]

    def function(self, identity: FunctionId) -> ir.Function | None:
        if identity.qualname == MODULE:
            module = self.program.module(identity.path)
            if module is None:
                return None
            return ir.Function(MODULE, MODULE, (), (), None, module.facts.outline.body, 1, 1, False)
        return self.program.function(identity)

    def body(self, identity: FunctionId, function: ir.Function) -> tuple[ir.Stmt, ...]:
        module = self.program.module(identity.path)
        return module.facts.body(function) if module else ()

    def _context(self, identity: FunctionId, function: ir.Function, arguments: dict[str, Value]) -> Context:
        found: list[tuple[str, Shape]] = []
        for parameter in function.parameters:
            value = arguments.get(parameter.name)
            shape = _shape(value, parameter.annotation is not None) if value is not None else ()
            if shape:
                found.append((parameter.name, shape))
        context = tuple(found)
        seen = self._contexts.setdefault(identity, set())
        if context not in seen:
            if len(seen) >= MOST_CONTEXTS:
                return GENERIC
            seen.add(context)
        return context

    # --- module-level names --------------------------------------------------------------------

    def module_value(self, path: str, name: str) -> Value | None:
        """What a module-level name is; ``None`` if the module does not bind it."""
        key = (path, name)
        if key not in self._module_values:
            self._module_values[key] = (None, {path})  # a name that depends on itself is not known
            outer, self.program.touched = self.program.touched, {path}
            try:
                self._module_values[key] = (module_value(self, path, name), self.program.touched)
            finally:
                self.program.touched = outer
        value, files = self._module_values[key]
        self.program.touched |= files
        return value


def _shape(value: Value, annotated: bool) -> Shape:
    """What of an argument makes the callee behave otherwise: types where it states none, small constants."""
    entities = tuple(_plain(entity) for entity in value.entities)
    if None in entities:
        return ()
    known: tuple[Constant, ...] = value.constants or ()
    small = tuple((type(c).__name__, c) for c in known) if len(known) == 1 and _is_small(known[0]) else ()
    references = () if annotated else value.references
    if not (entities or references or small):
        return ()
    return (entities, references, small, value.subject)


def _plain(entity: object) -> object:
    """Identities serve as they are; objects that hold values do not."""
    if isinstance(entity, FunctionId | ClassId | ModuleId | Instance):
        return (type(entity).__name__, *entity)
    if isinstance(entity, Method):
        return ("Method", entity.function)
    return None


def _is_small(value: Constant) -> bool:
    return (
        value is None
        or isinstance(value, bool | int)
        or (isinstance(value, str) and len(value) <= _LONGEST_CONSTANT)
    )

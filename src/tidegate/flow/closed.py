"""Summaries of functions within functions, kept by what is known of the variables that they see.

A decorator is put on a hundred views, and each is asked for many times: what it wraps one in is run once.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import NamedTuple

from tidegate.flow.summary import Summary
from tidegate.flow.values import Closure, Deferred, Method, Partial, Super, Value, Witness
from tidegate.languages import ir
from tidegate.languages.uses import uses

_DEEPEST = 6  # functions that see functions


class Call(NamedTuple):
    """One call of such a function. ``likeness`` is equal for calls of which the same is known."""

    likeness: Hashable
    closure: Closure
    arguments: dict[str, Value]


class Closed:
    """The summaries of one engine."""

    def __init__(self) -> None:
        self._summaries: dict[Hashable, tuple[Call, Summary]] = {}  # with the code, which counts by identity
        self._names: dict[int, tuple[ir.Function, frozenset[str]]] = {}

    def call(self, closure: Closure, arguments: dict[str, Value]) -> Call | None:
        """The call, where it can be told from others: not where a value changes or is nested too deeply."""
        try:
            seen, given = self._closure(closure, _DEEPEST), self._variables(arguments, _DEEPEST)
        except _UnlikeError:
            return None
        return Call((seen, given), closure, arguments)

    def get(self, call: Call) -> Summary | None:
        found = self._summaries.get(call.likeness)
        return found[1] if found is not None else None

    def keep(self, call: Call, summary: Summary) -> None:
        self._summaries[call.likeness] = (call, summary)

    # --- likeness ------------------------------------------------------------------------------

    def _closure(self, closure: Closure, depth: int) -> Hashable:
        """The code and what it sees: other functions beside it only where it names them, as each sees all."""
        used = self._used(closure.function)
        seen = {
            name: value
            for name, value in closure.environment.items()
            if name in used or not any(isinstance(entity, Closure) for entity in value.entities)
        }
        return (id(closure.function), closure.identity, self._variables(seen, depth))

    def _used(self, function: ir.Function) -> frozenset[str]:
        found = self._names.get(id(function))
        if found is None:
            found = self._names[id(function)] = (function, uses(function).names)
        return found[1]

    def _variables(self, variables: Mapping[str, Value], depth: int) -> Hashable:
        return tuple((name, self._value(value, depth)) for name, value in variables.items())

    def _value(self, value: Value, depth: int) -> Hashable:
        return (
            tuple(value.taints.items()),
            value.references,
            tuple(self._entity(entity, depth) for entity in value.entities),
            None if value.constants is None else tuple((type(c), c) for c in value.constants),
            None if value.fields is None else self._variables(value.fields, depth),
            value.subject,
            value.site,
        )

    def _entity(self, entity: object, depth: int) -> Hashable:
        if not depth or isinstance(entity, Witness):
            raise _UnlikeError
        if isinstance(entity, Closure):
            return self._closure(entity, depth - 1)
        if isinstance(entity, Method | Super):
            return (type(entity), *entity[:-1], self._value(entity.receiver, depth - 1))
        if isinstance(entity, Partial):
            given = [entity.function, *entity.args, *(value for _, value in entity.keywords)]
            names = tuple(name for name, _ in entity.keywords)
            return (Partial, len(entity.args), names, *(self._value(value, depth - 1) for value in given))
        if isinstance(entity, Deferred):
            return (Deferred, id(entity.definition), entity.clock)
        return (type(entity), entity)


class _UnlikeError(Exception):
    """A value that changes, or is nested too deeply."""

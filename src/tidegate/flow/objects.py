"""What objects of a class of the program hold, as its own methods put it there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tidegate.flow.classes import class_member, external_bases, linearized
from tidegate.flow.taints import NOTHING, Source
from tidegate.flow.values import UNKNOWN_VALUE, Value, join_all
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_PUTS = re.compile(rb"\b\w+\.(\w+)\s?(?::[^=\n]{0,80})?=[^=]")


def constructed(engine: Engine, of: ClassId) -> dict[str, Value]:
    """Fields that ``__init__`` sets, without the data of its arguments: types, constants, sources."""
    found = class_member(engine, of, "__init__")
    if found is None or not isinstance(found[1], ir.Define) or not found[1].function.parameters:
        return {}
    identity = FunctionId(found[0].path, found[1].function.qualname)
    if engine.is_running(identity):  # what it sets is not known yet
        return {}
    return engine.remember(("constructed", identity), lambda: _set_by(engine, identity), {})


def set_later(engine: Engine, of: ClassId, name: str) -> Value:
    """A field that no constructor sets, as methods of the class do: ``self.db`` of ``setup()``.

    Of what, and of which type; the data only where a framework calls the method before all others, for
    elsewhere nobody knows which of them ran, and what it had found of the data when it ended.
    """
    found = [
        (current, identity)
        for current in linearized(engine, of)
        for identity in _setters(engine, current).get(name, ())
    ]
    if not found or any(engine.is_running(identity) for _, identity in found):
        return UNKNOWN_VALUE
    return engine.remember(("set", of, name), lambda: _joined(engine, of, name, found), UNKNOWN_VALUE)


def _joined(engine: Engine, of: ClassId, name: str, setters: list[tuple[ClassId, FunctionId]]) -> Value:
    first = _called_first(engine, of)
    values = []
    for _, identity in setters:
        value = _set_by(engine, identity).get(f".{name}", UNKNOWN_VALUE)
        values.append(value if identity.qualname.rpartition(".")[2] in first else typed_alike(value))
    return join_all(values)


def _called_first(engine: Engine, of: ClassId) -> set[str]:
    """Methods that the framework of a class calls before every other."""
    classes = engine.library.tables.handler_classes
    bases = [name for base in external_bases(engine, of) for name in engine.library.family(base)]
    return {member for base in bases for spec in classes.get(base, ()) for member in spec.before}


def _setters(engine: Engine, of: ClassId) -> dict[str, list[FunctionId]]:
    """Field → the methods of a class, other than the constructor, that set it."""
    return engine.remember(("setters", of), lambda: _read_setters(engine, of), {})


def _read_setters(engine: Engine, of: ClassId) -> dict[str, list[FunctionId]]:
    definition, text = engine.program.class_(of), engine.program.sources.text(of.path)
    found: dict[str, list[FunctionId]] = {}
    if definition is None or text is None:
        return found
    lines = text.splitlines()
    for statement in definition.body:
        if not isinstance(statement, ir.Define) or statement.function.name == "__init__":
            continue
        function = statement.function
        body = b"\n".join(lines[function.line - 1 : function.end_line])
        for name in {match[1].decode("utf-8", "replace") for match in _PUTS.finditer(body)}:
            found.setdefault(name, []).append(FunctionId(of.path, function.qualname))
    return found


def _set_by(engine: Engine, identity: FunctionId) -> dict[str, Value]:
    function = engine.function(identity)
    if function is None or not function.parameters:
        return {}
    fields = engine.summary(identity).effects.get(function.parameters[0].name, {})
    return {key: own(value) for key, value in fields.items()}


def own(value: Value) -> Value:
    """Without symbolic inputs: they belong to the caller of the function that put it there."""
    taints = {taint: trace for taint, trace in value.taints.items() if isinstance(taint.origin, Source)}
    fields = {key: own(field) for key, field in value.fields.items()} if value.fields else None
    return value.but(taints=taints or NOTHING, fields=fields)


def typed_alike(value: Value) -> Value:
    """What is known of a value beside its data."""
    fields = {key: typed_alike(field) for key, field in value.fields.items()} if value.fields else None
    return value.but(taints=NOTHING, fields=fields, constants=None)

"""The controls that a class lists, in an attribute or by the method that its framework calls for them."""

from __future__ import annotations

from typing import NamedTuple

from tidegate.flow.classes import class_member, expression_in_module
from tidegate.flow.engine import Engine
from tidegate.flow.values import Instance, Value
from tidegate.knowledge.protection import ClassControls
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.provided import items


class Listed(NamedTuple):
    items: list[Value]
    path: str
    line: int


def listed_controls(engine: Engine, of: ClassId, entry: ClassControls) -> Listed | None:
    """``None`` where neither the class nor one that it extends says anything.

    A method that gives different lists in different cases gives all of them here: which case a request is
    depends on it.
    """
    given = _by_method(engine, of, entry.method) if entry.method is not None else None
    return given or _by_attribute(engine, of, entry.attribute)


def _by_attribute(engine: Engine, of: ClassId, name: str) -> Listed | None:
    found = class_member(engine, of, name)
    if found is None or not isinstance(found[1], ir.Assign) or found[1].value is None:
        return None
    value = expression_in_module(engine, found[0].path, found[1].value)
    return Listed(items(value), found[0].path, found[1].line)


def _by_method(engine: Engine, of: ClassId, name: str) -> Listed | None:
    """What a method of the program returns; ``None`` where that cannot be told, as of ``super()``'s list."""
    found = class_member(engine, of, name)
    if found is None or not isinstance(found[1], ir.Define):
        return None
    function = found[1].function
    returned = engine.summary(FunctionId(found[0].path, function.qualname)).returned
    given = [_class_of(item) for item in items(returned)] if returned is not None and returned.fields else []
    known = [item for item in given if item.entities or item.references]
    return Listed(known, found[0].path, function.line) if known else None


def _class_of(value: Value) -> Value:
    """The class where an object of it stands: controls are known by it."""
    entities = tuple(one.of if isinstance(one, Instance) else one for one in value.entities)
    return value.but(entities=entities, references=tuple(one.removesuffix("()") for one in value.references))

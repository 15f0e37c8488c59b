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
    """``cases`` are the lists that may be given; which one a request gets is not looked into."""

    cases: list[list[Value]]
    path: str
    line: int


def listed_controls(
    engine: Engine, of: ClassId, entry: ClassControls, default: Listed | None = None
) -> Listed | None:
    """``None`` where neither the class nor one that it extends says anything; then ``default`` holds."""
    attribute = _by_attribute(engine, of, entry.attribute)
    before = attribute or default
    method = _by_method(engine, of, entry.method, before) if entry.method is not None else None
    return method or attribute


def _by_attribute(engine: Engine, of: ClassId, name: str) -> Listed | None:
    found = class_member(engine, of, name)
    if found is None or not isinstance(found[1], ir.Assign) or found[1].value is None:
        return None
    value = expression_in_module(engine, found[0].path, found[1].value)
    return Listed([items(value)], found[0].path, found[1].line)


def _by_method(engine: Engine, of: ClassId, name: str, inherited: Listed | None) -> Listed | None:
    """What a method of the program returns, case by case: of ``super()``'s list, what is ``inherited``."""
    found = class_member(engine, of, name)
    if found is None or not isinstance(found[1], ir.Define):
        return None
    function = found[1].function
    summary = engine.summary(FunctionId(found[0].path, function.qualname))
    cases = [case for _, returned in summary.returns for case in _cases(returned, inherited)]
    return Listed(cases, found[0].path, function.line) if cases else None


def _cases(returned: Value, inherited: Listed | None) -> list[list[Value]]:
    """The lists that one ``return`` may give: several where an item of it is one of several classes."""
    if not returned.fields:
        return inherited.cases if inherited is not None else []
    alternatives = [_alternatives(item) for item in items(returned)]
    most = max(map(len, alternatives))
    return [[one[min(case, len(one) - 1)] for one in alternatives if one] for case in range(most)]


def _alternatives(value: Value) -> list[Value]:
    """The classes of which an item may be an object: controls are known by these."""
    classes = [one.of if isinstance(one, Instance) else one for one in value.entities]
    found = [Value(entities=(one,), fields=value.fields) for one in classes]
    return found + [Value(references=(one.removesuffix("()"),)) for one in value.references]

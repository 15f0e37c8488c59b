"""Limits that code gives as numbers: sizes, lifetimes, rates, rounds of a hash. What is given, and where."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from tidegate.knowledge.protection import Limit
from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.program.names import MODULE, FunctionId
from tidegate.surface.conditions import last_name
from tidegate.surface.sides import Side, is_judged
from tidegate.surface.terms import rate_of

_UNITS = {"weeks": 604800, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
_CONVERTS = frozenset({"int", "float", "getenv", "get", "env", "config"})
_LARGEST = 1e15  # no limit is larger; what is computed beyond it is not told apart
_DEEPEST = 8


class Given(NamedTuple):
    """A limit with its amount: the name, and the key below it where there are several."""

    name: str
    amount: float
    spot: tuple[FunctionId, int]
    limit: Limit


def limits_of(side: Side) -> list[Given]:
    """The limits in what changed of one side: module-level code, classes and functions."""
    known = side.engine.library.tables.given.limits
    found: list[Given] = []
    for path in sorted(side.changed.paths):
        module = side.engine.program.module(path)
        if module is not None and is_judged(path):
            whole = FunctionId(path, MODULE)
            found += _in(module.facts.outline.body, whole, known)
    for identity in side.changed.functions:
        function = side.engine.function(identity)
        if function is not None and is_judged(identity.path):
            found += _in(side.engine.body(identity, function), identity, known)
            found += _in(function.decorators, identity, known)
    return list(dict.fromkeys(found))


def _in(body: object, identity: FunctionId, known: dict[str, list[Limit]]) -> Iterator[Given]:
    for node in inside(body):
        for name, value, callee, line in _named(node):
            for limit in known.get(name, ()):
                if callee in limit.of or not (callee or limit.of):
                    yield from _amounts(limit, name, value, (identity, line))


def _named(node: ir.Node) -> Iterator[tuple[str, ir.Expr, str, int]]:
    """(name, value, the function that is called, line) of everything that a node gives a name."""
    if isinstance(node, ir.Assign) and node.value is not None:
        for target in node.targets:
            key = target.key if isinstance(target, ir.Subscript) else None
            name = key.value if isinstance(key, ir.Const) else last_name(target)
            yield str(name), node.value, "", node.line
    elif isinstance(node, ir.Mapping):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ir.Const):
                yield str(key.value), value, "", node.line
    elif isinstance(node, ir.Call):
        callee = last_name(node.function)
        for keyword in node.keywords:
            yield keyword.name or "", keyword.value, callee, node.line
        for number, argument in enumerate(node.args):
            yield f"{callee} {number}", argument, callee, node.line
            if isinstance(node.function, ir.Attribute) and last_name(node.function.value) == "config":
                break  # settings that are put in by their names stand in keywords


def _amounts(limit: Limit, name: str, value: ir.Expr, spot: tuple[FunctionId, int]) -> Iterator[Given]:
    if isinstance(value, ir.Mapping):
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ir.Const):
                yield from _amounts(limit, f"{name}.{key.value}", item, spot)
        return
    amount = _amount(value)
    if amount is not None:
        yield Given(name, amount, spot, limit)


def _amount(node: ir.Expr, depth: int = 0) -> float | None:
    """What a number, a duration or a rate comes to; ``None`` stands for no limit at all."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, ir.Const):
        if node.value is None:
            return inf
        if isinstance(node.value, str):
            return float(node.value) if node.value.isdecimal() else rate_of(node.value) or None
        return None if isinstance(node.value, bool) else float(node.value)
    if isinstance(node, ir.Binary):
        left, right = _amount(node.left, depth + 1), _amount(node.right, depth + 1)
        return _computed(node.op, left, right) if left is not None and right is not None else None
    return _called(node, depth) if isinstance(node, ir.Call) else None


def _computed(op: str, left: float, right: float) -> float | None:
    if op == "**" and right > 64:
        return None
    if op == "<<":
        return left * 2**right if right <= 64 else None
    try:
        found = {"*": left * right, "+": left + right, "**": left**right if op == "**" else 0}.get(op)
    except (OverflowError, ZeroDivisionError):
        return None
    return found if isinstance(found, float) and abs(found) < _LARGEST else None


def _called(node: ir.Call, depth: int) -> float | None:
    """A duration, or the default of what the environment may say."""
    name = last_name(node.function)
    if name == "timedelta":
        given = [(one.name or "", one.value) for one in node.keywords]
        given += zip(("days", "seconds"), node.args, strict=False)
        parts = [_UNITS.get(unit, 0) * (_amount(value, depth + 1) or 0) for unit, value in given]
        return sum(parts) or None
    defaults = [one.value for one in node.keywords if one.name == "default"]
    values = defaults or (node.args[-1:] if name in _CONVERTS else ())
    return _amount(values[0], depth + 1) if values else None

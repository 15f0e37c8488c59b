"""Binary operators: strings put together, arithmetic on small numbers, operators that libraries define."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from tidegate.flow.formats import items, percent
from tidegate.flow.frame import Environment, Frame, evaluate
from tidegate.flow.library import CallArguments
from tidegate.flow.outside import called
from tidegate.flow.strings import concatenated
from tidegate.flow.taints import join_taints
from tidegate.flow.values import UNKNOWN_VALUE, Value, constant, join, tainted
from tidegate.languages import ir


def _summands(node: ir.Binary) -> list[ir.Expr]:
    """The parts of ``a + b + c``, so that what stands before each is known."""
    found = [node.right]
    left = node.left
    while isinstance(left, ir.Binary) and left.op == "+":
        found.append(left.right)
        left = left.left
    return [left, *reversed(found)]


def binary(frame: Frame, environment: Environment, node: ir.Binary) -> Value:
    if node.op == "+":
        parts = [evaluate(frame, environment, part) for part in _summands(node)]
        return frame.told(concatenated(frame, parts, node.line), node.line, "concatenated")
    left, right = evaluate(frame, environment, node.left), evaluate(frame, environment, node.right)
    if node.op == "%" and (_is_text(left) or not _is_number(right)):
        return frame.told(_formatted(frame, left, right, node.line), node.line, "put into a text by `%`")
    if node.op == "|":
        return _either(left, right)
    if node.op == "/" and (left.references or right.references):
        return frame.told(_divided(frame, left, right, node.line), node.line, "joined by `/`")
    folded = _fold(node.op, left, right)
    taints = join_taints(left.all_taints(), right.all_taints())
    return folded.but(taints=taints) if taints else folded


def _either(left: Value, right: Value) -> Value:
    """``a | b``: what an object of a library has, that is made of both, it has of the one that has it."""
    found, (one, other) = join(left, right), (left.fields or {}, right.fields or {})
    if not (left.references and right.references):
        return found
    own = {key: one.get(key) or other[key] for key in one.keys() ^ other.keys() if key[0] == "."}
    return found.but(fields={**(found.fields or {}), **own}) if own else found


def _is_text(value: Value) -> bool:
    return value.constants is not None and all(isinstance(known, str) for known in value.constants)


def _is_number(value: Value) -> bool:
    return value.constants is not None and all(isinstance(known, int | float) for known in value.constants)


def _formatted(frame: Frame, left: Value, right: Value, line: int) -> Value:
    """``"…" % values``: the parts stand in order between the pieces of the text."""
    known = left.known
    if isinstance(known, str):
        return concatenated(frame, percent(frame, known, right, line), line)
    return concatenated(frame, [left, *items(right)], line)


def _divided(frame: Frame, left: Value, right: Value, line: int) -> Value:
    """``path / name``: an operator that a library defines."""
    taints = join_taints(left.all_taints(), right.all_taints())
    name = next((f"{reference_}.__truediv__" for reference_ in left.references), None)
    if name is None:
        return tainted(taints).but(references=right.references)
    place = frame.place(line)
    result = called(frame, name, CallArguments([right], {}, left), place, "/").result
    kept = result.references or left.references
    return Value(join_taints(taints, result.taints), kept, (), None, None, left.subject)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "-": operator.sub,
    "*": operator.mul,
    "**": operator.pow,
    "//": operator.floordiv,
    "%": operator.mod,
    "/": operator.truediv,
    "&": operator.and_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}
_SMALL = 1 << 31


def _fold(op: str, left: Value, right: Value) -> Value:
    """Arithmetic on small known numbers; anything else is not known."""
    one, other = left.known, right.known
    function = _ARITHMETIC.get(op)
    if function is None or not _small(one) or not _small(other) or (op in ("<<", "**") and other > 64):  # type: ignore[operator]  # _small
        return UNKNOWN_VALUE
    try:
        result = function(one, other)
    except (ArithmeticError, ValueError, TypeError):
        return UNKNOWN_VALUE
    return constant(result) if isinstance(result, int | float) else UNKNOWN_VALUE


def _small(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < _SMALL

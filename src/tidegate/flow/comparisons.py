"""What constants say of a comparison, and of a value being true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tidegate.flow.values import UNKNOWN, Constant, Value, contains, key_of

NEGATED = {"not in": "in", "!=": "==", "is not": "is"}


def truth(value: Value) -> bool | None:
    """Whether a value is true, if that is known."""
    if value.constants is not None:
        truths = {bool(known) for known in value.constants}
        return truths.pop() if len(truths) == 1 else None
    return None


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compared(left: Value, op: str, right: Value) -> bool | None:
    """The outcome of a comparison, if the constants tell it."""
    if op in NEGATED:
        known = compared(left, NEGATED[op], right)
        return None if known is None else not known
    if op == "in":
        return _is_in(left, right)
    if left.constants is None or right.constants is None or left.taints or right.taints:
        return None
    outcomes = {_outcome(a, op, b) for a in left.constants for b in right.constants}
    return outcomes.pop() if len(outcomes) == 1 else None


def _outcome(a: Constant, op: str, b: Constant) -> bool | None:
    if op in ("==", "is"):
        return a == b
    if op in _ORDER and isinstance(a, int | float) and isinstance(b, int | float):
        return _ORDER[op](a, b)
    return None


def _is_in(left: Value, right: Value) -> bool | None:
    known = left.known
    if known is UNKNOWN or left.taints:
        return None
    whole = right.known
    if isinstance(whole, str) and isinstance(known, str):
        return known in whole
    fields = right.fields
    if not fields or right.taints or "[]" in fields or not all(name[0] == "[" for name in fields):
        return None
    if "builtins.dict()" in right.references:
        return key_of(known) in fields or None
    options = [field.known for field in fields.values()]
    sure = [option for option in options if option is not UNKNOWN]
    return contains(sure, known) if len(sure) == len(options) else None

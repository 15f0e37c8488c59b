"""What is left of a value's data where something has made it safe."""

from __future__ import annotations

from tidegate.flow.taints import NOTHING, Input, Taint, clear_taints
from tidegate.flow.values import Value


def clear(value: Value, kinds: frozenset[str], keep: bool = False) -> Value:
    """The value after something made it safe for ``kinds`` ("all" ends every taint, or is kept with it)."""
    if "all" in kinds and keep:
        taints = {Taint(t.origin, t.cleared | kinds, t.certain): trace for t, trace in value.taints.items()}
        return value.but(taints=taints, fields=None)
    if "all" in kinds:
        return value.but(taints=NOTHING, fields=None) if value.taints or value.fields else value
    fields = (
        {key: clear(field, kinds) for key, field in value.fields.items()} if value.fields else value.fields
    )
    return value.but(taints=clear_taints(value.taints, kinds), fields=fields)


def checked(value: Value, kinds: frozenset[str]) -> Value:
    """The value after a check. What a caller gives stays known as such, so that the caller learns of it.

    What is safe for everything is not what a source gave any more, so it does not refer to that either.
    """
    if "all" not in kinds:
        return clear(value, kinds)
    taints = {
        Taint(t.origin, t.cleared | kinds, t.certain): trace
        for t, trace in value.taints.items()
        if isinstance(t.origin, Input)
    }
    return value.but(taints=taints, fields=None, references=value.references if taints else ())

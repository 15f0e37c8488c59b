"""What the callers of a function see of it, and whether a change makes that worse for them.

A caller that nobody looked for matters where its own findings may be other than before: where the function
leads what it is given to new places, gives back what it did not, or no longer checks what it did.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tidegate.flow.summary import Summary
from tidegate.flow.taints import Input, Taint
from tidegate.flow.values import Instance, Value
from tidegate.knowledge.weaknesses import by_sink
from tidegate.program.names import ClassId, FunctionId, ModuleId

Seen = frozenset[tuple[object, ...]]
_Plain = FunctionId | ClassId | ModuleId | Instance


def is_worse(before: Summary | None, after: Summary | None) -> bool:
    """Whether a caller may have a finding with ``after`` that it had not with ``before``.

    ``None``: it is not there. Of a function that was not there only the sinks count: who uses its result was
    written with it.
    """
    if before is None or after is None:
        return bool(after and _sinks(after)) or bool(before and _kept(before))
    fresh = (_sinks(after) - _sinks(before)) | (_given(after) - _given(before))
    return bool(fresh or _kept(before) - _kept(after))


def _sinks(summary: Summary) -> Seen:
    """Where the function leads what it is given."""
    counting = (arrival for arrival in summary.arrivals if arrival.kind in _kinds())
    return frozenset((arrival.kind, *_from(arrival.taint)) for arrival in counting)


def _given(summary: Summary) -> Seen:
    """What is returned, and what is set on arguments. (What exceptions carry is mostly their message.)"""
    found: set[tuple[object, ...]] = set()
    if summary.returned is not None:
        found.update(("returned", *said) for said in _said(summary.returned))
    for parameter, fields in summary.effects.items():
        for field, value in fields.items():
            found.update(("set", parameter, field, *said) for said in _said(value))
    return frozenset(found)


def _said(value: Value) -> Iterable[tuple[object, ...]]:
    """Data, things with members, and what switches a check on or off: other constants make no finding."""
    for taint in value.all_taints():
        yield from (("data", kind, *_from(taint)) for kind in _kinds() - taint.cleared)
    yield from (("thing", reference) for reference in value.references)
    yield from (("thing", entity) for entity in value.entities if isinstance(entity, _Plain))
    yield from (("switch", constant) for constant in value.constants or () if isinstance(constant, bool))


def _kept(summary: Summary) -> Seen:
    """What holds for a caller afterwards: what was checked, and who is turned away."""
    found: set[tuple[object, ...]] = {("refused", refusal.kind) for refusal in summary.refusals}
    for when, cleared in (
        ("always", summary.cleared),
        ("if true", summary.cleared_if_true),
        ("if false", summary.cleared_if_false),
    ):
        found |= {(when, parameter, kind) for parameter, kinds in cleared.items() for kind in kinds}
    return frozenset(found)


def _from(taint: Taint) -> tuple[object, ...]:
    """Where data comes from; without the owner of an input, because a definition may have moved."""
    origin = taint.origin
    return (origin.parameter, origin.steps) if isinstance(origin, Input) else (origin.kind,)


@cache
def _kinds() -> frozenset[str]:
    """Kinds of sinks that a decision may rest on: findings of low severity are only listed."""
    return frozenset(
        kind for kind, found in by_sink().items() if any(weakness.severity != "low" for weakness in found)
    )

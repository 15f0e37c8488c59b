"""The events that an event names: each must stand before it."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.model.event import (
    BreakGlassReview,
    CarriedApproval,
    DecisionMade,
    DismissalApproval,
    FindingRef,
    Merge,
    Payload,
    Revocation,
    Revoked,
)
from tidegate.model.finding import Finding

_MOST_PRINTS = 20  # fingerprints of one finding


def named(payload: Payload) -> Iterator[tuple[str, str]]:
    """(id, its type), or "event" for one of any type."""
    match payload:
        case DecisionMade():
            yield from ((id_, "event") for id_ in payload.approvals)
            if payload.bypassed:
                yield payload.bypassed, "break-glass"
        case CarriedApproval():
            yield payload.approval, "event"
            yield payload.checked, "decision"
        case BreakGlassReview():
            yield payload.break_glass, "break-glass"
        case DismissalApproval():
            yield payload.dismissal, "dismissal"
        case Merge() if payload.decision:
            yield payload.decision, "decision"
        case Revocation(kind=Revoked.EVENT):
            yield payload.what, "event"
        case _:
            return


def reference(finding: Finding) -> FindingRef:
    """The finding by its fingerprints; by its id where it has none."""
    prints = sorted(finding.fingerprints.items())[:_MOST_PRINTS]
    return FindingRef(rule=finding.rule, fingerprints=dict(prints) or {"id": finding.id})

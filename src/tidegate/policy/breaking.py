"""Gates that were passed by in an emergency, and whether somebody else looked at it in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tidegate.model.event import BreakGlass, BreakGlassReview, Event, Revocation, Revoked
from tidegate.model.tier import Tier
from tidegate.policy.asked import Heard
from tidegate.policy.weighing import TIERS, Case, Weighed, review


def unreviewed(heard: Sequence[Heard], day: date) -> tuple[str, ...]:
    """What is still to be reviewed though it was due before ``day``, in words. Nobody reviews their own."""
    events = {one.id: one.event for one in heard if one.counts and isinstance(one.event, Event)}
    for event in list(events.values()):
        if isinstance(event.payload, Revocation) and event.payload.kind is Revoked.EVENT:
            taken = events.get(event.payload.what)
            if taken is not None and isinstance(taken.payload, BreakGlassReview):
                del events[event.payload.what]
    behind = {one.id: one.behind for one in heard}
    reviewed = {
        (event.payload.break_glass, behind[name])
        for name, event in events.items()
        if isinstance(event.payload, BreakGlassReview)
    }
    return tuple(
        f"{said.incident}: {event.actor} broke the glass for {said.subject.head[:12]}, and the review was "
        f"due on {said.review_due.date()}"
        for name, event in events.items()
        if isinstance(said := event.payload, BreakGlass)
        and said.review_due.date() < day
        and not any(glass == name and by not in {event.actor, behind[name]} for glass, by in reviewed)
    )


def overdue(case: Case, tier: Tier) -> Iterator[Weighed]:
    """Each raises the tier of every later change by one, until somebody reviews it."""
    raised = TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]
    for text in case.facts.unreviewed:
        yield review(raised, "break-glass-overdue", text, [])

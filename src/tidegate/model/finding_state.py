"""The state of a finding, as the ledger's events give it. Nothing stores a state beside the events."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from tidegate.model.event.findings import Verdict


class State(StrEnum):
    DETECTED = "detected"
    CONFIRMED = "confirmed"
    FALSE_POSITIVE = "false-positive"
    ACCEPTED = "accepted"  # until a day: then it is what it was before
    MITIGATED = "mitigated"
    TEST_ONLY = "test-only"
    FIX_PROPOSED = "fix-proposed"
    FIXED_UNVERIFIED = "fixed-unverified"
    FIXED_VERIFIED = "fixed-verified"
    NOT_OBSERVED = "not-observed"  # no check reports it any more, and nobody fixed it: it is still open


DISMISSED = frozenset({State.FALSE_POSITIVE, State.ACCEPTED, State.MITIGATED, State.TEST_ONLY})
CLOSED = DISMISSED | {State.FIXED_VERIFIED}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a finding stands on a day. ``episode`` counts from 1: each time it came back is one more.

    ``event`` is the one that made the state. ``by``: who asked for a dismissal and who approved it; else who
    said it. ``until`` is the last day on which a dismissal counts. ``verdict`` is the last one: it closes
    nothing by itself. ``asked`` are dismissals that nobody else has approved.
    """

    state: State
    episode: int
    event: str
    by: tuple[str, ...]
    reason: str = ""
    until: date | None = None
    verdict: Verdict | None = None
    asked: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return self.state not in CLOSED

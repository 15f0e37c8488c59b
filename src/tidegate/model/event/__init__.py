"""Events of the ledger (``tidegate.event/1``): what was decided, found, said and done, and by whom.

An event is signed as it stands in canonical JSON; what has its default is left out, so that keys can be added
later without changing what was signed. Unknown keys are refused. Vocabularies are closed. Times are UTC, in
whole seconds, and claims of the signer: what orders events is the ledger.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Literal

import msgspec

from tidegate.model.canonical import canonical
from tidegate.model.event.decisions import (
    Approval,
    BreakGlass,
    BreakGlassReview,
    CarriedApproval,
    DecisionMade,
    Merge,
    MergeHow,
    Owed,
    OwedApprovals,
    Refusal,
    Release,
    ReviewOutcome,
)
from tidegate.model.event.findings import (
    Dismissal,
    DismissalApproval,
    DismissalReason,
    FindingSeen,
    Fix,
    FixOrigin,
    FixStage,
    NotObserved,
    Observation,
    Verdict,
    VerdictGiven,
)
from tidegate.model.event.parts import (
    AS_MUCH,
    EXACTLY,
    UNMOVED,
    Digest,
    FindingRef,
    Moment,
    Name,
    Oid,
    Position,
    Struct,
    Subject,
    Text,
)
from tidegate.model.event.rules import (
    Checkpoint,
    MetricsMonth,
    PolicyChange,
    Revocation,
    Revoked,
    RoleGrant,
    Stamp,
    ToolOutcome,
    ToolReview,
    Training,
)

__all__ = [
    "AS_MUCH",
    "EXACTLY",
    "SCHEMA",
    "UNMOVED",
    "Approval",
    "BreakGlass",
    "BreakGlassReview",
    "CarriedApproval",
    "Checkpoint",
    "DecisionMade",
    "Digest",
    "Dismissal",
    "DismissalApproval",
    "DismissalReason",
    "Event",
    "FindingRef",
    "FindingSeen",
    "Fix",
    "FixOrigin",
    "FixStage",
    "Merge",
    "MergeHow",
    "MetricsMonth",
    "Moment",
    "Name",
    "NotObserved",
    "Observation",
    "Oid",
    "Owed",
    "OwedApprovals",
    "Payload",
    "PolicyChange",
    "Position",
    "Refusal",
    "Release",
    "ReviewOutcome",
    "Revocation",
    "Revoked",
    "RoleGrant",
    "Stamp",
    "Struct",
    "Subject",
    "Text",
    "ToolOutcome",
    "ToolReview",
    "Training",
    "Verdict",
    "VerdictGiven",
    "decoded",
    "encoded",
    "event",
    "id_of",
    "kind_of",
]

SCHEMA: Final = "tidegate.event/1"

Payload = (
    DecisionMade
    | Approval
    | CarriedApproval
    | Refusal
    | BreakGlass
    | BreakGlassReview
    | Merge
    | Release
    | FindingSeen
    | VerdictGiven
    | Dismissal
    | DismissalApproval
    | Fix
    | RoleGrant
    | Training
    | Revocation
    | PolicyChange
    | ToolReview
    | MetricsMonth
    | Checkpoint
)


class Event(Struct, frozen=True, kw_only=True):
    """What is signed. ``actor`` is a person's id; whether the key is theirs is for the reader to find out.

    ``seen`` is the last event that the signer knew, where ``after`` does not reach it: as long as that was
    not shared, others' events may still come between.
    """

    schema: Literal["tidegate.event/1"]  # no default: it is always written
    at: Moment
    actor: Name
    repository: Name
    after: Position
    seen: Digest | None = None
    payload: Payload

    def __post_init__(self) -> None:
        for moment in (self.at, getattr(self.payload, "review_due", None)):
            if moment is not None and (moment.microsecond or moment.utcoffset()):
                raise ValueError("times are in UTC and whole seconds")
        if isinstance(self.payload, BreakGlass) and self.payload.review_due <= self.at:
            raise ValueError("`review_due` comes after the event")
        if isinstance(self.payload, RoleGrant | Training) and self.payload.person == self.actor:
            raise ValueError("nobody grants anything to themselves")
        if (subject := self.subject) is not None and subject.repository != self.repository:
            raise ValueError("the subject is of another repository")

    @property
    def type(self) -> str:
        return kind_of(type(self.payload))

    @property
    def subject(self) -> Subject | None:
        return getattr(self.payload, "subject", None)


def event(
    payload: Payload, *, actor: str, repository: str, after: Position, at: datetime, seen: str | None = None
) -> Event:
    """An event that happens at ``at``. Raise ValueError where its parts contradict each other."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    return Event(
        schema=SCHEMA, at=moment, actor=actor, repository=repository, after=after, seen=seen, payload=payload
    )


def kind_of(payload: type[Struct]) -> str:
    """The word that an event's ``type`` has for a payload: "approval"."""
    return str(payload.__struct_config__.tag)


def encoded(value: Event) -> bytes:
    """What is signed."""
    return canonical(value)


def decoded(content: bytes) -> Event:
    """The event that ``content`` spells. Raise ValueError where it is none, or is spelled otherwise."""
    try:
        value = msgspec.json.decode(content, type=Event)
    except (msgspec.DecodeError, UnicodeError) as reason:
        raise ValueError(f"not an event of {SCHEMA}: {reason}") from None
    if not _is_spelled(value, content):
        raise ValueError("the event is not in canonical JSON")
    return value


def _is_spelled(value: Event, content: bytes) -> bool:
    """Events hold no fractions: where all is ASCII, keys in their order are all that is left to choose."""
    quickly = content.isascii() and msgspec.json.encode(value, order="sorted") == content
    return quickly or encoded(value) == content


def id_of(content: bytes) -> str:
    """An event's id: the SHA-256 of what is signed."""
    return sha256(content).hexdigest()

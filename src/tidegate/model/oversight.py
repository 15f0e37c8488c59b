"""Who approved a change, whose approval does not count and why, and what is missing.

It is part of a check's result where the repository has a ledger.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

CHECKED_AGAIN = "checked again"
ACCEPTANCE = "a manager who accepts the release"  # that is missing


class OversightState(StrEnum):
    NOT_NEEDED = "not-needed"  # nobody has to approve
    APPROVED = "approved"
    MISSING = "missing"
    UNKNOWN = "unknown"  # it cannot be told who may approve
    REFUSED = "refused"
    BYPASSED = "bypassed"  # somebody broke the glass


class GivenApproval(msgspec.Struct, frozen=True, kw_only=True):
    """``presence``: "present" where the signature itself says that somebody touched the key, else
    "key-possession".

    ``carried`` is how it came from another base or policy: the event that carried it, or
    CHECKED_AGAIN: this check found that it holds here. ``landed`` is the head that it was given for, where
    this is the commit that a merge queue made of it.
    """

    event: str
    person: str
    role: str
    presence: str
    at: str
    carried: str | None = None
    landed: str | None = None


class Uncounted(msgspec.Struct, frozen=True, kw_only=True):
    """An approval that does not count, or counts no more."""

    event: str
    person: str
    why: str


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """``humans`` more people must approve; ``who`` are the ids of those who may."""

    what: str
    humans: int = 1
    who: tuple[str, ...] = ()


class Oversight(msgspec.Struct, frozen=True, kw_only=True):
    """``involved`` are the ids of those who had a part in the change."""

    state: OversightState
    given: tuple[GivenApproval, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    missing: tuple[Missing, ...] = ()
    refused: tuple[str, ...] = ()  # "grace: why"
    unknown: tuple[str, ...] = ()
    involved: tuple[str, ...] = ()
    bypassed: str | None = None  # the break-glass event
    events: int = 0  # that the ledger had

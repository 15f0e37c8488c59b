"""What is asked of the ledger about a change, and an approval that counts for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from tidegate.model.event import Event, Subject
from tidegate.model.requirements import Requirements
from tidegate.policy.eligible import Involved

if TYPE_CHECKING:
    from tidegate.model.event.newer import Newer

MANAGER = "manager"  # the role in which a release is accepted


class Heard(Protocol):
    """An event of the ledger as it was verified; ``present``: a token says that its actor touched it.

    ``behind`` is its actor, or the manager by whose grant alone the key is the actor's. ``why_not``: why it
    does not count, where it does not.
    """

    @property
    def id(self) -> str: ...
    @property
    def event(self) -> Event | Newer: ...
    @property
    def counts(self) -> bool: ...
    @property
    def why_not(self) -> str: ...
    @property
    def present(self) -> bool: ...
    @property
    def behind(self) -> str: ...


class OwnersAsked(msgspec.Struct, frozen=True):
    """Owners of CODEOWNERS of whom some must approve. ``ids``: ``None``: nobody can tell who they are."""

    words: str
    ids: frozenset[str] | None
    approvals: int = 1


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """The change that is asked about. ``signed``: every one of ``commits`` is signed by who made it.

    ``landed`` are heads of which the change is what landing them gives, as a merge queue does: ``True`` where
    that was computed, ``False`` where the head is not in this clone and the patch alone says so. ``origins``
    tell what the change was before it was amended or rebased. ``carried`` are approvals that were found to
    hold for this change too, by having checked it again.
    """

    subject: Subject
    requirements: Requirements
    involved: Involved
    commits: frozenset[str] = frozenset()
    landed: Mapping[str, bool] = {}
    origins: frozenset[str] = frozenset()
    owners: tuple[OwnersAsked, ...] = ()
    signed: bool = False
    carried: frozenset[str] = frozenset()
    breakers: frozenset[str] = frozenset()  # roles that may break the glass
    unknown: tuple[str, ...] = ()  # what else cannot be told
    day: date


class Given(msgspec.Struct, frozen=True):
    """An approval that counts; ``landed`` is the head that it was given for, where this one lands it."""

    event: str
    person: str
    role: str
    present: bool
    at: datetime
    carried: str | None = None
    landed: str | None = None

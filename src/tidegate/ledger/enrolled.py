"""Who could sign what, and when: the team's file of people as it stood then, and what the ledger changed.

Whose key is nobody's, or somebody's who was not yet or no longer enrolled, signed nothing that counts.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date, datetime
from typing import Protocol

import msgspec

from tidegate.ledger.signing.keys import Refused, load
from tidegate.model.event import (
    Approval,
    BreakGlass,
    BreakGlassReview,
    CarriedApproval,
    DecisionMade,
    Dismissal,
    DismissalApproval,
    Merge,
    Payload,
    PolicyChange,
    Refusal,
    Release,
    Revocation,
    Revoked,
    RoleGrant,
    ToolReview,
    Training,
    VerdictGiven,
)

BINDING = (DecisionMade, CarriedApproval, Merge, PolicyChange)
OF_HUMANS = (
    Approval, BreakGlass, BreakGlassReview, Dismissal, DismissalApproval, Refusal, Release, Revocation,
    RoleGrant, ToolReview, Training, VerdictGiven,
)  # fmt: skip
OF_MANAGERS = (RoleGrant, Training)


class Signatory(msgspec.Struct, frozen=True):
    """A person as far as signing goes. ``records``: a CI identity, whose decisions bind."""

    id: str
    human: bool = True
    manager: bool = False
    records: bool = False


class Enrolled(Protocol):
    """The team's file of people, as it stood at a moment. Both raise Unable where that cannot be told."""

    def whose(self, fingerprint: str, at: datetime) -> Signatory | None:
        """Whose key that was; ``None``: nobody's, or more than one person's."""

    def person(self, name: str, at: datetime) -> Signatory | None:
        """The person with that id."""


class Granted(msgspec.Struct, frozen=True):
    """``event`` is the grant's id, ``by`` who may be behind what the key signs, for it may be their own."""

    event: str
    person: str
    until: date | None
    by: str


class Roster:
    """Who may sign, event by event: ``follow`` takes each event that counts."""

    def __init__(self, enrolled: Enrolled, keys: dict[str, Granted], revoked: set[str]) -> None:
        self._enrolled = enrolled
        self._keys = keys  # by fingerprint
        self._revoked = revoked  # fingerprints, and ids of persons

    def whose(self, fingerprint: str, at: datetime) -> Signatory | None:
        """The person whose key that is at that moment, and at this place of the ledger."""
        found = self._enrolled.whose(fingerprint, at)
        granted = self._keys.get(fingerprint)
        if granted is not None and (granted.until is None or at.date() <= granted.until):
            if found is not None and found.id != granted.person:
                return None  # two people's key is nobody's
            found = self._enrolled.person(granted.person, at)
            if found is not None and not found.human:
                return None  # a manager alone makes nobody a machine whose decisions bind
        if found is None or {fingerprint, found.id} & self._revoked:
            return None
        return found

    def is_revoked(self, word: str) -> bool:
        """Whether a key, by its fingerprint, or a person, by their id, counts no more."""
        return word in self._revoked

    def granted(self, fingerprint: str) -> str | None:
        """To whom a key was granted, also one whose time is up."""
        found = self._keys.get(fingerprint)
        return found.person if found else None

    def owner(self, said: Revocation, author: str | None, at: datetime) -> str | None:
        """Whose is what somebody takes back; ``author``: who said it, where it is an event."""
        if said.kind is Revoked.EVENT:
            return author
        if said.kind is Revoked.PERSON:
            return said.what
        found = self.whose(said.what, at)
        return found.id if found else None

    def voucher(self, fingerprint: str, at: datetime) -> str:
        """By whose word alone a key is its person's; "" where the team's file has it."""
        granted = self._keys.get(fingerprint)
        return granted.by if granted and self._enrolled.whose(fingerprint, at) is None else ""

    def follow(self, id_: str, payload: Payload, behind: str) -> None:
        """An event that counts, by its id, and who may be behind it."""
        if isinstance(payload, RoleGrant):
            for key in payload.keys:
                self._keys[fingerprint(key)] = Granted(id_, payload.person, payload.until, behind)
        if isinstance(payload, Revocation) and payload.kind is not Revoked.EVENT:
            self._revoked.add(payload.what)
        elif isinstance(payload, Revocation):
            for key in [key for key, granted in self._keys.items() if granted.event == payload.what]:
                del self._keys[key]


def forbidden(person: Signatory, payload: Payload) -> str | None:
    """Why that person may not say that; ``None`` where they may."""
    if isinstance(payload, BINDING) and not person.records:
        return f"{person.id} is no CI identity that records decisions"
    if isinstance(payload, OF_HUMANS) and not person.human:
        return f"{person.id} is not a human"
    if isinstance(payload, OF_MANAGERS) and not person.manager:
        return f"{person.id} is no manager, and only managers grant"
    return _unusable(payload) if isinstance(payload, RoleGrant) else None


def foreign(person: Signatory, owner: str | None) -> str | None:
    """Why that person may not take back what is ``owner``'s."""
    if person.manager or owner == person.id:
        return None
    return f"{person.id} is no manager, and revokes what is not their own"


def _unusable(grant: RoleGrant) -> str | None:
    """Why a key that is granted is none."""
    try:
        for key in grant.keys:
            fingerprint(key)
    except ValueError as reason:
        return str(reason)
    return None


def fingerprint(key: str) -> str:
    """That of a key as it stands in an authorized_keys file. Raise ValueError."""
    words = key.split()
    try:
        loaded = load(base64.b64decode(words[1], validate=True))
    except (IndexError, binascii.Error):
        raise ValueError("a key is written as its type and its Base64") from None
    except Refused as reason:
        raise ValueError(str(reason)) from None
    if loaded.kind != words[0]:
        raise ValueError(f"the key says that it is {loaded.kind}, not {words[0]}")
    return loaded.fingerprint

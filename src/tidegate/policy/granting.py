"""What a manager may grant. What would change or count for nothing is refused, with what to do instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from tidegate.ledger.enrolled import Roster, fingerprint
from tidegate.model.errors import UsageError
from tidegate.model.event import RoleGrant, Training
from tidegate.model.people import People, Person, PersonKind
from tidegate.policy.asked import MANAGER

_ROLE = re.compile(r"[a-z][a-z0-9_-]{0,299}")
_LISTED = ".tidegate/people.yaml"


class Granting(msgspec.Struct, frozen=True):
    """``listed`` are the people as the team's file has them, ``people`` with what the ledger changed."""

    listed: People
    people: People
    roster: Roster
    today: date

    def of_role(self, name: str, roles: Sequence[str], keys: Sequence[str], until: date | None) -> RoleGrant:
        """Keys stand as in an authorized_keys file. Raise UsageError."""
        person = self._grantee(name, self.listed)
        self._is_to_come(until)
        for role in roles:
            _is_role(role)
        prints = [self._free(key, name) for key in keys]
        own = {key.fingerprint for key in person.keys if key.until is None and key.counts(self.today)}
        if person.roles.issuperset(roles) and own.issuperset(prints):
            raise UsageError(f"{name} has that already, by {_LISTED}", "there is nothing to grant")
        return RoleGrant(person=name, roles=tuple(roles), keys=tuple(keys), until=until)

    def of_training(self, name: str, course: str, until: date) -> Training:
        """Raise UsageError."""
        person = self._grantee(name, self.people)
        self._is_to_come(until)
        if person.trained_until is not None and until <= person.trained_until:
            raise UsageError(
                f"{name} is trained until {person.trained_until} already", "there is nothing to grant"
            )
        return Training(person=name, course=course, until=until)

    def _grantee(self, name: str, people: People) -> Person:
        person = people.get(name)
        if person is None:
            raise UsageError(f'nobody is called "{name}" in {_LISTED}', _near(name, people))
        if person.kind is not PersonKind.HUMAN:
            raise UsageError(
                f"{name} is no human, and approves nothing", f"a machine's keys stand in {_LISTED}"
            )
        if self.roster.is_revoked(name):
            raise UsageError(f"{name} was revoked: nothing of theirs counts any more", "grant it to others")
        return person

    def _is_to_come(self, until: date | None) -> None:
        if until is not None and until < self.today:
            raise UsageError(f"{until} has passed", "name a day to come")

    def _free(self, key: str, name: str) -> str:
        """The fingerprint of a key that may become that person's."""
        try:
            found = fingerprint(key)
        except ValueError as reason:
            raise UsageError(f"that is no key: {reason}", "name the .pub file, or its line") from None
        if self.roster.is_revoked(found):
            raise UsageError(f"the key {found} was revoked", "a revoked key never counts again: make another")
        others = {*claiming(found, self.listed), self.roster.granted(found) or name} - {name}
        if others:
            raise UsageError(f"the key {found} is {min(others)}'s", "two people's key would be nobody's")
        return found


def claiming(key: str, people: People) -> list[str]:
    """Everybody who has a key in the team's file, by its fingerprint."""
    return [one.id for one in people.persons if any(own.fingerprint == key for own in one.keys)]


def _is_role(role: str) -> None:
    if role == MANAGER:
        raise UsageError("who is a manager is not granted", f"say `manager: true` in {_LISTED}, by a change")
    if not _ROLE.fullmatch(role):
        raise UsageError(f'"{role}" is no role', "write it as in the settings: security-reviewer")


def _near(name: str, people: People) -> str:
    import difflib

    near = difflib.get_close_matches(name, [one.id for one in people.persons], n=1)
    return f"did you mean {near[0]}?" if near else "who is new is enrolled there first, by a change"

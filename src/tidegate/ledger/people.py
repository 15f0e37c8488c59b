"""The team's file of people as it stood at each moment: what the base branch's history says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import accumulate

import msgspec

from tidegate.config.people import PEOPLE, load_people
from tidegate.git import Repository
from tidegate.ledger.enrolled import Signatory
from tidegate.ledger.signing.openpgp import Unable
from tidegate.model.errors import ConfigurationError, RepositoryError
from tidegate.model.people import KeyKind, People, Person, PersonKind


class Version(msgspec.Struct, frozen=True):
    """The file as ``commit`` left it; ``people`` is ``None`` where it could not be read: ``why``."""

    commit: str
    since: datetime
    people: People | None
    why: str = ""


class Team:
    """The versions of the file, the oldest first; ``cut``: there may be older ones that this clone lacks.

    One that claims to be older than the one before it counts from when that did: nobody enrols backwards.
    """

    def __init__(self, versions: Iterable[Version], *, cut: bool = False) -> None:
        self._versions = list(versions)
        self._since = list(accumulate((version.since for version in self._versions), max))
        self._cut = cut

    def whose(self, fingerprint: str, at: datetime) -> Signatory | None:
        people = self.people(at)
        person = people.of_key(fingerprint) if people else None
        if person is None:
            return None
        counts = any(key.counts(at.date()) for key in person.keys if key.fingerprint == fingerprint)
        return as_signatory(person) if counts else None

    def person(self, name: str, at: datetime) -> Signatory | None:
        people = self.people(at)
        found = people.get(name) if people else None
        return as_signatory(found) if found else None

    @property
    def openpgp(self) -> tuple[str, ...]:
        """Every OpenPGP key that any version has, armored."""
        persons = (
            person for version in self._versions if version.people for person in version.people.persons
        )
        keys = (key for person in persons for key in person.keys if key.kind is KeyKind.OPENPGP)
        return tuple(dict.fromkeys(key.text for key in keys))

    @property
    def digest(self) -> str:
        """Of all that it knows."""
        words = [f"{version.commit} {version.since}" for version in self._versions]
        return sha256("\n".join([str(self._cut), *words]).encode()).hexdigest()

    @property
    def now(self) -> People | None:
        return self._versions[-1].people if self._versions else None

    def people(self, moment: datetime) -> People | None:
        """Who was enrolled then; ``None``: nobody. Raise Unable."""
        place = bisect_right(self._since, moment)
        if not self._versions:
            raise Unable(f"there is no {PEOPLE} on the base branch: nobody can tell whose keys these are")
        if place == 0 and self._cut:
            raise Unable(f"this clone is shallow and lacks what {PEOPLE} said then: git fetch --unshallow")
        if place == 0:
            return None
        version = self._versions[place - 1]
        if version.people is None:
            raise Unable(f"{PEOPLE} could not be read as it was then: {version.why}")
        return version.people


def team(repository: Repository, revision: str) -> Team:
    """What the file said in the history of ``revision``, by first parents. Raise RepositoryError."""
    found = repository.versions(revision, PEOPLE)
    return Team((_version(repository, *one) for one in reversed(found)), cut=repository.layout.shallow)


def _version(repository: Repository, commit: str, seconds: int) -> Version:
    since = datetime.fromtimestamp(seconds, UTC)
    try:
        tree = repository.tree(repository.revision(commit).tree)
        return Version(commit, since, load_people(tree.read) or People())
    except (ConfigurationError, RepositoryError) as reason:
        return Version(commit, since, None, str(reason))


def as_signatory(person: Person) -> Signatory:
    """A person as far as signing goes."""
    return Signatory(person.id, person.kind is PersonKind.HUMAN, person.manager, person.records)

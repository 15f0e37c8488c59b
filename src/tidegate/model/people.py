"""People: who may approve, by what is verified of them. Whoever cannot be told for sure is unknown.

A display name is never asked for; addresses, keys and accounts that two people claim are nobody's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from functools import cached_property

import msgspec

_FORGES = "@users.noreply."  # an address that a forge gives instead of the own one
REVIEWER = "reviewer"  # the role that everybody has who may approve


class PersonKind(StrEnum):
    HUMAN = "human"
    BOT = "bot"
    AI_AGENT = "ai_agent"


class KeyKind(StrEnum):
    SSH = "ssh"
    OPENPGP = "openpgp"


class PublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """A verified key. ``fingerprint`` is ``SHA256:…`` for SSH, capital hexadecimal digits for OpenPGP.

    ``text`` is ``TYPE BASE64`` for SSH, the armored block for OpenPGP. It counts from ``since`` up to and
    including ``until``.
    """

    kind: KeyKind
    fingerprint: str
    text: str
    since: date | None = None
    until: date | None = None

    def counts(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def has_presence(self) -> bool:
        """Whether the key lives in a FIDO2 token, whose signatures tell that somebody touched it."""
        return self.kind is KeyKind.SSH and self.text.startswith("sk-")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """``accounts`` are ``FORGE:LOGIN`` or ``FORGE:NUMBER``, such as ``github:583231``.

    ``manager``: accepts releases as management. ``records``: a CI identity that signs decisions which bind.
    """

    id: str
    kind: PersonKind = PersonKind.HUMAN
    name: str = ""  # for reports; nobody is recognised by it
    keys: tuple[PublicKey, ...] = ()
    emails: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    trained_until: date | None = None
    manager: bool = False
    records: bool = False

    def is_trained(self, day: date) -> bool:
        """Whether the secure-coding training still counts; its last day does."""
        return self.trained_until is not None and day <= self.trained_until


class People(msgspec.Struct, frozen=True, dict=True):
    """Everybody that the team named, and its ``teams``: as CODEOWNERS writes them → ids of persons."""

    persons: tuple[Person, ...] = ()
    teams: dict[str, tuple[str, ...]] = {}

    def get(self, name: str) -> Person | None:
        """The person with this id."""
        return self._ids.get(name)

    def of_email(self, address: str) -> Person | None:
        """Whose address it is, in either case; ``None``: nobody's, or more than one person's.

        One that a forge gives instead (``NUMBER+LOGIN@users.noreply.FORGE.…``) is its account's.
        """
        folded = _folded(address)
        if folded in self._addresses or _FORGES not in folded:
            return self._emails.get(folded)
        return self._behind(folded)

    def _behind(self, address: str) -> Person | None:
        """Whose account an address stands for: by number, else by login; not where these are two people's."""
        found = [one for word in accounts_behind(address) if (one := self.of_account(word)) is not None]
        return found[0] if found and all(one is found[0] for one in found) else None

    def of_key(self, fingerprint: str) -> Person | None:
        return self._keys.get(fingerprint)

    def of_account(self, account: str) -> Person | None:
        """``FORGE:LOGIN`` or ``FORGE:NUMBER``."""
        return self._accounts.get(_folded(account))

    def of_owner(self, word: str) -> frozenset[str] | None:
        """The ids behind an owner of CODEOWNERS (``@login``, ``@org/team``, an address).

        ``None`` is unknown: it is never the same as nobody.
        """
        if word in self.teams:
            members = [self.get(member) for member in self.teams[word]]
            known = [member.id for member in members if member is not None]
            return frozenset(known) if len(known) == len(members) else None
        person = self._logins.get(_folded(word.removeprefix("@"))) if word[:1] == "@" else self.of_email(word)
        return frozenset({person.id}) if person else None

    def with_roles(self, roles: Iterable[str]) -> tuple[Person, ...]:
        """Humans who have one of ``roles``; every human is a reviewer."""
        wanted = frozenset(roles)
        humans = (one for one in self.persons if one.kind is PersonKind.HUMAN)
        return tuple(one for one in humans if REVIEWER in wanted or one.roles & wanted)

    @cached_property
    def ambiguous(self) -> tuple[str, ...]:
        """What more than one person claims: it tells nobody apart."""
        return tuple(sorted({word for words in _WORDS for word in _shared(self.persons, words)}))

    @cached_property
    def _ids(self) -> dict[str, Person]:
        return {person.id: person for person in self.persons}

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(address for person in self.persons for address in _emails(person))

    @cached_property
    def _emails(self) -> dict[str, Person]:
        return _by(self.persons, _emails)

    @cached_property
    def _keys(self) -> dict[str, Person]:
        return _by(self.persons, _fingerprints)

    @cached_property
    def _accounts(self) -> dict[str, Person]:
        return _by(self.persons, _accounts)

    @cached_property
    def _logins(self) -> dict[str, Person]:
        return _by(self.persons, _logins)


NOBODY = People()


def accounts_behind(address: str) -> tuple[str, ...]:
    """The accounts, by number if it has one, then by login, of an address that a forge gives; else none."""
    local, is_forges, host = _folded(address).partition(_FORGES)
    if not is_forges:
        return ()
    number = local[: len(local) - len(local.lstrip("0123456789"))]
    is_both = bool(number) and local[len(number) : len(number) + 1] in ("+", "-")
    words = (number, local[len(number) + 1 :]) if is_both else (local,)
    return tuple(f"{host.partition('.')[0]}:{word}" for word in words)


def ssh_key(text: str) -> PublicKey:
    """The key in a line as ``ssh-keygen`` writes it; its comment is left out. Raise ValueError."""
    kind, _, rest = text.strip().partition(" ")
    encoded = rest.strip().partition(" ")[0]
    try:
        blob = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("the key's second word is not Base64") from error
    named = kind.encode()
    if not named or blob[: 4 + len(named)] != len(named).to_bytes(4, "big") + named:
        raise ValueError("it must begin with the key's type, such as ssh-ed25519, and the key itself")
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return PublicKey(kind=KeyKind.SSH, fingerprint=f"SHA256:{digest}", text=f"{kind} {encoded}")


def gains(before: People, after: People) -> frozenset[str]:
    """The ids of those who may do more by ``after`` than by ``before``: also who is new or is named anew."""
    teams = {
        member
        for team, members in after.teams.items()
        for member in members
        if member not in before.teams.get(team, ())
    }
    return frozenset(teams | {one.id for one in after.persons if _gained(before.get(one.id), one)})


def _gained(before: Person | None, after: Person) -> bool:
    if before is None:
        return True
    return bool(
        set(after.keys) - set(before.keys)
        or {_folded(word) for word in (*after.emails, *after.accounts)}
        - {_folded(word) for word in (*before.emails, *before.accounts)}
        or after.roles - before.roles
        or (after.trained_until or date.min) > (before.trained_until or date.min)
        or after.manager > before.manager
        or after.records > before.records
        or (after.kind is not before.kind and after.kind is PersonKind.HUMAN)
    )


def _by(persons: Iterable[Person], words: Callable[[Person], Iterable[str]]) -> dict[str, Person]:
    """What one person alone claims → that person."""
    everybody = tuple(persons)
    shared = _shared(everybody, words)
    return {word: person for person in everybody for word in words(person) if word not in shared}


def _shared(persons: Iterable[Person], words: Callable[[Person], Iterable[str]]) -> set[str]:
    owners: dict[str, set[str]] = {}
    for person in persons:
        for word in words(person):
            owners.setdefault(word, set()).add(person.id)
    return {word for word, ids in owners.items() if len(ids) > 1}


def _emails(person: Person) -> Iterable[str]:
    return (_folded(address) for address in person.emails)


def _fingerprints(person: Person) -> Iterable[str]:
    return (key.fingerprint for key in person.keys)


def _accounts(person: Person) -> Iterable[str]:
    return (_folded(account) for account in person.accounts)


def _logins(person: Person) -> Iterable[str]:
    return (_folded(account).partition(":")[2] for account in person.accounts)


_WORDS = (_emails, _fingerprints, _accounts)


def _folded(word: str) -> str:
    return word.strip().casefold()

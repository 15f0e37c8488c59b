"""Who the people are, in ``.tidegate/people.yaml``, as types.

It counts from the tip of the base branch. As in ``settings``, the types are the one place where keys stand:
the reader, its messages and the JSON Schema for editors come from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tidegate.config.decoding import Decoded
from tidegate.config.loading import Read, SettingsError, decoded_as
from tidegate.config.nodes import Problem
from tidegate.config.words import Day
from tidegate.model.people import KeyKind, People, Person, PersonKind, PublicKey, ssh_key

PEOPLE = ".tidegate/people.yaml"
_PAGE = "people"


def _text(words: str, pattern: str, longest: int = 300) -> Meta:
    return Meta(pattern=pattern, extra={"is": words}, max_length=longest)


PersonId = Annotated[str, _text("a short name such as ada", r"^[a-z0-9][a-z0-9._-]*$")]
Role = Annotated[str, _text("a role such as security-reviewer", r"^[a-z][a-z0-9_-]*$")]
Email = Annotated[str, _text("an address such as ada@example.com", r"^[^\s@]+@[^\s@]+$")]
Account = Annotated[
    str, _text("an account such as github:583231 or gitlab:ada", r"^[a-z][a-z0-9.-]*:[A-Za-z0-9][^\s:]*$")
]
TeamName = Annotated[str, _text("a team as CODEOWNERS names it: @acme/payments", r"^@[^\s]+$")]
Ssh = Annotated[
    str,
    _text("a line such as ssh-ed25519 AAAA…, as in an .pub file", r"^[a-z0-9@.-]+ [A-Za-z0-9+/=]+", 20_000),
]
Fingerprint = Annotated[
    str, _text("a fingerprint of 40 or 64 hexadecimal digits", r"^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$")
]
Armored = Annotated[
    str, _text("a block that begins with -----BEGIN PGP PUBLIC KEY BLOCK-----", r"^-----BEGIN PGP ", 100_000)
]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class ListedKey(_Section, frozen=True):
    """A public key: ``ssh``, or ``openpgp`` with ``key``."""

    ssh: Annotated[Ssh | None, Meta(description="A line as in id_ed25519.pub")] = None
    openpgp: Annotated[Fingerprint | None, Meta(description="The fingerprint of the primary key")] = None
    key: Annotated[Armored | None, Meta(description="With openpgp: the armored public key")] = None
    since: Annotated[Day | None, Meta(description="The first day on which it counts")] = None
    until: Annotated[Day | None, Meta(description="The last day on which it counts")] = None


class ListedPerson(_Section, frozen=True):
    """One person, bot or AI agent."""

    kind: Annotated[Literal["human", "bot", "ai_agent"], Meta(description="Only humans approve anything")] = (
        "human"
    )
    name: Annotated[
        str, Meta(description="For reports; nobody is recognised by it", extra={"is": "a text"})
    ] = ""
    keys: Annotated[tuple[ListedKey, ...], Meta(description="Keys that were verified to be theirs")] = ()
    emails: Annotated[tuple[Email, ...], Meta(description="Addresses of their commits")] = ()
    accounts: Annotated[
        tuple[Account, ...], Meta(description="On forges; by number where there is one: github:583231")
    ] = ()
    roles: Annotated[tuple[Role, ...], Meta(description="That policies ask for: security-reviewer")] = ()
    trained_until: Annotated[
        Day | None, Meta(description="The last day on which the secure-coding training counts")
    ] = None
    manager: Annotated[
        bool, Meta(description="May accept a release as management", extra={"is": "true or false"})
    ] = False


class CiIdentity(_Section, frozen=True):
    """A machine whose signed decisions bind."""

    keys: Annotated[tuple[ListedKey, ...], Meta(min_length=1, description="Keys that only it has")]
    emails: Annotated[tuple[Email, ...], Meta(description="Addresses of its commits")] = ()
    accounts: Annotated[tuple[Account, ...], Meta(description="On forges")] = ()


class Register(_Section, frozen=True):
    """People, teams and CI identities, read from the tip of the base branch."""

    version: Annotated[Literal[1], Meta(description="Of this format")]
    people: Annotated[dict[PersonId, ListedPerson], Meta(description="By a short name of the team's")] = {}
    teams: Annotated[
        dict[TeamName, tuple[PersonId, ...]], Meta(description="Who is behind a team of CODEOWNERS")
    ] = {}
    ci: Annotated[dict[PersonId, CiIdentity], Meta(description="Machines that sign binding decisions")] = {}


def load_people(read: Read) -> People | None:
    """What base says; ``None`` where there is no such file. Raise SettingsError."""
    data = read(PEOPLE)
    return None if data is None else parse_people(data, PEOPLE)


def parse_people(data: bytes, where: str) -> People:
    """Raise SettingsError with every problem, its line and the nearest known key."""
    decoded = decoded_as(Register, data, where, _PAGE)
    register = msgspec.convert(decoded.plain, Register)
    if problems := list(_problems(register, decoded)):
        raise SettingsError(where, problems, _PAGE)
    persons = [_person(name, one) for name, one in register.people.items()]
    persons += [_machine(name, one) for name, one in register.ci.items()]
    return People(tuple(persons), register.teams)


def _person(name: str, one: ListedPerson) -> Person:
    return Person(
        id=name,
        kind=PersonKind(one.kind),
        name=one.name,
        keys=tuple(_key(key) for key in one.keys),
        emails=one.emails,
        accounts=one.accounts,
        roles=frozenset(one.roles),
        trained_until=one.trained_until,
        manager=one.manager,
    )


def _machine(name: str, one: CiIdentity) -> Person:
    keys = tuple(_key(key) for key in one.keys)
    return Person(
        id=name, kind=PersonKind.BOT, keys=keys, emails=one.emails, accounts=one.accounts, records=True
    )


def _key(listed: ListedKey) -> PublicKey:
    if listed.ssh is not None:
        return msgspec.structs.replace(ssh_key(listed.ssh), since=listed.since, until=listed.until)
    assert listed.openpgp is not None
    return PublicKey(
        kind=KeyKind.OPENPGP,
        fingerprint=listed.openpgp.upper(),
        text=listed.key or "",
        since=listed.since,
        until=listed.until,
    )


def _problems(register: Register, decoded: Decoded) -> Iterator[Problem]:
    """What no single value shows."""
    for place, key in _keys(register):
        if (wrong := _wrong(key)) is not None:
            yield Problem(decoded.lines[place], f"{place}: {wrong}")
    for name in register.ci.keys() & register.people.keys():
        yield Problem(decoded.lines[f"ci.{name}"], f'ci: "{name}" is already one of the people')
    for team, members in register.teams.items():
        for n, member in enumerate(members):
            if member not in register.people:
                place = f"teams.{team}[{n}]"
                yield Problem(decoded.lines[place], f'{place}: there is no "{member}" among the people')


def _keys(register: Register) -> Iterator[tuple[str, ListedKey]]:
    for section, owners in (("people", register.people), ("ci", register.ci)):
        for name, owner in owners.items():
            yield from ((f"{section}.{name}.keys[{n}]", key) for n, key in enumerate(owner.keys))


def _wrong(key: ListedKey) -> str | None:
    if (key.ssh is None) == (key.openpgp is None):
        return "say ssh: or openpgp:, one of them"
    if (key.openpgp is None) != (key.key is None):
        return "openpgp: (the fingerprint) and key: (the armored public key) go together"
    if key.ssh is not None:
        try:
            ssh_key(key.ssh)
        except ValueError as error:
            return f"this is no SSH public key: {error}"
    return None

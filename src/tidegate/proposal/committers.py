"""Whom the last commits show: one person once, by addresses, accounts and names, and which are machines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from tidegate.git.mailmap import Contact
from tidegate.knowledge.proposing import machines
from tidegate.model.change import Commit
from tidegate.model.makers import makers
from tidegate.model.people import PersonKind, accounts_behind
from tidegate.provenance.attribution.conventions import Conventions, Person, person

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_LONGEST = 300  # characters of a name or an address
_CALLED_BOT = re.compile(r"\b(?:bot|robot)\b", re.IGNORECASE)
_ACCOUNT_OF_BOT = "[bot]"
_ROLES = ("author", "committer")


class Shown(msgspec.Struct):
    """A name with an address as commits show it: by part, those that it stands in, and when it last did."""

    name: str
    address: str
    parts: dict[str, set[str]] = {}
    last: int = 0
    mapped: Contact = ("", "")

    @property
    def commits(self) -> int:
        return len(set().union(*self.parts.values()))


class Group(msgspec.Struct, frozen=True):
    """What is taken for one. ``id`` and ``called`` are known of machines; ``why`` how they were known."""

    kind: PersonKind
    shown: list[Shown]
    id: str | None = None
    why: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        """That of most commits, as .mailmap has it."""
        return self.called or max(self.shown, key=lambda one: one.commits).mapped[0]

    @property
    def commits(self) -> int:
        """How many they stand in, whatever they did."""
        return len({commit for one in self.shown for those in one.parts.values() for commit in those})

    def told(self) -> str:
        """``12 commits, the last on 2026-11-20``: of an author; else what they did."""
        done: dict[str, set[str]] = {}
        for one in self.shown:
            for part, those in one.parts.items():
                done.setdefault(part, set()).update(those)
        part = next((role for role in _ROLES if role in done), next(iter(done)))
        plural = f"{len(done[part])} commit{'' if len(done[part]) == 1 else 's'}"
        day = datetime.fromtimestamp(max(0, *(one.last for one in self.shown)), UTC).date()
        return f"{plural}{'' if part == 'author' else f' as {part}'}, the last on {day.isoformat()}"


def groups(
    commits: Iterable[Commit], mapping: Callable[[Sequence[Contact]], list[Contact]], conventions: Conventions
) -> tuple[list[Group], int]:
    """Those who stand in ``commits``, who stands in most first; and how many identities have no address."""
    shown, without = _shown(commits)
    for one, contact in zip(shown, mapping([(one.name, one.address) for one in shown]), strict=True):
        one.mapped = contact
    found: dict[str, Group] = {}
    people: list[Shown] = []
    for one in shown:
        machine = _machine(one, conventions)
        if machine is None:
            people.append(one)
        else:
            found.setdefault(machine.id or "", machine).shown.append(one)
    everybody = [*found.values(), *(Group(PersonKind.HUMAN, same) for same in _same(people))]
    return sorted(everybody, key=lambda one: (-one.commits, one.name)), without


def _shown(commits: Iterable[Commit]) -> tuple[list[Shown], int]:
    found: dict[Contact, Shown] = {}
    without: set[str] = set()
    for commit in commits:
        for named in makers(commit):
            if named.aside:
                continue
            name, address = person(named.said).name, named.address.strip()
            if len(named.said) > _LONGEST or not _ADDRESS.fullmatch(address):
                without.add(named.said)
                continue
            one = found.setdefault((name, address.casefold()), Shown(name, address))
            one.last = max(one.last, commit.author_time)
            one.parts.setdefault(named.part, set()).add(commit.id)
    return list(found.values()), len(without)


def _machine(one: Shown, conventions: Conventions) -> Group | None:
    """What is no person, by its address or account; a name alone tells of a bot, and that is said."""
    whose = conventions.whose(Person(one.name, one.address))
    if whose is not None:
        return Group(PersonKind.AI_AGENT, [], whose.tool.tool, f"by its {whose.method}", whose.tool.name)
    known = machines().get(one.address.casefold())
    if known is not None:
        return Group(PersonKind.BOT, [], known, "a machine's address")
    login = accounts_behind(one.address)[-1:]
    for word in (one.name, *(account.partition(":")[2] for account in login)):
        if word.casefold().endswith(_ACCOUNT_OF_BOT):
            return Group(
                PersonKind.BOT, [], slug(word[: -len(_ACCOUNT_OF_BOT)]) or "bot", "an account of a bot"
            )
    if _CALLED_BOT.search(one.name):
        return Group(
            PersonKind.BOT, [], slug(one.name) or "bot", "called so: strike `kind` if it is a person"
        )
    return None


def _same(shown: Iterable[Shown]) -> list[list[Shown]]:
    """Those who share an address, an account or a name; each list is one person, if names tell."""
    found: list[tuple[set[str], list[Shown]]] = []
    for one in shown:
        signs, same = _signs(one), [one]
        for group in [group for group in found if not group[0].isdisjoint(signs)]:
            found.remove(group)
            signs, same = signs | group[0], group[1] + same
        found.append((signs, same))
    return [same for _, same in found]


def _signs(one: Shown) -> set[str]:
    name, address = one.mapped
    said = {f"<{one.address.casefold()}>", f"<{address.casefold()}>", *accounts_behind(one.address)}
    return said | ({" ".join(name.casefold().split())} - {""})


def slug(text: str) -> str:
    """A name as an id: in ASCII, lower case, its words with dashes."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")

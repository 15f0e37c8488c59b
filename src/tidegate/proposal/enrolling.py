"""A first ``.tidegate/people.yaml``: whom the last commits show. Nobody can approve by it as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from tidegate.config.owners import Codeowners
from tidegate.config.people import Account, Email
from tidegate.git import Repository
from tidegate.knowledge.tools import Tools
from tidegate.model.change import Commit
from tidegate.model.people import PersonKind, accounts_behind
from tidegate.model.proposal import Proposed, ProposedPeople, ProposedPerson
from tidegate.proposal.committers import Group, Shown, groups, slug
from tidegate.proposal.keys import Keys, known
from tidegate.provenance.attribution.conventions import Conventions

FEW = 12  # people: all are listed
MOST = 40  # people who are listed at most
_MOST_ADDRESSES = 20  # of one
_MOST_OWNERS = 40
_SHORTEST = 2  # letters of an id


def enrolling(
    repository: Repository, commits: Sequence[Commit], owners: Codeowners, tools: Tools
) -> ProposedPeople:
    """Of the commits that led to HEAD. ``owners`` are what CODEOWNERS says."""
    found, without = groups(commits, lambda asked: repository.mapped("HEAD", asked), Conventions(tools))
    listed = _listed(found)
    named = _logins(owners)
    keys = known(repository, commits)
    persons = tuple(
        _person(name, group, keys, named) for name, group in zip(_ids(listed), listed, strict=True)
    )
    mine = repository.configured("user.email")
    told = {one.address.casefold() for group in found for one in group.shown}
    return ProposedPeople(
        persons=persons,
        teams=tuple(_teams(owners)),
        owners=tuple(_strangers(owners, persons)),
        commits=len(commits),
        notes=tuple(
            _notes(
                [one for one in found if one not in listed],
                without,
                mine if mine and mine.casefold() not in told else None,
            )
        ),
    )


def _listed(found: Sequence[Group]) -> list[Group]:
    """People first, then machines; where many came by once, those who came again."""
    people = [group for group in found if group.kind is PersonKind.HUMAN]
    if len(people) > FEW:
        people = [group for group in people if group.commits > 1]
    return [*people[:MOST], *(group for group in found if group.kind is not PersonKind.HUMAN)]


def _notes(rest: Sequence[Group], without: int, mine: str | None) -> Iterator[str]:
    if rest:
        most = max(group.commits for group in rest)
        each = "one commit" if most == 1 else f"at most {most} commits"
        yield f"{len(rest)} more people stand in {each} each: add those who are of the team"
    if without:
        yield f"{without} names in commits have no address that can stand here"
    if mine is not None:
        yield "the address that git has for you (user.email) is in none of these commits: add yourself"


def _person(name: str, group: Group, keys: Keys, owners: frozenset[str]) -> ProposedPerson:
    addresses = _addresses(group.shown)
    own = {one.address.casefold() for one in group.shown}
    theirs: dict[str, Proposed] = {}
    for address, key in keys if group.kind is PersonKind.HUMAN else ():
        if address.casefold() in own:
            theirs.setdefault(key.value, key)
    why = f"{group.told()}; {group.why}" if group.why else group.told()
    return ProposedPerson(
        id=name,
        kind=group.kind,
        name=group.name if group.name != name else "",
        why=why,
        emails=tuple(_emails(addresses, group)),
        accounts=tuple(_accounts(addresses, owners)),
        keys=tuple(theirs.values()),
    )


def _addresses(shown: Iterable[Shown]) -> list[Shown]:
    """Each address once, that of most commits first."""
    first: dict[str, Shown] = {}
    for one in sorted(shown, key=lambda one: -one.commits):
        first.setdefault(one.address.casefold(), one)
    return list(first.values())[:_MOST_ADDRESSES]


def _emails(addresses: Iterable[Shown], group: Group) -> Iterator[Proposed]:
    """Their own addresses; those that a forge gives are accounts."""
    own = [one for one in addresses if not accounts_behind(one.address) and _is_sayable(one.address, Email)]
    for one in own:
        is_alike = group.kind is not PersonKind.HUMAN or one is own[0]
        yield Proposed(one.address, "" if is_alike else _alike(one, own[0]))


def _alike(one: Shown, first: Shown) -> str:
    if one.mapped[1].casefold() == first.mapped[1].casefold():
        return ".mailmap says that it is theirs"
    return "by the same name: is it the same person?"


def _accounts(addresses: Iterable[Shown], owners: frozenset[str]) -> Iterator[Proposed]:
    """By number, which nobody else is given later; also by the login that CODEOWNERS uses."""
    seen: set[str] = set()
    for accounts in sorted((accounts_behind(one.address) for one in addresses), key=len, reverse=True):
        if not accounts or accounts[0] in seen or not _is_sayable(accounts[0], Account):
            continue
        seen.update(accounts)
        login = accounts[-1].partition(":")[2]
        yield Proposed(
            accounts[0], f"login {login}" if len(accounts) > 1 else "by its login: better by its number"
        )
        if len(accounts) > 1 and login in owners and _is_sayable(accounts[-1], Account):
            yield Proposed(accounts[-1], "as CODEOWNERS names them")


def _is_sayable(value: str, kind: Any) -> bool:
    """Whether it can stand in the file."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return value.isprintable()


def _ids(found: Sequence[Group]) -> list[str]:
    """Short where nobody else is called so: ``ada``, else ``ada-example``; each once."""
    short = [_short(group) for group in found]
    often = Counter(short)
    taken: set[str] = set()
    for number, group in enumerate(found):
        name = short[number] if often[short[number]] == 1 else slug(group.name) or short[number]
        alike = 1
        while (name if alike == 1 else f"{name}-{alike}") in taken:
            alike += 1
        short[number] = name if alike == 1 else f"{name}-{alike}"
        taken.add(short[number])
    return short


def _short(group: Group) -> str:
    if group.id is not None:
        return group.id
    first = slug(group.name.split()[0]) if group.name.split() else ""
    if len(first) >= _SHORTEST:
        return first
    local = accounts_behind(group.shown[0].address)[-1:] or (group.shown[0].address.partition("@")[0],)
    return slug(group.name) or slug(local[0].partition(":")[2] or local[0]) or "person"


def _logins(owners: Codeowners) -> frozenset[str]:
    """What CODEOWNERS names with one @, in lower case."""
    return frozenset(name[1:].casefold() for name in owners.named() if not _is_team(name) and name[0] == "@")


def _is_team(name: str) -> bool:
    """``@acme/money``, or a role of GitLab's."""
    return name.startswith("@") and ("/" in name or name.startswith("@@"))


def _teams(owners: Codeowners) -> Iterator[Proposed]:
    for name, count in owners.named().most_common(_MOST_OWNERS):
        if _is_team(name):
            yield Proposed(name, _lines(count), owners.path)


def _strangers(owners: Codeowners, persons: Iterable[ProposedPerson]) -> Iterator[Proposed]:
    """Owners who are nobody by what commits show."""
    logins = {f"@{one.value.partition(':')[2]}" for person in persons for one in person.accounts}
    here = logins | {one.value.casefold() for person in persons for one in person.emails}
    for name, count in owners.named().most_common(_MOST_OWNERS):
        if not _is_team(name) and name.casefold() not in here:
            yield Proposed(name, _lines(count), owners.path)


def _lines(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'} of CODEOWNERS"

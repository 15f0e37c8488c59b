"""What a change still needs from people, given the approvals that count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tidegate.model.oversight import ACCEPTANCE, Missing
from tidegate.model.people import People, PersonKind
from tidegate.model.requirements import Approvals
from tidegate.model.tier import Tier
from tidegate.policy.asked import MANAGER, Given, Matter, OwnersAsked
from tidegate.policy.eligible import eligible

RISKY = frozenset({Tier.HIGH, Tier.CRITICAL})
_UNSIGNED = "two people, for the commits are not signed by those who made them"
_TOUCHED = "a second person, or an approval by a key that somebody must touch (sk-…)"


def missing(matter: Matter, given: Sequence[Given], people: People) -> tuple[Missing, ...]:
    """Everything that is still to be given, each with those who may."""
    reviewers = [one for one in given if one.role != MANAGER]
    done = {one.person for one in reviewers}
    may = {person.id for person in eligible(people, matter.involved, matter.day)} - {
        one.person for one in given
    }
    found: list[Missing] = []
    for asked in matter.requirements.approvals:
        found += _of_group(asked, done, may, people)
    if matter.requirements.approvals:
        found += _of_owners(matter.owners, done, may)
        found += _second(matter, reviewers, may)
    if matter.requirements.manager and not any(one.role == MANAGER for one in given):
        found.append(_manager(matter, people, done))
    return tuple(dict.fromkeys(found))


def unresolved(matter: Matter, people: People) -> Iterator[str]:
    """Who is asked for and cannot be told: never the same as nobody."""
    if not matter.requirements.approvals:
        return
    for asked in matter.requirements.approvals:
        for team in asked.teams:
            if people.of_owner(team) is None:
                yield f"who is behind {team}: people.yaml does not say"
    for owners in matter.owners:
        if owners.ids is None:
            yield f"who is behind {owners.words}: people.yaml does not say"


def _of_group(asked: Approvals, done: set[str], may: set[str], people: People) -> Iterator[Missing]:
    fitting = _fitting(asked, people)
    here = done if fitting is None else done & fitting
    left = asked.humans - len(here)
    if left > 0:
        who = may if fitting is None else may & fitting
        of = _names((*asked.people, *asked.roles, *asked.teams))
        yield Missing(what=_people(left) + of, humans=left, who=tuple(sorted(who)))
    unfilled = _unfilled(asked.distinct_roles, done, people)
    for role in unfilled:
        yield Missing(what=f"somebody else as {role}", who=tuple(sorted(may & _holders(people, role))))


def _fitting(asked: Approvals, people: People) -> frozenset[str] | None:
    """The ids of those who are asked for; ``None``: whoever may."""
    if not (asked.people or asked.roles or asked.teams):
        return None
    of_teams = (people.of_owner(team) or frozenset() for team in asked.teams)
    of_roles = (_holders(people, role) for role in asked.roles)
    return frozenset(asked.people).union(*of_roles, *of_teams)


def _unfilled(roles: Sequence[str], done: Iterable[str], people: People) -> list[str]:
    """Roles that nobody is left for, where each person fills one: a matching by augmenting paths."""
    filled: dict[str, str] = {}  # person → role
    holders = {role: sorted(_holders(people, role).intersection(done)) for role in roles}

    def place(role: str, tried: set[str]) -> bool:
        for name in holders[role]:
            if name not in tried:
                tried.add(name)
                if name not in filled or place(filled[name], tried):
                    filled[name] = role
                    return True
        return False

    return [role for role in roles if not place(role, set())]


def _holders(people: People, role: str) -> frozenset[str]:
    return frozenset(person.id for person in people.with_roles([role]))


def _of_owners(owners: Iterable[OwnersAsked], done: set[str], may: set[str]) -> Iterator[Missing]:
    for one in owners:
        if one.ids is None:
            continue
        left = one.approvals - len(done & one.ids)
        if left > 0:
            what = f"{_people(left)} of {one.words} (CODEOWNERS)"
            yield Missing(what=what, humans=left, who=tuple(sorted(may & one.ids)))


def _second(matter: Matter, reviewers: Sequence[Given], may: set[str]) -> Iterator[Missing]:
    """Where a lot is at stake a key alone is not yet a person, and an unsigned author not yet the author."""
    count = len({one.person for one in reviewers})
    if count >= 2 or matter.requirements.humans >= 2:
        return
    risky = matter.requirements.tier in RISKY
    if risky and not matter.signed:
        yield Missing(what=_UNSIGNED, humans=2 - count, who=tuple(sorted(may)))
    elif (risky or matter.requirements.presence) and count and not any(one.present for one in reviewers):
        yield Missing(what=_TOUCHED, who=tuple(sorted(may)))


def _manager(matter: Matter, people: People, done: set[str]) -> Missing:
    """A manager who is neither author nor reviewer."""
    apart = done | set(matter.involved.how)
    who = [
        one.id
        for one in people.persons
        if one.manager and one.kind is PersonKind.HUMAN and one.id not in apart
    ]
    return Missing(what=ACCEPTANCE, who=tuple(sorted(who)))


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def _names(words: Sequence[str]) -> str:
    return f" of {', '.join(words)}" if words else ""

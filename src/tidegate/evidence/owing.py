"""What a change owed, in words, and what of it the approvals that count do not give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tidegate.model.event import Owed, OwedApprovals
from tidegate.model.people import People
from tidegate.model.proof import Assent

MANAGER = "manager"  # the role in which a release is accepted
ACCEPTANCE = "a manager, who neither reviewed it nor had a part in it, accepts it"


def in_words(owed: Owed) -> Iterator[str]:
    for group in owed.approvals:
        yield _group(group)
    if owed.presence:
        yield "a touch of the key by somebody who approves, or two people"
    if owed.manager:
        yield ACCEPTANCE
    if owed.ai_bom:
        yield "an AI-BOM of the change"


def lacking(
    owed: Owed, assents: Sequence[Assent], people: People | None, accepted: Collection[str]
) -> Iterator[str]:
    """In words. ``people`` are those of when it was decided; ``accepted`` managers who accepted a release."""
    given = [one for one in assents if one.kind == "approval" and one.counts and one.person]
    reviewing = [one for one in given if MANAGER not in one.roles]
    reviewers = {one.person for one in reviewing if one.person}
    for group in owed.approvals:
        if not _is_met(group, reviewers, people or People()):
            yield f"{_group(group)}: not given by {', '.join(sorted(reviewers)) or 'anybody'}"
    if owed.presence and len(reviewers) == 1 and not any(one.presence for one in reviewing):
        yield "nobody touched the key, and there is no second person"
    managers = {one.person for one in given if MANAGER in one.roles} | set(accepted)
    if owed.manager and not managers - reviewers:
        yield "no manager, who neither reviewed it nor had a part in it, accepted it"


def _group(group: OwedApprovals) -> str:
    count = "1 person" if group.humans == 1 else f"{group.humans} people"
    roles = (f"the role {role}" for role in group.roles)
    who = [*group.people, *roles, *(f"the team {team}" for team in group.teams)]
    of = f" of {' or '.join(who)}" if who else ""
    apart = f", {' and '.join(group.distinct_roles)} by different people" if group.distinct_roles else ""
    return f"{count}{of}{apart}"


def _is_met(group: OwedApprovals, reviewers: Collection[str], people: People) -> bool:
    fitting = set(reviewers)
    if group.people or group.roles or group.teams:
        of_roles = (person.id for person in people.with_roles(group.roles))
        of_teams = (people.of_owner(team) or frozenset() for team in group.teams)
        fitting &= set(group.people).union(of_roles, *of_teams)
    holders = [{person.id for person in people.with_roles([role])} for role in group.distinct_roles]
    return len(fitting) >= group.humans and _apart(holders, frozenset(reviewers))


def _apart(holders: Sequence[set[str]], left: frozenset[str]) -> bool:
    """Whether each of some roles, by those who hold it, can be that of somebody else."""
    if not holders:
        return True
    return any(_apart(holders[1:], left - {person}) for person in holders[0] & left)

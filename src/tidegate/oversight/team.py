"""The people before and after a change, and who gains by it."""

from __future__ import annotations

import msgspec

from tidegate.config.people import PEOPLE, load_people
from tidegate.git import Repository
from tidegate.model.attribution import Attribution
from tidegate.model.errors import TidegateError
from tidegate.model.people import NOBODY, People, gains
from tidegate.question import Question


class Team(msgspec.Struct, frozen=True):
    """The people before and after a change; why they are unknown, or who gains is."""

    before: People
    after: People
    unknown: str = ""
    unsure: str = ""


def team_of(question: Question, repository: Repository) -> Team:
    change = question.change
    listed = load_people(repository.tree(change.policy_tree).read)
    before = listed or NOBODY
    unknown = "" if listed else f"base has no {PEOPLE}, so nobody is known who may approve"
    if PEOPLE not in question.paths:
        return Team(before, before, unknown)
    try:
        after = load_people(repository.tree(change.head_tree).read) or NOBODY
    except TidegateError as error:
        return Team(before, before, unknown, f"could not tell who gains by it: {error}")
    return Team(before, after, unknown)


def granted(question: Question, repository: Repository, attribution: Attribution) -> tuple[str, ...]:
    """Who had a part in a change of the people by which they gain, and what could not be told of it."""
    from tidegate.policy.eligible import involved

    if PEOPLE not in question.paths:
        return ()
    team = team_of(question, repository)
    found = [team.unsure] if team.unsure else []
    for people in (team.before, team.after):
        parts = involved(question.change.commits, people, attribution, question.options.pusher)
        both = sorted(gains(team.before, team.after) & parts.how.keys())
        found += [f"{name} gains by it and is its {parts.how[name][0]}" for name in both]
    return tuple(dict.fromkeys(found))

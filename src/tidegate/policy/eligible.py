"""Who may approve a change: a trained human who had no part in it.

Whoever is named by a commit and cannot be told for sure makes the whole set unknown: they might be the one
who approves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from tidegate.model.attribution import Attribution, Author, Claim
from tidegate.model.change import Commit
from tidegate.model.makers import Maker, makers
from tidegate.model.people import People, Person, PersonKind

_BY_IDENTITY = frozenset({"address", "account"})
_SHOWN = 200  # characters of what a commit says


class Involved(msgspec.Struct, frozen=True):
    """``how``: id → what they did. ``unknown`` are identities of which nobody can say whose they are."""

    how: dict[str, tuple[str, ...]] = {}
    unknown: tuple[str, ...] = ()


def involved(
    commits: Iterable[Commit],
    people: People,
    attribution: Attribution,
    pusher: str | None = None,
    gaining: frozenset[str] = frozenset(),
) -> Involved:
    """Everybody who had a part in a change. ``pusher`` is an address or ``FORGE:ACCOUNT``.

    ``gaining`` are ids of those whom the change gives more rights.
    """
    how: dict[str, dict[str, None]] = {}
    doubted: dict[str, list[str]] = {}
    for commit in commits:
        parts, doubts = _of_commit(commit, people, attribution.claims)
        for name, part in parts:
            how.setdefault(name, {})[part] = None
        for words in doubts:
            doubted.setdefault(words, []).append(commit.id[:12])
    unknown = [f"{words} {_commits(those)}" for words, those in doubted.items()]
    if pusher is not None:
        person = people.of_email(pusher) if "@" in pusher else people.of_account(pusher)
        if person is None:
            unknown.append(f"the last pusher, {pusher[:_SHOWN]}")
        else:
            how.setdefault(person.id, {})["last pusher"] = None
    for name in gaining:
        how.setdefault(name, {})["gains by the change"] = None
    return Involved({name: tuple(parts) for name, parts in how.items()}, tuple(unknown))


def _commits(those: list[str]) -> str:
    return f"commit {those[0]}" if len(those) == 1 else f"{len(those)} commits, such as {those[0]}"


def why_not(person: Person, parts: Involved, day: date) -> str | None:
    """Why that person's approval does not count; ``None`` where it does."""
    if person.kind is not PersonKind.HUMAN:
        return f"{person.id} is no human"
    if person.id in parts.how:
        return f"{person.id} had a part in the change: {', '.join(parts.how[person.id])}"
    if person.trained_until is None:
        return f"nothing says that {person.id} is trained (trained_until)"
    if not person.is_trained(day):
        return f"the training of {person.id} counted until {person.trained_until}"
    return None


def eligible(people: People, parts: Involved, day: date) -> tuple[Person, ...]:
    return tuple(person for person in people.persons if why_not(person, parts, day) is None)


def _of_commit(
    commit: Commit, people: People, claims: Iterable[Claim]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Persons with their parts, and what is unknown of the commit: also who drove a tool."""
    own = [claim for claim in claims if claim.commit == commit.id]
    parts: list[tuple[str, str]] = []
    strangers: dict[str, list[str]] = {}
    tools: list[str] = []
    for one in makers(commit):
        person = people.of_email(one.address)
        if person is not None:
            parts.append((person.id, one.part))
            if person.kind is PersonKind.AI_AGENT:
                tools.append(person.id)
        elif tool := _tool(one, own):
            tools.append(tool)
        elif not one.aside:  # what is no trailer may be prose, but of whom we know it is meant
            strangers.setdefault(one.said[:_SHOWN], []).append(one.part)
    doubts = [f"{' and '.join(dict.fromkeys(did))} {said} of" for said, did in strangers.items()]
    if tools and not any(_is_human(people, name) for name, _ in parts):
        doubts.append(f"who drove {tools[0]} in")
    return parts, doubts


def _tool(one: Maker, claims: Iterable[Claim]) -> str | None:
    """The AI tool whose own identity that is, by its address or account."""
    for claim in claims:
        for evidence in claim.evidence:
            said = evidence.text.partition(" (")[0] if evidence.text.endswith(")") else evidence.text
            is_it = evidence.method in _BY_IDENTITY and said.endswith(f"<{one.address}>")
            if is_it and one.address and claim.author in (Author.AI, Author.MIXED):
                return claim.name or claim.tool or "an AI tool"
    return None


def _is_human(people: People, name: str) -> bool:
    person = people.get(name)
    return person is not None and person.kind is PersonKind.HUMAN

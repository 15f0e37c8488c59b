"""What the ledger says that may concern one change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.ledger.index import Index, index
from tidegate.ledger.opened import within
from tidegate.ledger.reading import Entry
from tidegate.ledger.references import reference
from tidegate.model.digests import origin
from tidegate.model.finding import Finding, Status
from tidegate.model.people import People
from tidegate.oversight.landing import Landing, landings
from tidegate.policy.enrolment import CHANGES
from tidegate.question import Question

_LATEST = 50  # commits whose approvals before an amend or a rebase are asked for, and the first one's
_KINDS = ("break-glass", "break-glass-review", *CHANGES)


class Said(msgspec.Struct, frozen=True):
    """Events of this repository, called ``name``; ``doubts``: what of the ledger could not be told."""

    entries: list[Entry]
    doubts: tuple[str, ...]
    name: str
    landings: tuple[Landing, ...]


def heard(
    question: Question, repository: Repository, cache: Cache, findings: list[Finding], people: People
) -> Said:
    change = question.change
    base = repository.revision(change.base) if change.base else None
    with within(repository, question.policy.settings, base) as opened:
        found = index(opened, cache, datetime.now(UTC))
        landed = landings(change, repository, people, found.heads)
        heads = {*_heads(question, found), *(one.head for one in landed)}
        numbers = {number for head in heads for number in found.told.changes.get(head, ())}
        numbers |= {number for kind in _KINDS for number in found.told.kinds.get(kind, ())}
        references = (reference(one) for one in findings if one.status is not Status.FIXED)
        numbers |= {number for one in references for number in found.dismissals(one)}
        entries = [one for one in found.entries(sorted(numbers)) if one.event.repository == opened.name]
        refusals = _refusals(entries, {change.head, *(one.head for one in landed)})
        return Said(entries, (*found.doubts(opened.name), *refusals), opened.name, landed)


def _refusals(entries: Iterable[Entry], heads: Collection[str | None]) -> Iterator[str]:
    """Those of ``heads`` that could not be judged: each may be one that holds."""
    for entry in entries:
        subject = entry.event.subject
        is_open = entry.unsure and not entry.wrong and entry.event.type == "refusal"
        if is_open and subject is not None and subject.head in heads:
            yield f"event {entry.number} of the ledger (a refusal by {entry.event.actor}): {entry.unsure[0]}"


def _heads(question: Question, index: Index) -> Iterator[str]:
    """What the change is, was, and may have been before its commits were amended or rebased."""
    change = question.change
    yield change.head or ""
    yield from (commit.id for commit in change.commits)
    for mark in {origin(commit) for commit in (*change.commits[:_LATEST], *change.commits[-1:])}:
        yield from index.heads(mark)

"""A branch's line held against the ledger: what is proved of each commit that landed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from tidegate.evidence.proving import Landing, Record, last_decision, proof
from tidegate.git.line import Landed
from tidegate.ledger.index import Index
from tidegate.ledger.joining import joined
from tidegate.ledger.opened import Opened
from tidegate.ledger.reading import Entry
from tidegate.ledger.signing.openpgp import Unable
from tidegate.ledger.store import REF
from tidegate.model.errors import UsageError
from tidegate.model.event import BreakGlass, BreakGlassReview, DecisionMade, Release, Subject, kind_of
from tidegate.model.people import People
from tidegate.model.proof import LedgerState, Proof

_KINDS = tuple(kind_of(kind) for kind in (DecisionMade, BreakGlass, BreakGlassReview, Release))


class Heard(msgspec.Struct):
    """What of all events concerns what landed."""

    subjects: list[Subject] = []
    reviews: dict[str, Entry] = {}  # of break-glasses
    releases: list[Entry] = []


class Branch:
    """The line that ends in the commit ``tip``."""

    def __init__(self, opened: Opened, index: Index, tip: str) -> None:
        self._opened = opened
        self._index = index
        numbers = sorted(number for kind in _KINDS for number in index.told.kinds.get(kind, ()))
        self._heard = heard(self._own(index.entries(numbers)))
        self.line = opened.repository.line.commits(tip)
        self._numbers = {one.commit: number for number, one in enumerate(self.line)}
        self._doubts = tuple(index.doubts(opened.name))
        self._joins = joined(self.line, self._heard.subjects, opened.repository.line)

    def landed(self, commit: str) -> Landed:
        """Raise UsageError where the commit did not land here by itself."""
        number = self._numbers.get(commit)
        if number is None:
            raise UsageError(
                f"{commit[:12]} is not a commit that landed on the branch by itself",
                "name the merge that brought it (tidegate trace --commit tells it), or another --branch",
            )
        return self.line[number]

    def proof(self, landed: Landed) -> Proof:
        """What is proved of a commit of the line."""
        join = self._joins.get(landed.commit)
        entries = tuple(self._own(self._index.of_change(join.head))) if join else ()
        queued = tuple(self._queued(entries))
        landing = Landing(
            repository=self._opened.name,
            commit=landed.commit,
            tree=landed.tree,
            joined_by=join.by if join else None,
            entries=entries,
            queued=queued,
        )
        return proof(landing, self._record(landed, landing))

    def _queued(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """What is about the head that a merge queue made the commit of: the decision rests on it."""
        decision = last_decision(entries)
        if decision is None or not isinstance(decision.event.payload, DecisionMade):
            return
        made = decision.event.payload
        rests = [*made.approvals, *([made.bypassed] if made.bypassed else [])]
        subjects = (one.event.subject for one in self._index.named(rests))
        heads = {subject.head for subject in subjects if subject} - {made.subject.head}
        for head in sorted(heads):
            yield from self._own(self._index.of_change(head))

    def accepted(self, tag: str, commit: str) -> frozenset[str]:
        """The managers who accepted that release."""
        said = [one for one in self._heard.releases if _release(one).tag == tag]
        return self._managers(one for one in said if _release(one).commit == commit)

    def _own(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Those of this repository: several may share a ledger."""
        return (one for one in entries if one.event.repository == self._opened.name)

    def _record(self, landed: Landed, landing: Landing) -> Record:
        decision = last_decision(landing.entries)
        told = self._index.told
        number = self._numbers[landed.commit]
        holding = (
            one
            for one in self._heard.releases
            if self._numbers.get(_release(one).commit, number + 1) <= number
        )
        return Record(
            state=LedgerState(ref=REF, head=told.head, events=len(self._index), sound=self._index.sound),
            revoked=frozenset(told.heard.revoked),
            allowed=frozenset(one.id for one in landing.told if self._may_break(one)),
            reviews=self._heard.reviews,
            accepted=self._managers(holding),
            people=self._people(decision.event.at) if decision else None,
            broken="; ".join(self._doubts),
        )

    def _managers(self, releases: Iterable[Entry]) -> frozenset[str]:
        """Those who were managers when they accepted."""
        revoked = self._index.told.heard.revoked
        return frozenset(
            one.event.actor
            for one in releases
            if one.counts and one.id not in revoked and self._is_manager(one.event.actor, one.event.at)
        )

    def _may_break(self, glass: Entry) -> bool:
        people = self._people(glass.event.at)
        person = people.get(glass.event.actor) if people else None
        return person is not None and bool(person.roles & self._opened.breakers)

    def _is_manager(self, person: str, at: datetime) -> bool:
        people = self._people(at)
        found = people.get(person) if people else None
        return found is not None and found.manager

    def _people(self, at: datetime) -> People | None:
        """Who was in the team's file then; ``None``: nobody can tell."""
        try:
            return self._opened.team.people(at.astimezone(UTC))
        except Unable:
            return None


def heard(entries: Iterable[Entry]) -> Heard:
    """What does not count is left out; decisions that could not be judged are not."""
    found = Heard()
    for entry in entries:
        payload = entry.event.payload
        if isinstance(payload, DecisionMade | BreakGlass) and not entry.wrong:
            found.subjects.append(payload.subject)
        elif isinstance(payload, BreakGlassReview) and entry.counts:
            found.reviews.setdefault(payload.break_glass, entry)
        elif isinstance(payload, Release):
            found.releases.append(entry)
    return found


def _release(entry: Entry) -> Release:
    assert isinstance(entry.event.payload, Release)
    return entry.event.payload

"""A branch's line held against the ledger: what is proved of each commit that landed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from functools import cached_property

import msgspec

from tidegate.config.loading import FOLDER
from tidegate.config.policy import from_file, from_tree
from tidegate.evidence.owing import MANAGER
from tidegate.evidence.proving import Landing, Record, last_decision, proof
from tidegate.git.line import Landed
from tidegate.ledger.index import Index
from tidegate.ledger.joining import joined
from tidegate.ledger.opened import Opened
from tidegate.ledger.reading import Entry
from tidegate.ledger.signing.openpgp import Unable
from tidegate.ledger.store import REF
from tidegate.model.errors import RepositoryError, UsageError
from tidegate.model.event import (
    Approval,
    BreakGlass,
    BreakGlassReview,
    DecisionMade,
    Release,
    Subject,
    kind_of,
)
from tidegate.model.people import People
from tidegate.model.proof import LedgerState, Proof
from tidegate.policy.enrolment import CHANGES, enrolled

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
        self._heard = heard(self._own(index.of_kinds(*_KINDS)))
        self.line = opened.repository.line.commits(tip)
        self._numbers = {one.commit: number for number, one in enumerate(self.line)}
        self._changes = tuple(self._own(index.of_kinds(*CHANGES)))
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
        accepted, unsure = self._accepted(self._numbers[landed.commit], decision, landing.told)
        return Record(
            state=LedgerState(ref=REF, head=told.head, events=len(self._index), sound=self._index.sound),
            revoked=frozenset(told.heard.revoked),
            allowed=frozenset(one.id for one in landing.told if self._may_break(one)),
            reviews=self._heard.reviews,
            accepted=accepted,
            unsure=unsure,
            people=self._people(decision) if decision else None,
            broken="; ".join(self._doubts),
        )

    def _accepted(
        self, number: int, decision: Entry | None, entries: Sequence[Entry]
    ) -> tuple[frozenset[str], str]:
        """The managers who accepted a release that holds a commit, and neither had a part in it nor may be
        behind a review of it; or why nobody can tell."""
        made = decision.event.payload if decision else None
        if not isinstance(made, DecisionMade) or made.owed is None or not made.owed.manager:
            return frozenset(), ""
        holding = [one for one in self._heard.releases if self._holds(_release(one), number)]
        others = {*made.involved, *(one for given in entries for one in _reviewing(given))}
        found = self._managers(one for one in holding if not {one.event.actor, one.behind} & others)
        if found and not made.involved:
            return frozenset(), "the decision does not say who had a part in the change: the manager may have"
        return found, ""

    def _holds(self, release: Release, number: int) -> bool:
        """Whether a commit of the line landed after the release before, and not after this one."""
        newest = self._numbers.get(release.commit)
        if newest is None or number < newest:
            return False
        return release.previous is None or number < newest + self._length(release.previous, release.commit)

    def _length(self, previous: str, commit: str) -> int:
        """How many commits of the line a release holds; 0 where the one before is not in this clone."""
        before = self._numbers.get(previous)
        if before is not None:
            return before - self._numbers[commit]
        try:
            return self._opened.repository.line.length(previous, commit)
        except RepositoryError:
            return 0

    @cached_property
    def _breakers(self) -> frozenset[str]:
        """Roles that may pass the gate in an emergency. Raise ConfigurationError."""
        if self._opened.config is not None:
            policy = from_file(self._opened.config)
        elif (base := self._opened.base) is not None:
            tree, layout = self._opened.repository.tree(base.tree), self._opened.repository.layout
            beside = layout.work_tree or layout.git_directory
            policy = from_tree(tree.read, tree.paths(FOLDER), beside=beside)
        else:
            return frozenset()
        return frozenset(policy.settings.break_glass.roles)

    def _managers(self, releases: Iterable[Entry]) -> frozenset[str]:
        """Those who were managers when they accepted."""
        revoked = self._index.told.heard.revoked
        return frozenset(
            one.event.actor
            for one in releases
            if one.counts and one.id not in revoked and self._is_manager(one)
        )

    def _may_break(self, glass: Entry) -> bool:
        people = self._people(glass)
        person = people.get(glass.event.actor) if people else None
        return person is not None and bool(person.roles & self._breakers)

    def _is_manager(self, entry: Entry) -> bool:
        people = self._people(entry)
        found = people.get(entry.event.actor) if people else None
        return found is not None and found.manager

    def _people(self, entry: Entry) -> People | None:
        """Who was enrolled when that was said, by the team's file and what the ledger had changed of it until
        then; ``None``: nobody can tell."""
        try:
            listed = self._opened.team.people(entry.event.at.astimezone(UTC))
        except Unable:
            return None
        earlier = (one for one in self._changes if one.number < entry.number)
        return enrolled(listed, earlier, entry.event.at.date()) if listed else None


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


def _reviewing(entry: Entry) -> tuple[str, ...]:
    """Who reviews by an event, and who may be behind that."""
    said = entry.event.payload
    is_review = isinstance(said, Approval) and said.role != MANAGER and entry.counts
    return (entry.event.actor, entry.behind) if is_review else ()


def _release(entry: Entry) -> Release:
    assert isinstance(entry.event.payload, Release)
    return entry.event.payload

"""Where the ledger is kept: a ref of this repository, and the copy of it that everybody shares.

Appending is: write one commit, let the ref name it if nobody was faster. Who was faster only moves the place
where the same signed event stands. What is elsewhere is fetched and pushed, and never overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from types import TracebackType
from typing import Self

import msgspec

from tidegate.git.layout import Layout
from tidegate.git.reference import Reference, Rewritten
from tidegate.ledger.chain import (
    BEGINNING,
    LIMIT,
    Broken,
    Place,
    Signed,
    after,
    carried,
    claimed,
    commit_of,
    inside,
)
from tidegate.model.errors import RepositoryError

REF = "refs/tidegate/ledger"
SHARED = "refs/tidegate/shared-ledger"  # what the remote had when it was last asked
ANCHORS = "refs/tidegate/anchors"  # a ref each, for the same
_VERIFY = "see what is wrong with it: tidegate ledger verify"
TRIES = 100  # of writers who are always slower


class LedgerError(RepositoryError):
    """The ledger cannot be read or written."""


class Lost(LedgerError):
    """A copy elsewhere has not, any more, what it had."""


class Shared(msgspec.Struct, frozen=True):
    """Where a copy is: a remote of git's, or its address; ``None``: there is none.

    The ref ``kept``, of this repository, names what it had when it was last asked.
    """

    remote: str | None = None
    ref: str = REF
    kept: str = SHARED

    @property
    def name(self) -> str:
        """For people."""
        from tidegate.documents.addresses import masked

        return masked(self.remote or "")


NOWHERE = Shared()


def anchor(remote: str, ref: str) -> Shared:
    """Another place that has the ledger, as settings name it; what it had is remembered apart."""
    name = hashlib.sha256(f"{remote}\0{ref}".encode()).hexdigest()[:16]
    return Shared(remote, ref, f"{ANCHORS}/{name}")


class Appended(msgspec.Struct, frozen=True):
    """``number`` counts from 1."""

    id: str
    commit: str
    number: int


class Store:
    """The ledger of the repository at ``layout``; a context manager."""

    def __init__(self, layout: Layout, place: Shared = NOWHERE) -> None:
        self.place = place
        self._ref = Reference(layout, REF)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ref.close()

    @property
    def head(self) -> str | None:
        """The last commit; ``None``: there is no ledger yet."""
        return self._ref.head()

    @property
    def shared(self) -> str | None:
        """The last commit of the shared copy, as it was when it was last asked for."""
        return self.remembered(self.place)

    def remembered(self, place: Shared) -> str | None:
        """The last commit that a copy had when it was last asked."""
        return self._ref.head(place.kept)

    @cached_property
    def empty_tree(self) -> str:
        """The id of the tree without files."""
        return hashlib.new(self._ref.layout.object_format, b"tree 0\0", usedforsecurity=False).hexdigest()

    def commits(self, head: str, known: str | None = None) -> list[str]:
        """From the oldest to ``head``; without those up to ``known``."""
        return self._ref.line(head, known)

    def raw(self, commits: Sequence[str]) -> Iterator[bytes | None]:
        """Commits as they are; ``None`` for one that is not here, or too large."""
        return self._ref.contents(commits, LIMIT)

    def contains(self, head: str, commit: str) -> bool:
        return self._ref.contains(head, commit)

    def end(self) -> Place:
        """Where the next event will stand. Raise LedgerError where the last one is none."""
        return self.ending(self.head)

    def known(self) -> Place:
        """What a new event may say that it comes after: nothing of what may still get another place."""
        if self.place.remote is None:
            return self.end()
        head, shared = self.head, self.shared
        return self.ending(shared if head and shared and self.contains(head, shared) else None)

    def seen(self, known: Place) -> str | None:
        """The id of the last event, where ``known`` does not reach it: it may still get another place."""
        head = self.head
        if head is None or head == known.commit:
            return None
        (raw,) = self.raw([head])
        return inside(raw or b"").id

    def append(self, signed: Signed) -> Appended:
        """Let the event stand at the end. Raise ValueError for no event, RepositoryError where git fails."""
        if len(signed.content) + len(signed.signatures) > LIMIT - 4096:
            raise ValueError(f"an event has at most {LIMIT} bytes")
        for _ in range(TRIES):
            before = self.end()
            if before.commit is None:
                self._ref.write("tree", b"")
            commit = self._ref.write("commit", commit_of(signed, before, self.empty_tree))
            if self._ref.swap(commit, before.commit):
                return Appended(signed.id, commit, before.position.count + 1)
        raise LedgerError("others write to the ledger all the time", "try again")

    def sync(self) -> None:
        """Bring what others wrote, put what is only here after it, and share it. Raise RepositoryError."""
        if self.place.remote is None:
            raise LedgerError("there is no remote for the ledger", "name one: `ledger: {remote: …}`")
        for _ in range(TRIES):
            there = self._there(self.place)
            head = self._rejoined(there)
            self._remember(self.place, there)  # not before it is here: who is interrupted misses nothing
            if head == there or (head is not None and self.give(self.place, head)):
                return
        raise LedgerError("others write to the shared ledger all the time", "try again")

    def ask(self, place: Shared) -> str | None:
        """The last commit that a copy has now. Raise Lost, RepositoryError where it cannot be asked."""
        there = self._there(place)
        self._remember(place, there)
        return there

    def _remember(self, place: Shared, there: str | None) -> None:
        """Only ever forwards, whoever else is asking."""
        known = self.remembered(place)
        if there is not None and there != known and (known is None or self.contains(there, known)):
            self._ref.swap(there, known, place.kept)

    def _there(self, place: Shared) -> str | None:
        known = self.remembered(place)
        try:
            there = self._ref.fetch(place.remote or "", place.ref, known)
        except Rewritten as reason:
            raise Lost(
                f"{place.ref} at {place.name} was rewritten: {reason}", "find out who did it"
            ) from None
        if known is not None and not there:
            raise Lost(
                f"{place.ref} is gone from {place.name}, which had {known[:12]}", "find out who deleted it"
            )
        return there

    def give(self, place: Shared, head: str) -> bool:
        """Add to a copy; False where somebody else was faster. Raise RepositoryError."""
        known = self.remembered(place)
        if not self._ref.push(place.remote or "", head, place.ref, known):
            return False
        self._remember(place, head)
        return True

    def _rejoined(self, shared: str | None) -> str | None:
        """The head, once what only this repository has stands after what everybody has."""
        while True:
            head = self.head
            new = head if shared is None else self._replayed(head, shared)
            if new == head or (new is not None and self._ref.swap(new, head)):
                return new

    def _replayed(self, head: str | None, shared: str) -> str:
        if head is None or self.contains(shared, head):
            return shared
        if self.contains(head, shared):
            return head
        own = self.commits(head, shared)
        before, end = self.ending(self._ref.head(f"{own[0]}^")), self.ending(shared)
        for commit, raw in zip(own, self.raw(own), strict=True):
            signed = self._carried(commit, raw, before)
            before = Place(commit, after(before.position, signed))
            moved = self._ref.write("commit", commit_of(signed, end, self.empty_tree))
            end = Place(moved, after(end.position, signed))
        return end.commit or shared

    def ending(self, commit: str | None) -> Place:
        """Where the chain up to ``commit`` ends, as that says. Raise LedgerError."""
        if commit is None:
            return BEGINNING
        (raw,) = self.raw([commit])
        try:
            return Place(commit, claimed(raw or b""))
        except Broken as reason:
            raise LedgerError(f"{REF} at {commit[:12]}: {reason}", _VERIFY) from None

    def _carried(self, commit: str, raw: bytes | None, before: Place) -> Signed:
        try:
            return carried(raw or b"", before, self.empty_tree)
        except Broken as reason:
            raise LedgerError(f"the event in {commit[:12]} cannot be moved: {reason}", _VERIFY) from None

"""Is this the ledger that was written? Everything is looked at anew, offline; no cache is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tidegate.ledger.chain import Broken, Signed
from tidegate.ledger.clock import Clock, Time
from tidegate.ledger.enrolled import Enrolled
from tidegate.ledger.reading import Entry, Reading, taken_back
from tidegate.ledger.signing.openpgp import Keyring
from tidegate.ledger.store import LedgerError, Store
from tidegate.ledger.subjects import Subjects
from tidegate.model.event import Checkpoint, Event, Position, Revocation

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one event, or could not be told of it; ``number`` 0: a checkpoint from outside.

    ``id`` is "" where the event cannot be read; ``anchor`` names one of which this is said.
    """

    number: int
    commit: str
    id: str = ""
    type: str = ""
    actor: str = ""
    anchor: str = ""
    text: str


class Anchored(msgspec.Struct, frozen=True):
    """The first ``count`` events are those that an anchor has."""

    anchor: str
    count: int


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """``position`` is what was read until the end, or until where nothing could be read any more.

    ``anchored`` is how many of the first events a checkpoint from outside names, or one of ``anchors`` has:
    of those after it, a lost end would not be noticed. ``times`` are what authorities say; other times are
    claims of the signers.
    ``revoked`` are events that never counted, for who signed them or as this version does not know them,
    and that a manager took back since.
    """

    schema: str = "tidegate.ledger-verification/1"
    head: str | None
    position: Position
    counting: int
    anchored: int
    anchors: tuple[Anchored, ...] = ()
    times: tuple[Time, ...] = ()
    wrong: tuple[Trouble, ...] = ()
    unsure: tuple[Trouble, ...] = ()
    revoked: tuple[Trouble, ...] = ()


class Looked(msgspec.Struct, frozen=True):
    """What is wrong with an event, and what could not be told of it. ``stray``: as its entry says."""

    entry: Entry
    wrong: tuple[str, ...]
    unsure: tuple[str, ...]
    stray: bool


class Walk:
    """All events of a ledger in their order; afterwards ``cut`` says why that may have ended early."""

    def __init__(self, store: Store, reading: Reading) -> None:
        self._store = store
        self._reading = reading
        self.head = store.head
        self.cut: Trouble | None = None

    def __iter__(self) -> Iterator[Entry]:
        commits = self._store.commits(self.head) if self.head else []
        for number, (commit, raw) in enumerate(zip(commits, self._store.raw(commits), strict=True), 1):
            try:
                yield self._reading.take(commit, raw)
            except Broken as reason:
                later = len(commits) - number
                text = f"{reason}; the {later} events after it were not looked at" if later else str(reason)
                self.cut = Trouble(number=number, commit=commit, text=text)
                return

    @property
    def position(self) -> Position:
        return self._reading.end.position


def verify(
    store: Store,
    enrolled: Enrolled,
    keyring: Keyring,
    now: datetime,
    checkpoints: Sequence[Signed] = (),
    subjects: Subjects | None = None,
    authorities: Sequence[Certificate] | None = None,
) -> Verification:
    """Look at every event: its form, its place, its signatures, who could sign it then, what it is about.

    Time stamps are those of ``authorities``; without any they cannot be told.
    """
    reading = Reading(enrolled, keyring, store.empty_tree, now)
    walk, clock = Walk(store, reading), Clock(authorities, reading.missing)
    troubled: list[Looked] = []
    retracted: dict[str, Entry] = {}
    counting = 0
    for entry in walk:
        counting += entry.counts
        looked = _looked(entry, clock, subjects)
        troubled += [looked] if looked.wrong or looked.unsure else []
        retracted |= dict.fromkeys(taken_back(entry), entry)
    wrong, unsure, revoked = _sorted(troubled, retracted)
    wrong += [walk.cut] if walk.cut else _lacking(store, reading)
    anchored = 0
    for entry, reason in (_held_against(reading, one) for one in checkpoints):
        wrong += _troubles(entry, (*entry.wrong, *((reason,) if reason else clock.take(entry))))
        unsure += _troubles(entry, (*entry.unsure, *clock.unsure))
        if entry.counts and not reason and isinstance(entry.event.payload, Checkpoint):
            anchored = max(anchored, entry.event.payload.head.count)
    return Verification(
        head=walk.head,
        position=walk.position,
        counting=counting,
        anchored=anchored,
        times=tuple(clock.times),
        wrong=tuple(wrong),
        unsure=tuple(unsure),
        revoked=tuple(revoked),
    )


def _looked(entry: Entry, clock: Clock, subjects: Subjects | None) -> Looked:
    late = tuple(clock.take(entry))
    mismatches: Iterable[str] = ()
    if subjects and entry.counts and isinstance(entry.event, Event):
        mismatches = subjects.wrong(entry.event)
    return Looked(
        entry,
        (*entry.wrong, *late, *mismatches),
        (*entry.unsure, *clock.unsure),
        entry.stray and not late and not clock.unsure,
    )


def _sorted(
    troubled: Iterable[Looked], retracted: Mapping[str, Entry]
) -> tuple[list[Trouble], list[Trouble], list[Trouble]]:
    """What is wrong, what could not be told, and what does not count and was revoked."""
    wrong: list[Trouble] = []
    unsure: list[Trouble] = []
    revoked: list[Trouble] = []
    for one in troubled:
        by = retracted.get(one.entry.id) if one.stray else None
        if by is None:
            wrong += _troubles(one.entry, one.wrong)
            unsure += _troubles(one.entry, one.unsure)
        else:
            revoked += _troubles(one.entry, [_revoked(by, (*one.wrong, *one.unsure))])
    return wrong, unsure, revoked


def _revoked(by: Entry, texts: Iterable[str]) -> str:
    said = by.event.payload
    why = said.reason if isinstance(said, Revocation) else ""
    return f"revoked by {by.event.actor} in event {by.number} ({why}); {'; '.join(texts)}"


def _troubles(entry: Entry, texts: Iterable[str]) -> Iterator[Trouble]:
    event = entry.event
    for text in texts:
        yield Trouble(
            number=entry.number,
            commit=entry.commit,
            id=entry.id,
            type=event.type,
            actor=event.actor,
            text=text,
        )


def _lacking(store: Store, reading: Reading) -> list[Trouble]:
    """What the shared ledger had when it was last fetched, and this one has not."""
    try:
        shared = store.ending(store.shared)
    except LedgerError as reason:
        return [
            Trouble(number=0, commit=store.shared or "", text=f"what was last fetched is no ledger: {reason}")
        ]
    missing = reading.missing(shared.position) if shared.commit else None
    if missing is None:
        return []
    there, here = shared.position.count, reading.end.position.count
    lost = f"events {here + 1} to {there} are not here" if there > here else "here are others"
    text = f"the shared ledger had {there} events when it was last fetched, and {lost}"
    return [Trouble(number=there, commit=shared.commit or "", text=text)]


def _held_against(reading: Reading, checkpoint: Signed) -> tuple[Entry, str | None]:
    """Who signed a checkpoint, and what of that which it names is not here."""
    entry = reading.witness(checkpoint)
    payload = entry.event.payload
    if not isinstance(payload, Checkpoint):
        return entry, f"it is no checkpoint but of the type {entry.event.type}"
    missing = reading.missing(payload.head)
    if missing is None:
        return entry, None
    there = reading.end.position.count
    if payload.head.count > there:
        cut = f"events {there + 1} to {payload.head.count} are gone"
        return (
            entry,
            f"on {entry.event.at:%Y-%m-%d} it named {payload.head.count} events, {there} are here: {cut}",
        )
    return entry, f"on {entry.event.at:%Y-%m-%d} the first {payload.head.count} events were others"

"""What the events of a ledger say, kept in the cache and brought up to date by what is new.

It saves time and nothing else: ``verify`` never asks it. What could not be told is asked anew each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from tidegate import __version__
from tidegate.cache import Cache
from tidegate.ledger.chain import Broken, inside
from tidegate.ledger.opened import Opened
from tidegate.ledger.reading import AHEAD, Entry, Memory, Reading, taken_back
from tidegate.ledger.states import Heard, States
from tidegate.ledger.store import Store
from tidegate.model.event import Approval, Event, FindingRef, Revocation
from tidegate.model.event.newer import Unread

_SPACE = "ledger/4"
_ID = 32  # bytes
_SHORT, _PLACE = 8, 12  # bytes of a mark that are kept, and with its event's number
_FEW = 200  # events that are read anew rather than kept each time


class Told(msgspec.Struct):
    """By events, whose numbers count from 1; each has as many bytes of ``commits`` and of ``ids``.

    ``broken``: why nothing after ``head`` could be read.
    """

    head: str | None = None
    commits: bytearray = msgspec.field(default_factory=bytearray)
    ids: bytearray = msgspec.field(default_factory=bytearray)
    wrong: dict[int, tuple[str, ...]] = {}
    unsure: dict[int, tuple[str, ...]] = {}
    present: set[int] = set()
    strays: set[int] = set()
    vouchers: dict[int, str] = {}
    retracted: dict[str, int] = {}  # event that a manager took back → by which number
    changes: dict[str, list[int]] = {}  # by the head of the change
    marks: bytearray = msgspec.field(default_factory=bytearray)  # what changes are known by: see ``_place``
    kinds: dict[str, list[int]] = {}  # by type
    heard: Heard = msgspec.field(default_factory=Heard)
    broken: str = ""


class Index:
    """The events of one ledger, by what is asked of them."""

    def __init__(self, opened: Opened, told: Told) -> None:
        self._opened = opened
        self.told = told
        self.states = States(told.heard)

    def __len__(self) -> int:
        return len(self.told.ids) // _ID

    def take(self, entry: Entry) -> None:
        """The next event."""
        told, number = self.told, entry.number
        told.head = entry.commit
        told.commits += bytes.fromhex(entry.commit)
        told.ids += bytes.fromhex(entry.id)
        if entry.wrong:
            told.wrong[number] = entry.wrong
        if entry.unsure:
            told.unsure[number] = entry.unsure
        if entry.present:
            told.present.add(number)
        if entry.stray:
            told.strays.add(number)
        if entry.voucher:
            told.vouchers[number] = entry.voucher
        told.retracted |= dict.fromkeys(taken_back(entry), number)
        if entry.event.subject is not None:
            told.changes.setdefault(entry.event.subject.head, []).append(number)
            told.marks += b"".join(_place(mark, number) for mark in self._news(entry))
        told.kinds.setdefault(entry.event.type, []).append(number)
        self.states.follow(entry)

    def entries(self, numbers: Sequence[int]) -> Iterator[Entry]:
        """Events by their numbers, as they were judged."""
        commits = [self._commit(number) for number in numbers]
        for number, commit, raw in zip(numbers, commits, self._opened.store.raw(commits), strict=True):
            assert raw is not None
            signed = inside(raw)
            yield Entry(
                number=number,
                commit=commit,
                id=signed.id,
                event=signed.event,
                present=number in self.told.present,
                voucher=self.told.vouchers.get(number, ""),
                wrong=self.told.wrong.get(number, ()),
                unsure=self.told.unsure.get(number, ()),
                stray=number in self.told.strays,
            )

    @property
    def sound(self) -> bool:
        """Whether order and signatures hold; what a manager took back, and never counted, aside."""
        return not self.told.broken and all(self._is_settled(number) for number in self.told.wrong)

    def doubts(self, repository: str) -> Iterator[str]:
        """Why it is not known all that the ledger says of a repository: what could not be read or judged, and
        may take back something that counts."""
        if self.told.broken:
            yield f"the ledger after event {len(self)}: {self.told.broken}"
        open_ = [number for number in self.told.unsure if number not in self.told.wrong]
        for entry in self.entries([number for number in open_ if not self._is_settled(number)]):
            event = entry.event
            if event.repository == repository and isinstance(event.payload, Unread | Revocation):
                by = f"{event.type} {entry.id[:12]} by {event.actor}"
                yield f"event {entry.number} of the ledger ({by}): {entry.unsure[0]}"

    def taken_back_by(self, entry: Entry) -> Entry | None:
        """The first event that revokes it."""
        for one in self.of_kinds("revocation"):
            said = one.event.payload
            if one.counts and isinstance(said, Revocation) and said.what == entry.id:
                return one
        return None

    def is_taken_back(self, entry: Entry) -> bool:
        """Whether somebody who may revoked it: a manager, where it never counted."""
        return entry.id in (self.told.heard.revoked if entry.counts else self.told.retracted)

    def _is_settled(self, number: int) -> bool:
        return number in self.told.strays and self._id(number) in self.told.retracted

    def find(self, word: str) -> int | None:
        """The number that is meant by a number, or by the beginning of one event's id or commit."""
        found = self.matching(word)
        return found[0] if len(found) == 1 else None

    def matching(self, word: str) -> list[int]:
        """The numbers of all events that may be meant."""
        if word.isdecimal() and len(word) < 6:
            return [int(word)] if 1 <= int(word) <= len(self) else []
        if len(word) < 6:
            return []
        numbers = range(1, len(self) + 1)
        return [n for n in numbers if self._commit(n).startswith(word) or self._id(n).startswith(word)]

    def of_kinds(self, *kinds: str) -> Iterator[Entry]:
        """The events of some types, in their order."""
        numbers = (number for kind in kinds for number in self.told.kinds.get(kind, ()))
        return self.entries(sorted(numbers))

    def _commit(self, number: int) -> str:
        width = len(self.told.commits) // len(self)
        return self.told.commits[(number - 1) * width : number * width].hex()

    def _id(self, number: int) -> str:
        return self.told.ids[(number - 1) * _ID : number * _ID].hex()

    def signatures(self, entry: Entry) -> str:
        """An event's signatures, armored."""
        (raw,) = self._opened.store.raw([entry.commit])
        return inside(raw or b"").signatures.decode("ascii", "replace")

    def dismissals(self, finding: FindingRef) -> list[int]:
        """The numbers of what was asked and agreed to of a finding."""
        return [self._number(one) for one in self.states.dismissals(finding)]

    def _number(self, event: str) -> int:
        """Of an event that is there, by its id."""
        wanted, at = bytes.fromhex(event), -1
        while at % _ID:
            at = self.told.ids.index(wanted, at + 1)
        return at // _ID + 1

    def _news(self, entry: Entry) -> Iterator[str]:
        """What an event that counts tells of its change that no earlier one did."""
        if not entry.counts or entry.event.subject is None:
            return
        told = self.told
        earlier = told.changes[entry.event.subject.head][:-1]
        is_known = any(number not in told.wrong and number not in told.unsure for number in earlier)
        said = entry.event.payload
        if not is_known:
            yield from _marks(entry.event)
        elif isinstance(said, Approval):
            yield from said.origins

    def heads(self, mark: str) -> Sequence[str]:
        """Heads of changes: by their id, their patch's digest, the tree that merging gave, or an origin."""
        if mark in self.told.changes:
            return (mark,)
        events = (one.event for one in self.entries(self._marked(mark)))
        found = (one for one in events if isinstance(one, Event) and mark in _marks(one))
        return tuple(dict.fromkeys(event.subject.head for event in found if event.subject))

    def _marked(self, mark: str) -> list[int]:
        """Events that may tell a mark; searching is quicker than to lay them all out."""
        wanted, numbers, at = _place(mark, 0)[:_SHORT], [], -1
        while (at := self.told.marks.find(wanted, at + 1)) >= 0:
            if at % _PLACE == 0:
                numbers.append(int.from_bytes(self.told.marks[at + _SHORT : at + _PLACE]))
        return numbers

    def named(self, ids: Iterable[str]) -> Iterator[Entry]:
        """Events that are there, by their ids."""
        return self.entries([self._number(one) for one in ids])

    def of_change(self, head: str) -> list[Entry]:
        """The events whose subject has that head, in their order."""
        return list(self.entries(self.told.changes.get(head, [])))


def _marks(event: Event) -> Iterator[str]:
    """What its change is known by, beside its head."""
    said, subject = event.payload, event.subject
    if subject is not None:
        yield subject.diff_sha256
        yield from filter(None, [subject.merge_tree])
        yield from said.origins if isinstance(said, Approval) else ()


def _place(mark: str, number: int) -> bytes:
    return bytes.fromhex(mark[: 2 * _SHORT]) + number.to_bytes(_PLACE - _SHORT)


def index(opened: Opened, cache: Cache, now: datetime) -> Index:
    """The ledger as it is now. Raise RepositoryError where git fails."""
    head = opened.store.head
    key = f"{opened.repository.layout.common_directory}\0{opened.team.digest}\0{__version__}"
    told = _kept(cache, f"told {key}", Told) or Told()
    if told.head == head:
        return Index(opened, told)
    memory = _kept(cache, f"memory {key}", Memory)
    if memory is None or memory.commit != told.head or not _continues(opened, head, told.head):
        told, memory = Told(), Memory()
    reading = Reading(opened.team, opened.keyring, opened.store.empty_tree, now, memory)
    found = Index(opened, told)
    before = len(found)
    settled = bool(head) and _follow(found, reading, opened.store, head or "", now)
    if settled and (len(found) - before > _FEW or not before):
        encoder = msgspec.msgpack.Encoder()
        cache.put_many(
            _SPACE, {f"told {key}": encoder.encode(told), f"memory {key}": encoder.encode(reading.memory)}
        )
    return found


def _continues(opened: Opened, head: str | None, known: str | None) -> bool:
    return bool(known is None or (head and opened.store.contains(head, known)))


def _follow(index: Index, reading: Reading, store: Store, head: str, now: datetime) -> bool:
    """Take what is new; whether all of it could be told for good."""
    told, settled = index.told, True
    commits = store.commits(head, told.head)
    for commit, raw in zip(commits, store.raw(commits), strict=True):
        try:
            entry = reading.take(commit, raw)
        except Broken as reason:
            told.broken = str(reason)
            return False
        told_for_good = entry.stray or not entry.unsure  # by this version
        settled = settled and told_for_good and entry.event.at <= now + AHEAD
        index.take(entry)
    return settled


T = TypeVar("T")


def _kept(cache: Cache, key: str, form: type[T]) -> T | None:
    raw = cache.get_many(_SPACE, [key]).get(key)
    try:
        return msgspec.msgpack.decode(raw, type=form) if raw else None
    except msgspec.DecodeError:
        return None

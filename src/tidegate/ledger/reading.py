"""The ledger, event by event: each held against all that came before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from tidegate.ledger.chain import START, Broken, Place, Signed, after, carried
from tidegate.ledger.enrolled import Enrolled, Granted, Roster, Signatory, forbidden, foreign
from tidegate.ledger.references import named
from tidegate.ledger.signing.blocks import blocks, check
from tidegate.ledger.signing.keys import Refused
from tidegate.ledger.signing.openpgp import Keyring, Unable
from tidegate.ledger.signing.sshsig import Verified
from tidegate.model.event import Event, Payload, Position, Revocation, Revoked
from tidegate.model.event.newer import Newer

AHEAD = timedelta(minutes=10)  # that clocks may differ


class Barred(Refused):
    """Signatures that fit, of people who may not say this: nothing was changed, it does not count."""


class Signature(msgspec.Struct, frozen=True):
    """A signature that fits. ``person`` is whose key it was then; ``present``: somebody touched a token."""

    fingerprint: str
    person: str
    present: bool = False
    verified: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event where it stands. ``number`` counts from 1.

    ``wrong``: why it does not count, and what shows that the ledger was changed. ``unsure``: what could not
    be told. It counts where both are empty. ``stray``: that is all because of who signed it, or because this
    version does not know what it says: the ledger is as it was written. ``manager``: its actor was one.
    ``voucher``: the manager by whose grant alone the actor's key is theirs, for it may be the manager's own.
    """

    number: int
    commit: str
    id: str
    event: Event | Newer
    present: bool = False  # the actor's own key says that somebody touched it
    manager: bool = False
    voucher: str = ""
    signatures: tuple[Signature, ...] = ()
    wrong: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    stray: bool = False

    @property
    def counts(self) -> bool:
        return not self.wrong and not self.unsure

    @property
    def behind(self) -> str:
        """Who may be behind it: with four eyes only one of these two is another person."""
        return self.voucher or self.event.actor

    @property
    def why_not(self) -> str:
        """Why it does not count; empty where it does."""
        return "; ".join((*self.wrong, *self.unsure))


def taken_back(entry: Entry) -> tuple[str, ...]:
    """The event that a manager revokes by this one, where it counts."""
    said = entry.event.payload
    if entry.counts and entry.manager and isinstance(said, Revocation) and said.kind is Revoked.EVENT:
        return (said.what,)
    return ()


class Memory(msgspec.Struct):
    """What later events are held against; it can be kept, and reading go on from it.

    ``digests`` (of the chain before and after each event) and ``ids`` are 32 bytes each, one after the other.
    """

    commit: str | None = None
    digests: bytearray = msgspec.field(default_factory=lambda: bytearray.fromhex(START.digest))
    ids: bytearray = msgspec.field(default_factory=bytearray)
    types: list[str] = []
    actors: list[str] = []
    linked: int = 0  # the longest chain that an event named rightly
    clock: datetime = datetime.min.replace(tzinfo=UTC)  # the latest event that counts
    granted: dict[str, Granted] = {}
    revoked: set[str] = set()


class Reading:
    """Takes the commits of a ledger in their order."""

    def __init__(
        self,
        enrolled: Enrolled,
        keyring: Keyring,
        empty_tree: str,
        now: datetime,
        memory: Memory | None = None,
    ) -> None:
        self.memory = memory or Memory()
        self._roster = Roster(enrolled, self.memory.granted, self.memory.revoked)
        self._keyring = keyring
        self._empty_tree = empty_tree
        self._now = now
        self._earlier = bytes(self.memory.ids)
        self._numbers: dict[bytes, int] = {}  # of what is read here

    @property
    def end(self) -> Place:
        """Where what was read ends."""
        count = len(self.memory.types)
        return Place(self.memory.commit, Position(count=count, digest=self._digest(count)))

    def take(self, commit: str, raw: bytes | None) -> Entry:
        """The next event. Raise Broken where the commit carries none: nothing after it can be judged."""
        if raw is None:
            raise Broken("the commit is not in this clone, or too large to be an event")
        signed = carried(raw, self.end, self._empty_tree)
        wrong = [*self._misplaced(signed.event, signed.id), *self._dangling(signed.event)]
        entry = self._judged(commit, len(self.memory.types) + 1, signed, wrong)
        self._remember(entry, after(self.end.position, signed))
        return entry

    def _remember(self, entry: Entry, position: Position) -> None:
        memory, id_ = self.memory, bytes.fromhex(entry.id)
        memory.commit = entry.commit
        memory.digests += bytes.fromhex(position.digest)
        memory.ids += id_
        memory.types.append(entry.event.type)
        memory.actors.append(entry.event.actor)
        self._numbers.setdefault(id_, entry.number)
        if entry.counts and isinstance(entry.event, Event):
            self._roster.follow(entry.id, entry.event.payload, entry.behind)
            memory.clock = max(memory.clock, entry.event.at)

    def _digest(self, count: int) -> str:
        """That of the chain of the first ``count`` events."""
        return self.memory.digests[32 * count : 32 * count + 32].hex()

    def _number(self, id_: str) -> int | None:
        """Where an event stands that was read already."""
        if len(id_) != 64:
            return None
        wanted = bytes.fromhex(id_)
        return self._numbers.get(wanted) or self._kept(wanted)

    def _kept(self, wanted: bytes) -> int | None:
        """The number of an event that was read before; searching is quicker than to lay them all out."""
        place = self._earlier.find(wanted)
        while place >= 0 and place % 32:
            place = self._earlier.find(wanted, place + 1)
        return place // 32 + 1 if place >= 0 else None

    def witness(self, signed: Signed) -> Entry:
        """An event that stands elsewhere, such as a checkpoint: who signed it. Raise ValueError for none."""
        return self._judged("", 0, signed, [])

    def _judged(self, commit: str, number: int, signed: Signed, wrong: list[str]) -> Entry:
        signatures: list[Signature] = []
        unsure: list[str] = []
        actor, is_whole = None, not wrong
        try:
            fitting = [check(one, signed.content, self._keyring) for one in blocks(signed.signatures)]
            actor, signatures = self._allowed(fitting, signed.event)
        except Refused as reason:
            wrong, is_whole = [*wrong, str(reason)], is_whole and isinstance(reason, Barred)
        except Unable as reason:
            unsure, is_whole = [str(reason)], False
        if isinstance(signed.event, Newer):
            unsure = [*unsure, f"{signed.event.why}; a newer version of tidegate may read it"]
        return Entry(
            number=number,
            commit=commit,
            id=signed.id,
            event=signed.event,
            present=any(one.present and one.person == signed.event.actor for one in signatures),
            manager=actor is not None and actor.manager,
            voucher=self._voucher(signatures, signed.event),
            signatures=tuple(signatures),
            wrong=tuple(wrong),
            unsure=tuple(unsure),
            stray=is_whole and bool(wrong or unsure),
        )

    def _misplaced(self, event: Event | Newer, id_: str) -> list[str]:
        found = []
        if (earlier := self._number(id_)) is not None:
            found.append(f"it stands here once more: it is event {earlier} already")
        if event.at > self._now + AHEAD:
            found.append(f"it claims to be of {event.at:%Y-%m-%d %H:%M} UTC, which is yet to come")
        if (reason := self.missing(event.after)) is not None:
            found.append(reason)
        else:
            self.memory.linked = max(self.memory.linked, event.after.count)
        return found

    def missing(self, known: Position) -> str | None:
        """Why what a signer knew is not what was read until here."""
        there = len(self.memory.types)
        if known.count > there:
            return f"its signer knew {known.count} events before it, and {there} are here: some were removed"
        if self._digest(known.count) != known.digest:
            return (
                f"its signer knew other events: one of {self.memory.linked + 1} to {known.count} was "
                "removed, replaced, rewritten or moved"
            )
        return None

    def _dangling(self, event: Event | Newer) -> list[str]:
        seen = [(event.seen, "event")] if event.seen else []
        said = named(event.payload) if isinstance(event, Event) else ()
        return [
            f"it names {kind} {id_[:12]}, which does not stand before it"
            for id_, kind in (*seen, *said)
            if (found := self._number(id_)) is None or kind not in {self.memory.types[found - 1], "event"}
        ]

    def _whose(self, fingerprint: str, event: Event | Newer) -> Signatory | None:
        """Whose key it was when the event claims to be, and still was when the one before it was."""
        then = self._roster.whose(fingerprint, event.at)
        return (
            then
            if event.at >= self.memory.clock or then == self._roster.whose(fingerprint, self.memory.clock)
            else None
        )

    def _allowed(self, fitting: list[Verified], event: Event | Newer) -> tuple[Signatory, list[Signature]]:
        """Who says it, and all signatures. Raise Barred where those who signed may not say this."""
        signatures = []
        actor = None
        for one in fitting:
            person = self._whose(one.fingerprint, event)
            if person is None:
                raise Barred(f"the key {one.fingerprint} was nobody's on {event.at:%Y-%m-%d}")
            actor = person if person.id == event.actor else actor
            signatures.append(Signature(one.fingerprint, person.id, one.flags.present, one.flags.verified))
        if actor is None:
            signers = ", ".join(sorted({one.person for one in signatures}))
            raise Barred(f"it is said by {event.actor} and signed by {signers}")
        if isinstance(event, Event):
            reason = forbidden(actor, event.payload) or self._foreign(actor, event.payload)
            if reason is not None:
                raise Barred(reason)
        return actor, signatures

    def _voucher(self, signatures: list[Signature], event: Event | Newer) -> str:
        own = [one.fingerprint for one in signatures if one.person == event.actor]
        found = [self._roster.voucher(one, event.at) for one in own]
        return found[0] if found and all(found) else ""

    def _foreign(self, actor: Signatory, payload: Payload) -> str | None:
        """Why somebody may not take back what is not their own."""
        if not isinstance(payload, Revocation):
            return None
        number = self._number(payload.what)
        author = self.memory.actors[number - 1] if number else None
        return foreign(actor, self._roster.owner(payload, author, self.memory.clock))

"""How events hang together: one commit an event, and a digest over all of them.

A commit is nothing but a function of its parent, the event and its signatures; a commit that is not exactly
what that function gives is none of the ledger. It has no files: the event stands in its message. So anybody
can read it with git alone, a shallow or partial clone lacks nothing, and appending writes one object.

The digest of a chain does not depend on git: that of n events is SHA-256 over the digest of the first n - 1,
the event's id and the SHA-256 of its signatures.
"""

from __future__ import annotations

import re
from functools import cached_property
from hashlib import sha256

import msgspec

from tidegate.model.event import Event, Position, id_of
from tidegate.model.event.newer import Newer, read

WHO = "Tidegate ledger <ledger@tidegate.invalid>"
START = Position(count=0, digest=sha256(b"tidegate.ledger/1").hexdigest())
LIMIT = 1024 * 1024  # bytes of one commit


class Broken(ValueError):
    """A commit that no writer of events makes; ``str()`` says what is wrong with it."""


class Place(msgspec.Struct, frozen=True):
    """Where something is appended: after this commit, which ends this chain; without one: at the start."""

    commit: str | None
    position: Position


BEGINNING = Place(None, START)


class Signed(msgspec.Struct, frozen=True, dict=True):
    """An event as it is kept: ``content`` was signed, ``signatures`` are armored, one after the other."""

    content: bytes
    signatures: bytes

    @cached_property
    def id(self) -> str:
        return id_of(self.content)

    @cached_property
    def event(self) -> Event | Newer:
        """Raise ValueError where that is none."""
        return read(self.content)


def after(position: Position, signed: Signed) -> Position:
    """The chain with one event more."""
    parts = (bytes.fromhex(position.digest), bytes.fromhex(signed.id), sha256(signed.signatures).digest())
    return Position(count=position.count + 1, digest=sha256(b"".join(parts)).hexdigest())


def commit_of(signed: Signed, before: Place, empty_tree: str) -> bytes:
    """The raw commit that carries the event. Raise ValueError where that is none."""
    event, place = signed.event, after(before.position, signed)
    link = f"parent {before.commit}\n" if before.commit else ""
    when = f"{WHO} {int(event.at.timestamp())} +0000"
    head = (
        f"tree {empty_tree}\n{link}author {when}\ncommitter {when}\n\n"
        f"{place.count} {event.type} {signed.id}\n\nchain {place.digest}\n"
    )
    return b"%s%s\n%s" % (head.encode(), signed.content, signed.signatures)


def carried(raw: bytes, before: Place, empty_tree: str) -> Signed:
    """The event in a raw commit that must follow ``before``. Raise Broken."""
    signed = inside(raw)
    try:
        expected = commit_of(signed, before, empty_tree)
    except ValueError as reason:
        raise Broken(str(reason)) from None
    if raw != expected:
        raise Broken(_difference(raw, expected))
    return signed


def claimed(raw: bytes) -> Position:
    """The chain up to and with a commit, as it says itself. Raise Broken."""
    _, _, message = raw.partition(b"\n\n")
    first, _, rest = message.partition(b"\n\n")
    count, chain = first.partition(b" ")[0], rest.partition(b"\n")[0]
    if not count.isdigit() or len(count) > 15 or not re.fullmatch(rb"chain [0-9a-f]{64}", chain):
        raise Broken("the commit was not written by a ledger")
    return Position(count=int(count), digest=chain[6:].decode())


def inside(raw: bytes) -> Signed:
    """What stands in a raw commit where an event should, held against nothing."""
    _, _, message = raw.partition(b"\n\n")
    _, _, body = message.partition(b"\n\n")
    _, _, said = body.partition(b"\n")  # after the line of the chain
    content, _, signatures = said.partition(b"\n")
    return Signed(content, signatures)


def _difference(raw: bytes, expected: bytes) -> str:
    """What a commit has otherwise than its event asks for."""
    for is_line, should_line in zip(raw.split(b"\n"), expected.split(b"\n"), strict=False):
        if is_line != should_line:
            key = is_line.partition(b" ")[0].decode("ascii", "replace")[:40]
            return f"the commit was not written by a ledger: its {key!r} line is not what the event gives"
    return "the commit was not written by a ledger: it is longer or shorter than the event gives"

"""Who may what, which rules hold, and what is looked at from time to time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from tidegate.model.event.parts import Digest, Month, Name, Oid, Position, Struct, Text


class RoleGrant(Struct, tag="role-grant", frozen=True, kw_only=True):
    """From here on ``person`` has ``roles`` and signs with ``keys``; nobody grants anything to themselves.

    A key is one of SSH's, as in an authorized_keys file: "ssh-ed25519 AAAA…".
    """

    person: Name
    roles: tuple[Name, ...] = ()
    keys: tuple[Name, ...] = ()
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.roles and not self.keys:
            raise ValueError("a grant names `roles` or `keys`")


class Training(Struct, tag="training", frozen=True, kw_only=True):
    """``person`` is trained in secure coding until that day."""

    person: Name
    course: Name
    until: date


class Revoked(StrEnum):
    EVENT = "event"  # an approval, a dismissal, a grant …: its id
    KEY = "key"  # a key, by its fingerprint: "SHA256:…", or OpenPGP's hexadecimal digits
    PERSON = "person"  # everything that a person holds


class Revocation(Struct, tag="revocation", frozen=True, kw_only=True):
    """From here on in the ledger ``what`` counts no more."""

    kind: Revoked
    what: Name
    reason: Text


class PolicyChange(Struct, tag="policy-change", frozen=True, kw_only=True):
    """What rules the gate changed in ``commit`` of the protected branch."""

    commit: Oid
    before: Digest | None = None
    after: Digest
    paths: Annotated[tuple[Name, ...], Meta(min_length=1)]


class ToolOutcome(StrEnum):
    ALLOWED = "allowed"
    REFUSED = "refused"


class ToolReview(Struct, tag="tool-review", frozen=True, kw_only=True):
    """``config_hash`` is that of the tool's configuration which was looked at."""

    tool: Name
    outcome: ToolOutcome
    next_review: date | None = None
    config_hash: Digest | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        if self.outcome is ToolOutcome.ALLOWED and self.next_review is None:
            raise ValueError("a tool that is allowed has a day of its `next_review`")


class MetricsMonth(Struct, tag="metrics-month", frozen=True, kw_only=True):
    """A month that is closed: whoever computes it again from ``upto`` gets ``digest``."""

    month: Month
    upto: Position
    digest: Digest
    code_version: Name
    policy_digests: tuple[Digest, ...] = ()


class Stamp(Struct, frozen=True, kw_only=True):
    """What an authority for time stamps answered (RFC 3161), in base64, on a position's canonical JSON."""

    authority: Name
    token: Annotated[str, Meta(min_length=1, max_length=100_000)]


class Checkpoint(Struct, tag="checkpoint", frozen=True, kw_only=True):
    """The ledger held this when it was signed: a shorter or another one is not the same ledger."""

    head: Position
    commit: Oid
    stamp: Stamp | None = None

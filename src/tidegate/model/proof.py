"""What the ledger proves about the review of one revision (``tidegate.review/1``).

It says who approved what, and whether that was what the change owed. It is the predicate of an attestation,
readable without this tool.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tidegate.model.result import Reason, Tool


class Verdict(StrEnum):
    """Three answers. An attestation passes with the first alone."""

    PROVED = "proved"
    NOT_PROVED = "not_proved"  # something that was owed is not there
    UNDETERMINED = "undetermined"  # it could not be told


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """The change as it was decided. Digests are SHA-256 in hexadecimal, except for git's own ids."""

    base: str
    head: str
    merge_base: str
    merge_tree: str | None
    patch_id: str | None
    diff_sha256: str
    findings_digest: str
    requirements_digest: str
    policy_digest: str


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The decision that it was merged with. ``inputs`` are digests and dates of what it rests on.

    ``ai_bom`` is the SHA-256 of the change's AI-BOM, where one was recorded.
    """

    event: str
    at: str
    by: str | None  # id of the identity whose key signed it
    decision: str
    tier: str
    tool: Tool
    ai_bom: str | None = None
    inputs: dict[str, str] = {}


class Assent(msgspec.Struct, frozen=True, kw_only=True):
    """One approval or refusal. ``because`` says why one does not count."""

    event: str
    kind: str  # "approval" | "refusal"
    at: str
    person: str | None
    roles: tuple[str, ...] = ()
    presence: bool = False  # the signature shows that somebody touched the key; else possession of it alone
    carried_from: str | None = None  # id of the event that was given on an earlier state of the change
    counts: bool = False
    because: str = ""


class Bypass(msgspec.Struct, frozen=True, kw_only=True):
    """A break-glass: merged without what was owed. ``reviewed_by`` is the event of the later review."""

    event: str
    at: str
    person: str | None
    incident: str
    review_due: str
    reviewed_by: str | None = None


class LedgerState(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked. ``head`` is the newest commit of the ledger that was read."""

    ref: str
    head: str | None
    events: int
    sound: bool  # order and signatures hold


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """``joined_by`` says how the revision was recognised as the change that was decided.

    It is "commit", "tree" (a squash, a merge queue) or "patch-id" (a rebase). ``involved`` are those who had
    a part in the change, as the decision says.
    """

    schema: str = "tidegate.review/1"
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()  # why it is not proved
    repository: str
    commit: str
    tree: str
    joined_by: str | None = None
    change: Reviewed | None = None
    involved: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()  # in words: what the change needed before it might be merged
    decided: Decided | None = None
    assents: tuple[Assent, ...] = ()
    bypassed: bool = False
    bypass: Bypass | None = None
    ledger: LedgerState

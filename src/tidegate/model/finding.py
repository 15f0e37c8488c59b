"""Findings, as they stand in the JSON contract (``tidegate.check/1``)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Status(StrEnum):
    INTRODUCED = "introduced"
    FIXED = "fixed"
    EXISTING = "existing"


REPORTED = frozenset({Status.INTRODUCED, Status.FIXED})  # what the change did


class Kind(StrEnum):
    FLOW = "flow"
    LOST_CONTROL = "lost-control"
    MISSING_CONTROL = "missing-control"
    WEAKENED_CONTROL = "weakened-control"
    MISUSE = "misuse"
    SECRET = "secret"
    DEPENDENCY = "dependency"
    INFRASTRUCTURE = "infrastructure"
    WORKFLOW = "workflow"
    AI_TOOL = "ai-tool"
    GATE = "gate"


class Step(msgspec.Struct, frozen=True):
    """One step of a trace. ``line`` is in head (in base for a fixed finding).

    ``side`` is "base" for a line that is gone: the control that was lost, the check that was removed.
    """

    path: str
    line: int
    note: str
    side: str = "head"


class Disposition(msgspec.Struct, frozen=True):
    """What the team said of a finding; only one that counts is attached."""

    state: str  # "accepted" | "false-positive" | "mitigated" | "test-only"
    reason: str
    by: str
    until: str | None = None  # ISO date
    event: str | None = None


class LostCheck(msgspec.Struct, frozen=True):
    """What made a flow harmless in base. ``rule`` says what that was; ``path`` and ``line`` are of base.

    ``name`` is what was called there, or "" for a comparison; ``within`` the function that was gutted.
    """

    rule: str  # "sanitizer-lost" | "validation-lost" | "escape-lost"
    name: str
    path: str
    line: int
    within: str | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A weakness with evidence.

    ``fingerprints`` maps an algorithm to a value; two are compared only within one algorithm.
    ``id`` is a prefix of the first of them. ``line_hash`` is GitHub's of a line of head
    (``primaryLocationLineHash``); findings are not compared by it. ``safe`` are the forms to write
    instead, the best first; ``doubt`` is why it is not sure; ``packages`` are those that it is about,
    as settings name them ("PyPI:httpx").
    """

    id: str
    rule: str
    title: str
    cwe: tuple[int, ...]
    severity: Severity
    confidence: Confidence
    status: Status
    kind: Kind
    path: str
    line: int
    end_line: int
    column: int = 1
    message: str
    fix: str | None = None
    trace: tuple[Step, ...] = ()
    safe: tuple[str, ...] = ()
    doubt: str | None = None
    lost: LostCheck | None = None
    entry_point: str | None = None
    fingerprints: dict[str, str] = {}
    line_hash: str | None = None
    attribution: dict[str, str] | None = None
    packages: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()  # why it is one step more severe here than its rule is
    disposition: Disposition | None = None

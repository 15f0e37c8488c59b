"""What is said of findings; their states are derived from it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from tidegate.model.event.parts import Cwe, Digest, FindingRef, Oid, Struct, Text
from tidegate.model.finding import Confidence, Severity


class Observation(StrEnum):
    DETECTED = "detected"
    NOT_OBSERVED = "not-observed"


class NotObserved(StrEnum):
    """Why a finding is not reported any more; none of it closes the finding."""

    CHECK_FAILED = "check-failed"
    RULE_GONE = "rule-gone"
    FILE_EXCLUDED = "file-excluded"
    NOT_REPORTED = "not-reported"


class FindingSeen(Struct, tag="finding", frozen=True, kw_only=True):
    """A check of ``commit`` reported the finding, or did not report it any more."""

    finding: FindingRef
    observation: Observation
    why: NotObserved | None = None
    commit: Oid
    cwe: tuple[Cwe, ...] = ()
    severity: Severity
    confidence: Confidence
    path: Text
    line: Annotated[int, Meta(ge=1, le=2**31)]

    def __post_init__(self) -> None:
        if (self.observation is Observation.NOT_OBSERVED) != (self.why is not None):
            raise ValueError("`why` is said of what is not observed, and only of that")


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    FALSE_POSITIVE = "false-positive"
    UNDETERMINED = "undetermined"


class VerdictGiven(Struct, tag="verdict", frozen=True, kw_only=True):
    finding: FindingRef
    verdict: Verdict
    basis: Text


class DismissalReason(StrEnum):
    FALSE_POSITIVE = "false-positive"
    ACCEPTED_RISK = "accepted-risk"
    MITIGATED_ELSEWHERE = "mitigated-elsewhere"
    TEST_ONLY = "test-only"


class Dismissal(Struct, tag="dismissal", frozen=True, kw_only=True):
    """``actor`` asks that a finding does not count: another person's ``DismissalApproval`` makes it so.

    ``until`` is the last day on which it counts.
    """

    finding: FindingRef
    reason: DismissalReason
    justification: Text
    until: date | None = None

    def __post_init__(self) -> None:
        if self.reason is DismissalReason.ACCEPTED_RISK and self.until is None:
            raise ValueError("an accepted risk has an end date: `until`")


class DismissalApproval(Struct, tag="dismissal-approval", frozen=True, kw_only=True):
    dismissal: Digest


class FixStage(StrEnum):
    PROPOSED = "proposed"
    UNVERIFIED = "unverified"  # it is on the protected branch
    VERIFIED = "verified"


class FixOrigin(StrEnum):
    AI_VERBATIM = "ai-verbatim"
    AI_EDITED = "ai-edited"
    HUMAN = "human"
    CODEMOD = "codemod"
    UNKNOWN = "unknown"


class Fix(Struct, tag="fix", frozen=True, kw_only=True):
    """``evidence`` is the digest of what shows that the fix holds."""

    finding: FindingRef
    stage: FixStage
    commit: Oid
    origin: FixOrigin = FixOrigin.UNKNOWN
    evidence: Digest | None = None

    def __post_init__(self) -> None:
        if self.stage is FixStage.VERIFIED and self.evidence is None:
            raise ValueError("a verified fix names its `evidence`")

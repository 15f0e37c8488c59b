"""Events as tests need them: one payload of each type."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tidegate.model import event as ev
from tidegate.model.finding import Confidence, Severity
from tidegate.model.result import Decision
from tidegate.model.tier import Tier

REPOSITORY = "acme/shop"
NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
START = ev.Position(count=0, digest="0" * 64)

SUBJECT = ev.Subject(
    repository=REPOSITORY,
    base="a" * 40,
    head="b" * 40,
    merge_base="a" * 40,
    merge_tree="c" * 40,
    patch_id="d" * 40,
    diff_sha256="1" * 64,
    findings_digest="2" * 64,
    requirements_digest="3" * 64,
    policy_digest="4" * 64,
)
FINDING = ev.FindingRef(rule="sql-injection", fingerprints={"scope/1": "f00d", "line/1": "beef"})

DECISION = ev.DecisionMade(
    subject=SUBJECT,
    decision=Decision.REVIEW,
    tier=Tier.HIGH,
    tool="0.1.0",
    result="5" * 64,
    knowledge_digest="6" * 64,
    controls_digest="7" * 64,
    blast_digest="8" * 64,
    reasons=("authorization-changed",),
    findings=(FINDING,),
)
APPROVAL = ev.Approval(subject=SUBJECT, role="security-reviewer")
SEEN = ev.FindingSeen(
    finding=FINDING,
    observation=ev.Observation.DETECTED,
    commit="b" * 40,
    cwe=(89,),
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    path="shop/orders.py",
    line=7,
)
DISMISSAL = ev.Dismissal(
    finding=FINDING,
    reason=ev.DismissalReason.ACCEPTED_RISK,
    justification="Only the operators reach it.",
    until=date(2027, 1, 31),
)

PAYLOADS: tuple[ev.Payload, ...] = (
    DECISION,
    APPROVAL,
    ev.CarriedApproval(subject=SUBJECT, approval="9" * 64, checked="a" * 64),
    ev.Refusal(subject=SUBJECT, reason="The check of the owner is gone."),
    ev.BreakGlass(subject=SUBJECT, incident="INC-7", reason="Shop is down.", review_due=NOON.replace(day=21)),
    ev.BreakGlassReview(break_glass="b" * 64, outcome=ev.ReviewOutcome.SOUND, note="Looked at all of it."),
    ev.Merge(subject=SUBJECT, branch="elsewhere", commit="e" * 40, tree="c" * 40, how=ev.MergeHow.SQUASH),
    ev.Release(tag="v1.2", commit="e" * 40),
    SEEN,
    ev.VerdictGiven(finding=FINDING, verdict=ev.Verdict.CONFIRMED, basis="Tried it."),
    DISMISSAL,
    ev.DismissalApproval(dismissal="c" * 64),
    ev.Fix(finding=FINDING, stage=ev.FixStage.VERIFIED, commit="e" * 40, evidence="d" * 64),
    ev.RoleGrant(person="ben", roles=("security-reviewer",), until=date(2027, 6, 30)),
    ev.Training(person="ben", course="Secure coding", until=date(2027, 6, 30)),
    ev.Revocation(kind=ev.Revoked.PERSON, what="ben", reason="Left."),
    ev.PolicyChange(commit="e" * 40, after="e" * 64, paths=(".tidegate/config.yaml",)),
    ev.ToolReview(tool="claude-code", outcome=ev.ToolOutcome.ALLOWED, next_review=date(2027, 2, 1)),
    ev.MetricsMonth(month="2026-10", upto=START, digest="f" * 64, code_version="0.1.0"),
    ev.Checkpoint(head=START, commit="e" * 40),
)


def made(payload: ev.Payload = APPROVAL, actor: str = "anna", at: datetime = NOON) -> ev.Event:
    """An event of a repository that has no other."""
    return ev.event(payload, actor=actor, repository=REPOSITORY, after=START, at=at)

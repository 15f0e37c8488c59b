"""What a check said, as events of the ledger: the decision, and findings of which it says something new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tidegate.ledger.references import reference
from tidegate.ledger.states import States
from tidegate.model.digests import blast_digest, controls_digest
from tidegate.model.event import (
    CarriedApproval,
    DecisionMade,
    FindingSeen,
    Observation,
    Owed,
    OwedApprovals,
    Subject,
)
from tidegate.model.finding import Finding, Status
from tidegate.model.finding_state import State
from tidegate.model.oversight import CHECKED_AGAIN
from tidegate.model.paths import display
from tidegate.model.requirements import Requirements
from tidegate.model.result import CheckResult

_NEWS = (State.NOT_OBSERVED, State.FIXED_UNVERIFIED, State.FIXED_VERIFIED)  # where being seen is news


def decision(result: CheckResult, subject: Subject, whole: str) -> DecisionMade:
    """``whole`` is the digest of the answer as it was printed."""
    advisories, said = result.inputs.advisories_date, result.oversight
    return DecisionMade(
        subject=subject,
        decision=result.decision,
        tier=result.tier,
        tool=result.tool.version,
        result=whole,
        config_digest=result.inputs.config,
        knowledge_digest=result.inputs.knowledge,
        advisories_date=date.fromisoformat(advisories[:10]) if advisories else None,
        controls_digest=controls_digest(result.blast_radius),
        blast_digest=blast_digest(result.blast_radius),
        reasons=tuple(dict.fromkeys(reason.code for reason in result.reasons)),
        findings=tuple(reference(one) for one in _introduced(result.findings)),
        observed=result.observed is not None,
        approvals=tuple(one.event for one in said.given) if said else (),
        bypassed=said.bypassed if said else None,
        owed=owed(result.requirements),
    )


def owed(requirements: Requirements) -> Owed:
    """What the change needs, without the words of the rules that ask for it."""
    return Owed(
        approvals=tuple(
            OwedApprovals(**{name: getattr(one, name) for name in OwedApprovals.__struct_fields__})
            for one in requirements.approvals
        ),
        presence=requirements.presence,
        manager=requirements.manager,
        attribution=requirements.attribution,
        ai_bom=requirements.ai_bom,
    )


def carried(result: CheckResult, subject: Subject, decided: str) -> Iterator[CarriedApproval]:
    """Approvals of another base or of other rules that this check found to hold; ``decided`` is its event."""
    for one in result.oversight.given if result.oversight else ():
        if one.carried == CHECKED_AGAIN:
            yield CarriedApproval(subject=subject, approval=one.event, checked=decided)


def seen(result: CheckResult, commit: str, states: States, today: date) -> Iterator[FindingSeen]:
    """Of each finding that the change brings, unless the ledger knows it as it is."""
    for one in _introduced(result.findings):
        standing = states.standing(reference(one), today)
        if standing is None or standing.state in _NEWS:
            yield FindingSeen(
                finding=reference(one),
                observation=Observation.DETECTED,
                commit=commit,
                cwe=one.cwe,
                severity=one.severity,
                confidence=one.confidence,
                path=display(one.path),
                line=one.line,
            )


def _introduced(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (one for one in findings if one.status is Status.INTRODUCED)

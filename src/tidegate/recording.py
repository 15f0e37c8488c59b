"""What a check said, as events of the ledger: the decision, and findings of which it says something new.

What is not there is said by a whole check alone: one that could not look at everything knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

import msgspec

from tidegate.config.patterns import paths
from tidegate.config.settings import Settings
from tidegate.ledger.index import Index
from tidegate.ledger.references import reference
from tidegate.ledger.states import Key, States, keys
from tidegate.model.digests import blast_digest, controls_digest
from tidegate.model.event import (
    CarriedApproval,
    DecisionMade,
    FindingRef,
    FindingSeen,
    Merge,
    NotObserved,
    Observation,
    Owed,
    OwedApprovals,
    Subject,
)
from tidegate.model.finding import Finding, Status
from tidegate.model.oversight import ACCEPTANCE, CHECKED_AGAIN, OversightState
from tidegate.model.paths import display
from tidegate.model.requirements import Requirements
from tidegate.model.result import CheckResult, Decision
from tidegate.policy.overseen import is_checked

_CUT_SHORT = frozenset({"not-analysed", "limit-reached", "failed", "conflict", "dependencies-not-judged"})


def decision(
    result: CheckResult, subject: Subject, whole: str, states: States, ai_bom: str | None = None
) -> DecisionMade:
    """``whole`` is the digest of the answer as it was printed, ``ai_bom`` that of the change's AI-BOM."""
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
        fixed=tuple(_fixed(result, states)),
        observed=result.observed is not None,
        approvals=tuple(one.event for one in said.given) if said else (),
        involved=said.involved if said else (),
        awaits_manager=_awaits_manager(result),
        bypassed=said.bypassed if said else None,
        owed=owed(result.requirements),
        ai_bom=ai_bom,
    )


def _awaits_manager(result: CheckResult) -> bool:
    """Whether the change would pass, had a manager accepted the release that it will be in."""
    said = result.oversight
    return (
        result.decision is Decision.REVIEW
        and result.observed is None
        and said is not None
        and said.state is OversightState.MISSING
        and {one.what for one in said.missing} == {ACCEPTANCE}
        and is_checked(result.requirements)
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


def seen(result: CheckResult, commit: str, states: States) -> Iterator[FindingSeen]:
    """Of each finding that the change brings, unless the ledger knows that it is there."""
    for one in _introduced(result.findings):
        if states.last_seen(reference(one)) is None:
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


def not_seen(
    result: CheckResult, index: Index, exact: Subject, commits: Collection[str], settings: Settings
) -> Iterator[FindingSeen]:
    """Of each finding that an earlier check of the change's ``commits`` reported, and this one does not.

    ``settings`` are those that it was checked by.
    """
    there = _there(result)
    for reported in _reported(index, exact, commits) if _is_whole(result) else ():
        known = keys(reported.finding)
        if there.isdisjoint(known):
            there.update(known)  # once
            yield msgspec.structs.replace(
                reported,
                observation=Observation.NOT_OBSERVED,
                why=_why(reported, settings),
                commit=exact.head,
            )


def _is_whole(result: CheckResult) -> bool:
    """Whether all was looked at, so that what is not reported is not there."""
    gaps = any(gap.matters for gap in result.coverage.not_analysed)
    cut = _CUT_SHORT.intersection(reason.code for reason in result.reasons)
    return result.blast_radius.complete and not gaps and not cut


def _fixed(result: CheckResult, states: States) -> Iterator[FindingRef]:
    """What the change takes away of what the ledger knows, and nothing like it is left."""
    there = _there(result)
    for one in result.findings if _is_whole(result) else ():
        gone = reference(one)
        if one.status is Status.FIXED and there.isdisjoint(keys(gone)) and states.is_mended(gone) is False:
            there.update(keys(gone))  # once
            yield gone


def _there(result: CheckResult) -> set[Key]:
    """What the findings of head are known by."""
    head = (one for one in result.findings if one.status is not Status.FIXED)
    return {key for one in head for key in keys(reference(one))}


def _reported(index: Index, exact: Subject, commits: Collection[str]) -> Iterator[FindingSeen]:
    """What decisions on ``commits`` showed, and was seen there last; not of what landed."""
    numbers = sorted({number for one in commits for number in index.told.changes.get(one, ())})
    entries = (one for one in index.entries(numbers) if one.event.repository == exact.repository)
    said = [one.event.payload for one in entries if one.counts]
    landed = {one.subject.head for one in said if isinstance(one, Merge)}
    shown = (finding for one in said if isinstance(one, DecisionMade) for finding in one.findings)
    last = {number for one in shown if (number := index.states.last_seen(one)) is not None}
    for entry in index.entries(sorted(last)):
        reported = entry.event.payload
        if isinstance(reported, FindingSeen) and reported.commit in commits and reported.commit not in landed:
            yield reported


def _why(reported: FindingSeen, settings: Settings) -> NotObserved:
    from tidegate.knowledge.weaknesses import catalogue

    rule = settings.rules.get(reported.finding.rule)
    if reported.finding.rule not in catalogue() or (rule and not rule.enabled):
        return NotObserved.RULE_GONE
    if rule and rule.paths and not paths(rule.paths)(reported.path):
        return NotObserved.FILE_EXCLUDED
    return NotObserved.NOT_REPORTED


def _introduced(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (one for one in findings if one.status is Status.INTRODUCED)

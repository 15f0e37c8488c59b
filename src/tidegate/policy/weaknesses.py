"""What introduced findings ask for."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.model.finding import Confidence, Finding, Kind, Severity
from tidegate.model.result import Decision, Reason
from tidegate.model.tier import Tier
from tidegate.policy.weighing import Case, Weighed

_PROTECTION = {Kind.LOST_CONTROL: "control-lost", Kind.WEAKENED_CONTROL: "control-weakened"}
_SAYS_ITSELF = frozenset({Kind.GATE, Kind.DEPENDENCY, Kind.AI_TOOL})
_ANYWHERE = frozenset({"malicious-dependency"})  # who works on the tests has installed it
_SEVERE = frozenset({Severity.HIGH, Severity.CRITICAL})


def secrets(case: Case) -> Iterator[Weighed]:
    """A secret that is surely one stops the change wherever it stands; a likely one is looked at."""
    for finding in case.introduced:
        if finding.kind is not Kind.SECRET or finding.confidence is Confidence.LOW:
            continue
        sure = finding.confidence is Confidence.HIGH
        decision, tier = (Decision.BLOCK, Tier.CRITICAL) if sure else (Decision.REVIEW, Tier.HIGH)
        yield Weighed(decision, tier, Reason("secret", finding.message.rstrip("."), (finding.path,)))


def findings(case: Case) -> Iterator[Weighed]:
    """Everything else; in tests and examples only what harms whoever tries them.

    Low severity is only listed, a lost control apart.
    """
    for finding in case.introduced:
        counts = case.is_shipped(finding.path) or finding.rule in _ANYWHERE
        if finding.kind is Kind.SECRET or _is_only_listed(finding) or not counts:
            continue
        blocks = finding.severity in _SEVERE and finding.confidence is Confidence.HIGH
        decision = Decision.BLOCK if blocks else Decision.REVIEW
        tier = case.exposed(_tier(finding, blocks), finding.path, finding.entry_point)
        yield Weighed(decision, tier, Reason(_code(finding, blocks), _text(finding), (finding.path,)))


def _is_only_listed(finding: Finding) -> bool:
    return finding.severity is Severity.LOW and finding.kind is not Kind.LOST_CONTROL


def _tier(finding: Finding, blocks: bool) -> Tier:
    if blocks and finding.severity is Severity.CRITICAL:
        return Tier.CRITICAL
    severe = finding.severity in _SEVERE or finding.kind is Kind.LOST_CONTROL
    return Tier.HIGH if severe else Tier.MEDIUM


def _code(finding: Finding, blocks: bool) -> str:
    if finding.kind in _PROTECTION:
        return _PROTECTION[finding.kind]
    if finding.kind is Kind.DEPENDENCY:
        return finding.rule
    return "finding-block" if blocks else "finding-review"


def _text(finding: Finding) -> str:
    where = f" in {finding.entry_point}" if finding.entry_point else ""
    if finding.lost is not None:
        return f"{finding.title} introduced{where}: {finding.lost.rule.replace('-', ' ')}"
    if finding.kind in _PROTECTION or finding.kind in _SAYS_ITSELF:
        return finding.message.rstrip(".")
    return f"{finding.title} introduced{where}"

"""The team's say on rules: off, rated otherwise, or only for some paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from tidegate.config.patterns import paths
from tidegate.config.settings import Rule
from tidegate.model.finding import Finding, Severity

# What nobody rated is judged as medium is.
_ORDER = (Severity.LOW, Severity.UNKNOWN, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


def rated(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> list[Finding]:
    """``findings`` as the team rates them; those that it does not want are left out."""
    wanted = {name: paths(rule.paths) for name, rule in rules.items() if rule.enabled and rule.paths}
    return [
        _rated(finding, rules.get(finding.rule))
        for finding in findings
        if _is_enabled(finding, rules) and (finding.rule not in wanted or wanted[finding.rule](finding.path))
    ]


def _is_enabled(finding: Finding, rules: Mapping[str, Rule]) -> bool:
    return finding.rule not in rules or rules[finding.rule].enabled


def _rated(finding: Finding, rule: Rule | None) -> Finding:
    if rule is None:
        return finding
    severity = Severity(rule.severity) if rule.severity else finding.severity
    if rule.at_least and _ORDER.index(severity) < _ORDER.index(Severity(rule.at_least)):
        severity = Severity(rule.at_least)
    return msgspec.structs.replace(finding, severity=severity)

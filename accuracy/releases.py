"""The labels: pairs of releases, and what a person read in the difference of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from tidegate.model.finding import Finding, Severity, Status

LABELS = Path(__file__).with_name("releases.yaml")
_NOISE = (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A weakness of the vulnerable release. ``function`` is "" for the module's own statements."""

    cve: str
    weakness: str
    path: str
    function: str


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    project: str
    vulnerable: str
    fixed: str
    framework: str
    expect: tuple[Expected, ...]


class Lines(msgspec.Struct, frozen=True):
    """Where an expected weakness is, in the vulnerable release."""

    path: str
    first: int
    last: int

    def hold(self, path: str, line: int) -> bool:
        return path == self.path and self.first <= line <= self.last


def read_pairs(path: Path = LABELS) -> tuple[Pair, ...]:
    """Raise msgspec.ValidationError where the file does not fit."""
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), tuple[Pair, ...])


def rule_that_found(findings: list[Finding], expected: Expected, lines: Lines, status: Status) -> str | None:
    """The rule of a finding with ``status`` whose place, or a step of whose trace, is in ``lines``.

    The expected weakness counts, and so does the loss of what kept it away (``validation-lost``, …).
    """
    found = [f.rule for f in findings if f.status is status and any(lines.hold(*at) for at in _places(f))]
    for rule in found:
        if rule == expected.weakness:
            return rule
    return next((rule for rule in found if rule.endswith("-lost")), None)


def noise(findings: list[Finding], expected: list[tuple[Expected, Lines]]) -> list[Finding]:
    """Introduced findings of medium severity or higher that nobody expected."""
    return [
        finding
        for finding in findings
        if finding.status is Status.INTRODUCED
        and finding.severity in _NOISE
        and not any(rule_that_found([finding], one, lines, Status.INTRODUCED) for one, lines in expected)
    ]


def _places(finding: Finding) -> Iterator[tuple[str, int]]:
    yield finding.path, finding.line
    for step in finding.trace:
        yield step.path, step.line

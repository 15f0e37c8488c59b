"""Advisories that hold for what comes in, and those that it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.advisories.holdings import NoAnswer
from tidegate.dependencies.advisories.store import Known
from tidegate.dependencies.advisories.verdicts import Bug, bugs
from tidegate.dependencies.names import normal
from tidegate.detect.dependencies.context import DependencyContext, Said, report, shown
from tidegate.model.finding import Confidence, Finding, Severity, Status
from tidegate.model.result import DependencyChange

RULE = "vulnerable-dependency"
MALWARE = "malicious-dependency"
_JUDGED = frozenset(
    {"PyPI", "npm", "Go", "crates.io", "Maven", "RubyGems", "NuGet", "Packagist", "GitHub Actions"}
)


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each bug of each package; what cannot be compared is a gap."""
    by_ecosystem: dict[str, list[DependencyChange]] = {}
    for change in context.compared.changes:
        if change.ecosystem in _JUDGED and change.origin != "path":
            by_ecosystem.setdefault(change.ecosystem, []).append(change)
    for ecosystem, changes in by_ecosystem.items():
        coming = [change for change in changes if "removed" not in change.what]
        try:
            days = context.settings.dependencies.advisories_max_age
            store = context.holdings.fresh(ecosystem, context.today, days)
        except NoAnswer as error:
            for change in coming[:1]:
                context.could_not_tell(change, str(error))
            continue
        known = store.of([normal(ecosystem, change.name) for change in changes])
        for change in changes:
            yield from _judged(context, change, known.get(normal(ecosystem, change.name), []))


def _judged(context: DependencyContext, change: DependencyChange, known: list[Known]) -> Iterator[Finding]:
    before = _had(change, known)
    after = bugs(change.ecosystem, known, change.head_version) if "removed" not in change.what else []
    unsure = [bug for bug in after if not bug.is_sure]
    if unsure:
        names = ", ".join(bug.ids[0] for bug in unsure[:3])
        context.could_not_tell(change, f"whether {shown(change)} has {names}")
    old = {bug.ids for bug in before}
    for bug in after:
        if bug.is_sure:
            yield _finding(change, bug, Status.EXISTING if bug.ids in old else Status.INTRODUCED)
    new = {bug.ids for bug in after}
    for bug in before:
        if bug.ids not in new:
            yield _finding(change, bug, Status.FIXED)


def _had(change: DependencyChange, known: list[Known]) -> list[Bug]:
    if "added" in change.what or change.base_version is None:
        return []
    return [bug for bug in bugs(change.ecosystem, known, change.base_version) if bug.is_sure]


def _finding(change: DependencyChange, bug: Bug, status: Status) -> Finding:
    said = Said(
        rule=MALWARE if bug.is_malware else RULE,
        message=_message(change, bug, status),
        severity=Severity.CRITICAL if bug.is_malware else bug.severity,
        confidence=Confidence.HIGH,
        status=status,
        fix=_fix(change, bug),
        identity=(bug.ids[0],),
    )
    return report(change, said)


def _message(change: DependencyChange, bug: Bug, status: Status) -> str:
    of = f"{change.name} {change.base_version}" if status is Status.FIXED else shown(change)
    also = f" ({', '.join(bug.ids[1:3])})" if bug.ids[1:] else ""
    when = f", published {bug.published}" if bug.published else ""
    pulled = f", pulled in by {change.via[0]}" if change.via else ""
    return f"{of}{pulled} is affected by {bug.ids[0]}{also}{when}: {bug.summary.rstrip('.')}."


def _fix(change: DependencyChange, bug: Bug) -> str:
    if bug.is_malware:
        return (
            f"Do not install it: remove {change.name}, and treat machines that installed it as compromised."
        )
    if bug.fixed:
        return f"Use {change.name} {bug.fixed[0]} or newer."
    return (
        f"No fixed version is known: leave {change.name} out, or make sure that what is affected is not used."
    )

"""Packages that the team does not want, and what it uses instead."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.names import normal
from tidegate.detect.dependencies.context import DependencyContext, Said, pulled, report, shown
from tidegate.model.finding import Finding, Status
from tidegate.model.result import DependencyChange

RULE = "forbidden-dependency"


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each; one that was there before is no news, one that goes is mended."""
    forbidden = {_package(one.package): one for one in context.settings.dependencies.forbidden}
    for change in context.compared.changes:
        found = forbidden.get((change.ecosystem, normal(change.ecosystem, change.name)))
        if found is None:
            continue
        instead = ", ".join(name.partition(":")[2] for name in found.instead)
        said = Said(
            rule=RULE,
            message=f"{shown(change)}{pulled(change)} must not come in: {found.reason.strip().rstrip('.')}.",
            status=_status(change),
            fix=f"Use {instead} instead." if instead else f"Leave {change.name} out.",
        )
        yield report(change, said)


def _package(text: str) -> tuple[str, str]:
    ecosystem, _, name = text.partition(":")
    return ecosystem, normal(ecosystem, name)


def _status(change: DependencyChange) -> Status:
    if "removed" in change.what:
        return Status.FIXED
    return Status.INTRODUCED if "added" in change.what else Status.EXISTING

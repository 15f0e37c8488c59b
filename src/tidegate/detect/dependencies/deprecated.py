"""Versions that their authors have deprecated or withdrawn, by the lock file or by the registry."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.compare import Entry
from tidegate.detect.dependencies.context import (
    DependencyContext,
    Said,
    by_file,
    listed,
    report_entry,
    report_group,
    shown,
)
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.finding import Finding, Severity

RULE = "dependency-deprecated"
_LONGEST = 200  # characters of what authors say


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each package that was asked for; what others pull in is only listed."""
    pulled: list[Entry] = []
    for entry, why in _coming(context):
        if entry.change.direct is False:
            pulled.append(entry)
        else:
            yield _finding(entry, why)
    for group in by_file(pulled):
        message = f"Others pull in what its authors have deprecated or withdrawn: {listed(group)}."
        yield report_group(group, Said(rule=RULE, message=message, severity=Severity.LOW))


def _coming(context: DependencyContext) -> Iterator[tuple[Entry, str]]:
    """One entry for each version that comes in, where base had none that was deprecated, too."""
    told: set[tuple[object, ...]] = set()
    for entry in context.compared.entries:
        head, was = entry.differing.head, entry.differing.base
        if head is None or head.origin is not Origin.REGISTRY:
            continue
        version = (*entry.differing.package, head.version)
        why = _why(context, head)
        if why and version not in told and not (was and was.deprecated):
            told.add(version)
            yield entry, why


def _why(context: DependencyContext, head: Dependency) -> str | None:
    facts = context.facts(head.ecosystem, head.name, head.version)
    if facts is None:
        return head.deprecated
    return head.deprecated or facts.deprecated or ("it was yanked" if facts.yanked else None)


def _finding(entry: Entry, why: str) -> Finding:
    words = " ".join(why.split())
    short = f"{words[:_LONGEST]}…" if len(words) > _LONGEST else words
    message = f"{shown(entry.change)} is deprecated or withdrawn by its authors: “{short.rstrip('.')}”."
    return report_entry(entry, Said(rule=RULE, message=message))

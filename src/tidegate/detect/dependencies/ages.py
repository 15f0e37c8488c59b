"""Versions that have not been out for as long as the team asks: a cool-down, verified on what was locked.

The day is the file's own, where it keeps one, and the registry's, where that was asked; of two the later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tidegate.config.patterns import names
from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort
from tidegate.dependencies.ecosystems import PACKAGED
from tidegate.detect.dependencies.context import DependencyContext, Said, pulled, report_entry, shown
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.finding import Finding

RULE = "dependency-too-young"
_COMING = frozenset({Sort.ADDED, Sort.UPGRADED, Sort.DOWNGRADED, Sort.VERSION_CHANGED})


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each version; where no date is known that is a gap, never an age."""
    days = context.settings.dependencies.minimum_age
    if not days:
        return
    since = context.today - timedelta(days=days)
    for entry, head in _coming(context):
        released = _released(context, head)
        if released is None:
            context.could_not_tell(
                entry.change, f"how long versions have been out: the team asks for {days} days"
            )
        elif released > since:
            yield _finding(entry, released, days)


def _coming(context: DependencyContext) -> list[tuple[Entry, Dependency]]:
    """One entry for each version that comes from a registry: the one that tells its date, where any does."""
    is_own = names(context.settings.dependencies.own)
    found: dict[tuple[object, ...], tuple[Entry, Dependency]] = {}
    for entry in context.compared.entries:
        head, of = entry.differing.head, entry.differing.package
        if head is None or of[0] not in PACKAGED:
            continue
        if head.origin is not Origin.REGISTRY or _COMING.isdisjoint(entry.differing.sorts):
            continue
        key = (*of, head.version)
        if not is_own(":".join(of)) and (key not in found or head.released):
            found[key] = (entry, head)
    return list(found.values())


def _released(context: DependencyContext, head: Dependency) -> date | None:
    facts = context.facts(head.ecosystem, head.name, head.version)
    days = (_day(head.released), facts.published if facts else None)
    return max((day for day in days if day is not None), default=None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _finding(entry: Entry, released: date, days: int) -> Finding:
    message = (
        f"{shown(entry.change)}{pulled(entry.change)} came out on {released}; the team asks for {days} days, "
        "in which a version that was tampered with is usually found."
    )
    return report_entry(entry, Said(rule=RULE, message=message, identity=(entry.change.head_version or "",)))

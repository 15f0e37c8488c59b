"""Licences of what comes in, against the team's lists; nothing is asked where there are none."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.config.patterns import names
from tidegate.dependencies.compare import Entry
from tidegate.dependencies.licences import Answer, UnknownLicence, Wanted, judge, wanted
from tidegate.detect.dependencies.context import (
    DependencyContext,
    Said,
    by_file,
    listed,
    pulled,
    report_entry,
    report_group,
    shown,
)
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.finding import Finding, Status

DENIED = "licence-denied"
NOT_LISTED = "licence-not-allowed"
UNKNOWN = "licence-unknown"
_RULES = {Answer.DENIED: DENIED, Answer.NOT_LISTED: NOT_LISTED}
_WORDS = {DENIED: "which the team refuses", NOT_LISTED: "which is not on the team's list"}


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each package with such a licence, one a file for what no file tells."""
    asked = context.settings.dependencies.licences
    if not (asked.allow or asked.deny):
        return
    lists = wanted(asked.allow, asked.deny)
    unknown: list[Entry] = []
    for entry in _coming(context):
        before, after = _rule(entry.differing.base, lists), _rule(entry.differing.head, lists)
        if after == UNKNOWN and before != UNKNOWN:
            unknown.append(entry)
        elif after in _WORDS:
            yield _finding(entry, after, Status.EXISTING if after == before else Status.INTRODUCED)
    for group in by_file(unknown):
        message = f"No file says in words that SPDX knows under which licence it stands: {listed(group)}."
        yield report_group(group, Said(rule=UNKNOWN, message=message))


def _coming(context: DependencyContext) -> list[Entry]:
    """One entry for each package of others: the one that tells a licence, where any does."""
    is_own = names(context.settings.dependencies.own)
    found: dict[tuple[str, str], Entry] = {}
    for entry in context.compared.entries:
        head, of = entry.differing.head, entry.differing.package
        if head is None or head.origin is Origin.PATH or is_own(":".join(of)):
            continue
        told = found.get(of)
        if told is None or (head.licence and not (told.differing.head and told.differing.head.licence)):
            found[of] = entry
    return list(found.values())


def _rule(dependency: Dependency | None, lists: Wanted) -> str | None:
    """What is wrong with a package's licence; ``None`` for nothing, and for no package."""
    if dependency is None:
        return None
    if dependency.licence is None:
        return UNKNOWN
    try:
        return _RULES.get(judge(dependency.licence, lists))
    except UnknownLicence:
        return UNKNOWN


def _finding(entry: Entry, rule: str, status: Status) -> Finding:
    head = entry.differing.head
    licence = head.licence if head else None
    message = f"{shown(entry.change)}{pulled(entry.change)} stands under {licence}, {_WORDS[rule]}."
    return report_entry(entry, Said(rule=rule, message=message, status=status, identity=(licence or "",)))

"""Licences of what comes in, against the team's lists; nothing is asked where there are none.

What a file says counts; where none does, what the registry says, if that was asked. Where both speak and the
lists would answer otherwise, that is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.config.patterns import names
from tidegate.dependencies.compare import Entry
from tidegate.dependencies.ecosystems import PACKAGED
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
DISPUTED = "licence-disputed"
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
        was, now = entry.differing.base, entry.differing.head
        if now is None:
            continue
        told = _told(context, now)
        before, after = _rule(was.licence, lists) if was else None, _rule(told, lists)
        if after == UNKNOWN and before != UNKNOWN:
            unknown.append(entry)
        elif after in _WORDS:
            yield _finding(entry, told, after, Status.EXISTING if after == before else Status.INTRODUCED)
        if told == now.licence and (other := _registered(context, now)) and _rule(other, lists) != after:
            yield _disputed(entry, told, other)
    for group in by_file(unknown):
        message = f"{_nobody(context)} in words of SPDX under which licence it stands: {listed(group)}."
        yield report_group(group, Said(rule=UNKNOWN, message=message))


def _coming(context: DependencyContext) -> list[Entry]:
    """One entry for each package of others: the one that tells a licence, where any does."""
    is_own = names(context.settings.dependencies.own)
    found: dict[tuple[str, str], Entry] = {}
    for entry in context.compared.entries:
        head, of = entry.differing.head, entry.differing.package
        if head is None or of[0] not in PACKAGED or head.origin is Origin.PATH or is_own(":".join(of)):
            continue
        told = found.get(of)
        if told is None or (head.licence and not (told.differing.head and told.differing.head.licence)):
            found[of] = entry
    return list(found.values())


def _told(context: DependencyContext, head: Dependency) -> str | None:
    """What a file says, else the registry."""
    return head.licence or _registered(context, head)


def _registered(context: DependencyContext, head: Dependency) -> str | None:
    """What the registry says; several licences all count: it does not say how they belong together."""
    facts = context.facts(head.ecosystem, head.name, head.version)
    if facts is None or not facts.licences:
        return None
    return " AND ".join(f"({one})" for one in facts.licences) if facts.licences[1:] else facts.licences[0]


def _nobody(context: DependencyContext) -> str:
    return "No file says" if context.registry is None else "Neither a file nor the registry says"


def _rule(licence: str | None, lists: Wanted) -> str | None:
    """What is wrong with a licence; ``None`` for nothing."""
    if licence is None:
        return UNKNOWN
    try:
        return _RULES.get(judge(licence, lists))
    except UnknownLicence:
        return UNKNOWN


def _disputed(entry: Entry, told: str | None, registered: str) -> Finding:
    """The file is what somebody wrote here, the registry what the authors published."""
    message = (
        f"{shown(entry.change)}{pulled(entry.change)} stands under {told} by {entry.place.path}, "
        f"and under {registered} by its registry."
    )
    return report_entry(entry, Said(rule=DISPUTED, message=message, identity=(registered,)))


def _finding(entry: Entry, licence: str | None, rule: str, status: Status) -> Finding:
    message = f"{shown(entry.change)}{pulled(entry.change)} stands under {licence}, {_WORDS[rule]}."
    return report_entry(entry, Said(rule=rule, message=message, status=status, identity=(licence or "",)))

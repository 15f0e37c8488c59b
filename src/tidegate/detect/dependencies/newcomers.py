"""Whose code begins to run in builds: actions, images, providers, hooks and features of a new owner.

Nobody counts who uses these, and everybody may offer them; what base already uses says whom the team knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.config.patterns import names
from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort
from tidegate.dependencies.ecosystems import PACKAGED
from tidegate.dependencies.names import owner
from tidegate.detect.dependencies.context import DependencyContext, Said, by_file, listed, report_group
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.finding import Finding, Severity

RULE = "dependency-of-new-owner"
Owner = tuple[str, str]  # ecosystem, and where the name begins


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each file and ecosystem; only listed where base uses nothing of the sort."""
    is_own = names(context.settings.dependencies.own)
    coming: dict[str, list[Entry]] = {}
    for one in context.compared.entries:
        if _is_coming(one) and not is_own(":".join(one.differing.package)):
            coming.setdefault(one.change.ecosystem, []).append(one)
    for ecosystem, entries in coming.items():
        known = _known(context, ecosystem)
        new = [one for one in entries if _owner(one.differing.either) not in known]
        for group in by_file(new):
            yield _finding(group, is_first=not known)


def _is_coming(entry: Entry) -> bool:
    head = entry.differing.head
    if head is None or Sort.ADDED not in entry.differing.sorts or head.ecosystem in PACKAGED:
        return False
    return head.origin is not Origin.PATH and bool(_owner(head)[1])


def _owner(one: Dependency) -> Owner:
    return one.ecosystem, owner(one.ecosystem, one.name)


def _known(context: DependencyContext, ecosystem: str) -> set[Owner]:
    return {
        _owner(one)
        for _, read in context.compared.base.naming(ecosystem)
        for one in read.listing.dependencies
        if one.ecosystem == ecosystem
    }


def _finding(group: list[Entry], *, is_first: bool) -> Finding:
    of = group[0].change.ecosystem
    message = f"Builds begin to run {listed(group)} ({of}): nothing in base comes from there."
    return report_group(group, Said(rule=RULE, message=message, severity=Severity.LOW if is_first else None))

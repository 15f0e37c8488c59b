"""Hashes of what is downloaded: another one for the same version, or none any more."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort
from tidegate.dependencies.formats import Role
from tidegate.detect.dependencies.context import DependencyContext, Said, by_file, listed, report_group
from tidegate.model.dependency import Origin
from tidegate.model.finding import Finding

CHANGED = "dependency-tampered"
LOST = "dependency-integrity-lost"
MISSING = "dependency-without-hash"


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding of each sort for each file."""
    entries = context.compared.entries
    for group in by_file(one for one in entries if Sort.INTEGRITY_CHANGED in one.differing.sorts):
        message = f"The same version has another hash than before: {listed(group)}."
        yield report_group(group, Said(rule=CHANGED, message=message))
    for group in by_file(one for one in entries if _is_lost(one)):
        message = (
            f"Nothing checks any more that what is downloaded is what was meant: {listed(group)} had a hash."
        )
        yield report_group(group, Said(rule=LOST, message=message))
    if "hashes" in context.settings.dependencies.require:
        for group in by_file(one for one in entries if _is_missing(context, one)):
            message = f"The team asks for hashes, and {listed(group)} has none."
            yield report_group(group, Said(rule=MISSING, message=message))


def _is_lost(entry: Entry) -> bool:
    head = entry.differing.head
    stays = head is not None and head.origin in (Origin.REGISTRY, Origin.URL)
    return stays and Sort.INTEGRITY_LOST in entry.differing.sorts


def _is_missing(context: DependencyContext, entry: Entry) -> bool:
    """Whether something comes in without a hash, where its file could have one."""
    head = entry.differing.head
    if head is None or head.integrity or head.origin not in (Origin.REGISTRY, Origin.URL):
        return False
    read = context.compared.head.at(entry.place.path)
    if read is None:
        return False
    return read.format.role is Role.LOCK or read.format.name == "requirements"

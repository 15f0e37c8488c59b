"""Pins that go, ranges that allow more than they did, and pins that the team asks for."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort, is_fixed, package
from tidegate.dependencies.formats import Role
from tidegate.dependencies.locked import locks
from tidegate.dependencies.names import TAGGED
from tidegate.dependencies.ranges import is_wider
from tidegate.detect.dependencies.context import (
    DependencyContext,
    Said,
    by_file,
    listed,
    report_entry,
    report_group,
)
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.finding import Confidence, Finding, Severity

REMOVED = "dependency-unpinned"
WIDENED = "dependency-range-widened"
MISSING = "dependency-not-pinned"


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each pin and range, one a file for what the team asks for."""
    asked = [(one, one.differing.head) for one in context.compared.entries if _is_asked(context, one)]
    held = {path: _locked(context, path) for path in dict.fromkeys(one.place.path for one, _ in asked)}
    for entry, now in asked:
        was = entry.differing.base
        if now and was and Sort.PIN_REMOVED in entry.differing.sorts:
            yield _removed(entry, was, now, entry.differing.package in held[entry.place.path])
        elif now and was and Sort.RANGE_CHANGED in entry.differing.sorts:
            yield from _widened(entry, was, now)
    if "pins" in context.settings.dependencies.require:
        loose = [one for one, now in asked if now and not is_pinned(now)]
        missing = [one for one in loose if one.differing.package not in held[one.place.path]]
        for group in by_file(missing):
            message = f"The team asks for pins, and nothing pins {listed(group)}."
            yield report_group(group, Said(rule=MISSING, message=message))


def _is_asked(context: DependencyContext, entry: Entry) -> bool:
    """Whether people wrote it: in a manifest, or where it is used."""
    head, read = entry.differing.head, context.compared.head.at(entry.place.path)
    return head is not None and head.direct is not False and not (read and read.format.role is Role.LOCK)


def is_pinned(one: Dependency) -> bool:
    """By an exact version of a registry, a commit or a digest; a folder of the repository is what it is."""
    if one.origin is Origin.PATH or is_fixed(one.revision):
        return True
    return one.origin is Origin.REGISTRY and one.version is not None and one.ecosystem not in TAGGED


def _locked(context: DependencyContext, path: str) -> frozenset[tuple[str, str]]:
    """The packages that lock files hold, whatever the manifest allows."""
    found = locks(path, context.compared.head)
    return frozenset(package(one) for _, lock in found for one in lock.listing.dependencies)


def _removed(entry: Entry, was: Dependency, now: Dependency, held: bool) -> Finding:
    before, after = was.revision or was.version, now.revision or now.requirement or "any version"
    rest = "the lock file holds it" if held else "what is installed may change without a change here"
    message = f"{entry.change.name} was pinned to {before} and is now {after}: {rest}."
    return report_entry(
        entry, Said(rule=REMOVED, message=message, severity=Severity.LOW if held else None, identity=(after,))
    )


def _widened(entry: Entry, was: Dependency, now: Dependency) -> Iterator[Finding]:
    """A range that really allows more; one that cannot be compared is only likely to."""
    if was.origin is not now.origin or is_pinned(now) or is_fixed(was.revision) or not was.requirement:
        return
    after = now.requirement or "*"
    wider = is_wider(now.ecosystem, was.requirement, now.requirement or "")
    if wider is False or (wider is None and now.ecosystem in TAGGED):  # another tag or branch is no range
        return
    confidence = Confidence.HIGH if wider else Confidence.LOW
    allows = "allows more than" if wider else "is another range than"
    message = f"{entry.change.name} {after} {allows} {was.requirement}."
    yield report_entry(entry, Said(rule=WIDENED, message=message, confidence=confidence, identity=(after,)))

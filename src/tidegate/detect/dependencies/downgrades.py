"""Versions that go down: by a whole major version, or to one whose bugs were mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from tidegate.dependencies import versions
from tidegate.dependencies.advisories.holdings import NoAnswer
from tidegate.dependencies.advisories.verdicts import bugs
from tidegate.dependencies.difference import Sort, package
from tidegate.dependencies.listings import Read
from tidegate.dependencies.names import normal
from tidegate.detect.dependencies.context import DependencyContext, Said, pulled, report_entry
from tidegate.model.finding import Finding, Severity
from tidegate.model.result import DependencyChange

RULE = "dependency-downgraded"
Package = tuple[str, str]  # ecosystem and normal name


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each package whose newest version in a file goes down."""
    told: set[Package] = set()
    going_down = [one for one in context.compared.entries if Sort.DOWNGRADED in one.differing.sorts]
    paths = dict.fromkeys(one.place.path for one in going_down)
    before = {path: _newest(context.compared.base.reads(path)) for path in paths}
    after = {path: _newest(context.compared.head.reads(path)) for path in paths}
    for entry in going_down:
        path, of = entry.place.path, entry.differing.package
        was, now = before[path].get(of), after[path].get(of)
        if of in told:
            continue
        if not was or not now or (versions.compare(entry.change.ecosystem, now, was) or 0) >= 0:
            continue
        back = _brought_back(context, entry.change, was, now)
        if back or _major(now) != _major(was):
            told.add(of)
            yield report_entry(entry, _said(entry.change, was, now, back))


def _said(change: DependencyChange, was: str, now: str, back: list[str]) -> Said:
    bugs_back = f" and has {', '.join(back[:3])} again, which {was} does not have" if back else ""
    message = f"{change.name} goes down from {was} to {now}{pulled(change)}{bugs_back}."
    chosen = change.direct is not False or back  # what others pull in follows from what they ask for
    return Said(rule=RULE, message=message, severity=None if chosen else Severity.LOW, identity=(now,))


def _newest(reads: Iterable[Read]) -> dict[Package, str]:
    """The newest version of each package in a file."""
    found: dict[Package, list[str]] = {}
    for one in (one for read in reads for one in read.listing.dependencies):
        if one.version:
            found.setdefault(package(one), []).append(one.version)
    return {of: max(several, key=partial(versions.sort_key, of[0])) for of, several in found.items()}


def _major(version: str) -> str:
    return version.lstrip("vV=").rpartition("!")[2].partition(".")[0]


def _brought_back(context: DependencyContext, change: DependencyChange, was: str, now: str) -> list[str]:
    """Ids of bugs that the older version surely has and the newer one has not."""
    name = normal(change.ecosystem, change.name)
    try:
        store = context.holdings.asked(change.ecosystem)
    except NoAnswer:
        return []
    known = store.of([name]).get(name, [])
    mended = {bug.ids for bug in bugs(change.ecosystem, known, was)}
    return [bug.ids[0] for bug in bugs(change.ecosystem, known, now) if bug.is_sure and bug.ids not in mended]

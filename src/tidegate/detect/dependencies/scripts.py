"""Packages that run their own code when they are installed, and did not before."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort, package
from tidegate.detect.dependencies.context import DependencyContext, Said, pulled, report_entry, shown
from tidegate.model.finding import Finding

RULE = "install-script-added"


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each package that nothing in base let run."""
    told = set(_running(context))
    for entry in context.compared.entries:
        head = entry.differing.head
        if head is None or not head.install_script or package(head) in told or not _is_new(entry):
            continue
        told.add(package(head))
        how = "comes in and runs" if entry.differing.base is None else "runs from this version on"
        message = f"{shown(entry.change)}{pulled(entry.change)} {how} code of its own when it is installed."
        yield report_entry(entry, Said(rule=RULE, message=message))


def _is_new(entry: Entry) -> bool:
    return not {Sort.ADDED, Sort.INSTALL_SCRIPT_ADDED}.isdisjoint(entry.differing.sorts)


def _running(context: DependencyContext) -> Iterator[tuple[str, str]]:
    """Packages with such code in base's changed files."""
    for path, _ in context.compared.files:
        read = context.compared.base.at(path) if path else None
        if read is not None:
            yield from (package(one) for one in read.listing.dependencies if one.install_script)

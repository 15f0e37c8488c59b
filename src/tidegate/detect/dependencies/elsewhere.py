"""Packages that come from git, an address or a folder, and not from their registry."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.config.patterns import names
from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort
from tidegate.dependencies.ecosystems import PACKAGED
from tidegate.detect.dependencies.context import DependencyContext, Said, report_entry, shown
from tidegate.documents.addresses import host_of
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.finding import Finding, Severity

RULE = "dependency-left-registry"
_WORDS = {Origin.GIT: "a git repository", Origin.URL: "an address", Origin.PATH: "a folder"}


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each package: it left its registry, or came in without one."""
    allowed = names(context.settings.dependencies.sources)
    told = set()
    for entry in context.compared.entries:
        head, of = entry.differing.head, entry.differing.package
        if head is None or of in told or not _is_elsewhere(entry, head):
            continue
        if allowed(host_of(head.location) or ""):
            continue
        told.add(of)
        yield report_entry(entry, _said(entry, head))


def _is_elsewhere(entry: Entry, head: Dependency) -> bool:
    if Sort.LEFT_REGISTRY in entry.differing.sorts:
        return True
    came = Sort.ADDED in entry.differing.sorts and head.origin in (Origin.GIT, Origin.URL)
    return came and head.ecosystem in PACKAGED  # others come from git or an image's host by nature


def _said(entry: Entry, head: Dependency) -> Said:
    where = f" ({head.location})" if head.location else ""
    left = Sort.LEFT_REGISTRY in entry.differing.sorts
    how = "came from its registry and now comes" if left else "comes"
    return Said(
        rule=RULE,
        message=f"{shown(entry.change)} {how} from {_WORDS[head.origin]}{where}: no registry keeps what was "
        "released, and advisories do not name it.",
        severity=Severity.LOW if head.origin is Origin.PATH else Severity.MEDIUM,
        identity=(head.location or head.origin.value,),
    )

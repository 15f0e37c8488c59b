"""Actions, images, hooks and features that come in by a tag or a branch: whoever owns it can move it."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies import versions
from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort
from tidegate.dependencies.names import TAGGED, owner
from tidegate.detect.dependencies.context import DependencyContext, Said, by_file, listed, report_group
from tidegate.detect.dependencies.pins import is_pinned
from tidegate.model.dependency import Dependency
from tidegate.model.finding import Finding

RULE = "dependency-movable"
_WITH_RELEASES = "GitHub Actions"  # whose tags can be told from branches


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each file; where base takes something of an owner by a tag, the team knows."""
    coming = [one for one in context.compared.entries if _is_coming(one)]
    known = {
        _owner(held)
        for ecosystem in dict.fromkeys(one.change.ecosystem for one in coming)
        for _, read in context.compared.base.naming(ecosystem)
        for held in read.listing.dependencies
        if not is_pinned(held)
    }
    new = [one for one in coming if _left_releases(one) or _owner(one.differing.either) not in known]
    for group in by_file(new):
        message = f"Nothing holds what is fetched, because tags and branches can be moved: {listed(group)}."
        yield report_group(group, Said(rule=RULE, message=message))


def _is_coming(entry: Entry) -> bool:
    head = entry.differing.head
    if head is None or head.ecosystem not in TAGGED or is_pinned(head) or _is_kept(head):
        return False
    return Sort.ADDED in entry.differing.sorts or _left_releases(entry)


def _owner(one: Dependency) -> tuple[str, str]:
    return one.ecosystem, owner(one.ecosystem, one.name)


def _is_kept(head: Dependency) -> bool:
    """Whether it is an image that its registry itself keeps (``python:3.12``)."""
    return not owner(head.ecosystem, head.name)


def _left_releases(entry: Entry) -> bool:
    """Whether a release became a branch."""
    was, now = entry.differing.base, entry.differing.head
    if was is None or now is None or was.revision or now.ecosystem != _WITH_RELEASES:
        return False
    return _is_release(was) and not _is_release(now)


def _is_release(one: Dependency) -> bool:
    return versions.key(one.ecosystem, one.requirement or "") is not None

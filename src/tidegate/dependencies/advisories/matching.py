"""Whether a version is affected: the OSV schema's evaluation, with a third answer.

A version is affected where it is listed, or lies in a range. What has no order is not "not affected".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tidegate.dependencies import versions
from tidegate.model.advisory import Affected, Event, Range

START = "0"  # before every version
_NO_LIMIT = "*"

# A place in the order of versions: () is before all of them.
Place = tuple[Any, ...]


def is_affected(ecosystem: str, affected: Affected, version: str) -> bool | None:
    """``None`` where it cannot be told: the version, or one that the advisory names, has no order."""
    answers = {_is(ecosystem, affected, one) for one in _readings(ecosystem, version)}
    return True if True in answers else None if None in answers else False


def fixed_versions(ecosystem: str, affected: Affected, version: str | None) -> tuple[str, ...]:
    """Versions that mend it, oldest first; where ``version`` is given, only those above it."""
    fixes = {event.version for event in events(affected) if event.kind == "fixed"}
    newer = (one for one in fixes if version is None or _is_above(ecosystem, one, version))
    return tuple(sorted(newer, key=lambda one: versions.sort_key(ecosystem, one)))


def events(affected: Affected) -> Iterator[Event]:
    """Of the ranges of versions: those of commits are apart."""
    return (event for one in affected.ranges if one.type != "GIT" for event in one.events)


def _is_above(ecosystem: str, one: str, version: str) -> bool:
    left, right = key(ecosystem, one), key(ecosystem, version)
    return left is None or right is None or left > right


def _readings(ecosystem: str, version: str) -> set[str]:
    """A build of somebody's own ("2.0.0+cu118") has what the version has that it was built from."""
    return {version, version.partition("+")[0] or version} if ecosystem == "PyPI" else {version}


def _is(ecosystem: str, affected: Affected, version: str) -> bool | None:
    if affected.versions and versions.canonical(ecosystem, version) in affected.versions:
        return True
    answers = {_is_within(ecosystem, one, version) for one in affected.ranges if one.type != "GIT"}
    if True in answers:
        return True
    if None in answers:
        return None
    return False if answers or affected.versions else None


def _is_within(ecosystem: str, found: Range, version: str) -> bool | None:
    """Events in the order of versions; the last one that the version has reached decides."""
    made = key(ecosystem, version)
    line = _line(ecosystem, found)
    if made is None or line is None:
        return True if is_everything(found) else None
    if not _is_before_limits(found, line, made):
        return False
    inside = False
    for place, kind in line:
        if kind == "introduced":
            inside = inside or place == () or place[0] <= made
        elif kind == "fixed":
            inside = inside and place[0] > made
        elif kind == "last_affected":
            inside = inside and place[0] >= made
    return inside


def _is_before_limits(found: Range, line: tuple[tuple[Place, str], ...], made: Any) -> bool:
    """Before one of the limits, where there are any."""
    limits = [event.version for event in found.events if event.kind == "limit"]
    if not limits or _NO_LIMIT in limits:
        return True
    return any(kind == "limit" and place[0] > made for place, kind in line)


@lru_cache(4096)
def _line(ecosystem: str, found: Range) -> tuple[tuple[Place, str], ...] | None:
    """The events in order; ``None`` where one has no place, or where the range begins nowhere."""
    placed = [(_place(ecosystem, one), one.kind) for one in found.events if one.version != _NO_LIMIT]
    sure = [(place, kind) for place, kind in placed if place is not None]
    if len(sure) < len(placed) or all(kind != "introduced" for _, kind in sure):
        return None
    return tuple(
        sorted(sure, key=lambda one: (one[0], one[1] == "last_affected"))
    )  # what begins there ends there


def _place(ecosystem: str, event: Event) -> Place | None:
    if event.version == START and event.kind == "introduced":
        return ()
    made = key(ecosystem, event.version)
    return None if made is None else (made,)


def is_everything(found: Range) -> bool:
    """Whether a range holds every version there is, in whatever order."""
    return bool(found.events) and all(
        (event.kind, event.version) in {("introduced", START), ("limit", _NO_LIMIT)} for event in found.events
    )


key = lru_cache(1 << 16)(versions.key)  # one advisory names the versions that the next one does

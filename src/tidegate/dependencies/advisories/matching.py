"""Whether a version is affected: the OSV schema's evaluation, with a third answer.

A version is affected where it is listed, or lies in a range. What has no order is not "not affected".
"""

from __future__ import annotations

from typing import Any

from tidegate.dependencies import versions
from tidegate.model.advisory import Affected, Event, Range

_START = "0"  # before every version
_NO_LIMIT = Event("limit", "*")


def is_affected(ecosystem: str, affected: Affected, version: str) -> bool | None:
    """``None`` where it cannot be told: the version, or one that the advisory names, has no order."""
    if versions.canonical(ecosystem, version) in affected.versions:
        return True
    answers = {
        _is_within(ecosystem, one, version) for one in affected.ranges if one.type in ("SEMVER", "ECOSYSTEM")
    }
    if True in answers:
        return True
    if None in answers:
        return None
    return False if answers or affected.versions else None


def fixed_versions(ecosystem: str, affected: Affected, version: str | None) -> tuple[str, ...]:
    """Versions that mend it, oldest first; where ``version`` is given, only those above it."""
    fixes = {
        event.version
        for one in affected.ranges
        if one.type != "GIT"
        for event in one.events
        if event.kind == "fixed"
    }
    newer = (one for one in fixes if version is None or (versions.compare(ecosystem, one, version) or 1) > 0)
    return tuple(sorted(newer, key=lambda one: versions.sort_key(ecosystem, one)))


def _is_within(ecosystem: str, found: Range, version: str) -> bool | None:
    """Events in the order of versions; the last one that the version has reached decides."""
    made = versions.key(ecosystem, version)
    if made is None:
        return True if _is_everything(found) else None
    events = [event for event in found.events if event != _NO_LIMIT]
    placed = [(_place(ecosystem, event), event) for event in events]
    if any(place is None for place, _ in placed):
        return None
    inside = False
    for place, event in sorted(placed, key=lambda one: one[0] or ()):
        assert place is not None
        inside = _after(event, place, made, inside)
    return inside


def _after(event: Event, place: tuple[Any, ...], version: Any, inside: bool) -> bool:
    reached = place == () or place[0] <= version
    match event.kind:
        case "introduced":
            return inside or reached
        case "last_affected":
            return inside and (place == () or version <= place[0])
        case _:
            return inside and not reached


def _place(ecosystem: str, event: Event) -> tuple[Any, ...] | None:
    """Where an event stands: () is before all versions; ``None`` where that cannot be told."""
    if event.version == _START and event.kind == "introduced":
        return ()
    made = versions.key(ecosystem, event.version)
    return None if made is None else (made,)


def _is_everything(found: Range) -> bool:
    return all(event.kind == "introduced" and event.version == _START for event in found.events)

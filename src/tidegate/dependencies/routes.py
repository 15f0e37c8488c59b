"""Which direct dependency pulled a package in, by what a lock file says."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable

from tidegate.model.dependency import Dependency, Listing


def routes(listing: Listing, roots: Collection[str], wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each of the ``wanted`` keys the shortest way to it, as names: from a root down, itself left out.

    ``roots`` are keys of what is asked for directly; where nobody says, ways start at what nothing pulls in.
    A key that nothing leads to is left out.
    """
    entries = {one.key: one for one in listing.dependencies}
    starts = roots or _tops(entries)
    came_from = _spread(entries, [key for key in entries if key in starts])
    return {key: _names(key, came_from, entries) for key in wanted if key in came_from}


def _tops(entries: dict[str, Dependency]) -> set[str]:
    return set(entries) - {key for one in entries.values() for key in one.requires}


def _spread(entries: dict[str, Dependency], roots: Iterable[str]) -> dict[str, str | None]:
    came_from: dict[str, str | None] = dict.fromkeys(roots)
    queue = deque(came_from)
    while queue:
        key = queue.popleft()
        for pulled in entries[key].requires:
            if pulled in entries and pulled not in came_from:
                came_from[pulled] = key
                queue.append(pulled)
    return came_from


def _names(key: str, came_from: dict[str, str | None], entries: dict[str, Dependency]) -> tuple[str, ...]:
    names: list[str] = []
    above = came_from[key]
    while above is not None:
        names.append(entries[above].name)
        above = came_from[above]
    return tuple(reversed(names))

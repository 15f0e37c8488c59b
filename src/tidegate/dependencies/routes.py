"""Which direct dependency pulled a package in, by what a lock file says."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable

import msgspec

from tidegate.model.dependency import Dependency, Listing

LONGEST = 32  # names of one way; of a longer one the root and its end are told
_LEFT_OUT = "…"


class _Step(msgspec.Struct, frozen=True):
    """What pulls an entry in, the root of the way to it, and how many names that way has."""

    key: str
    root: str
    depth: int


def routes(listing: Listing, roots: Collection[str], wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each of the ``wanted`` keys the shortest way to it, as names: from a root down, itself left out.

    ``roots`` are keys of what is asked for directly; where nobody says, ways start at what nothing pulls in.
    A key that nothing leads to is left out.
    """
    entries = {one.key: one for one in listing.dependencies}
    starts = roots or _tops(entries)
    came_from = _spread(entries, [key for key in entries if key in starts])
    return {key: _names(came_from[key], came_from, entries) for key in wanted if key in came_from}


def _tops(entries: dict[str, Dependency]) -> set[str]:
    return set(entries) - {key for one in entries.values() for key in one.requires}


def _spread(entries: dict[str, Dependency], roots: Iterable[str]) -> dict[str, _Step | None]:
    """Breadth first; a root has nothing above it."""
    came_from: dict[str, _Step | None] = dict.fromkeys(roots)
    queue = deque(came_from)
    while queue:
        key = queue.popleft()
        above = came_from[key]
        step = _Step(key, above.root if above else key, above.depth + 1 if above else 1)
        for pulled in entries[key].requires:
            if pulled in entries and pulled not in came_from:
                came_from[pulled] = step
                queue.append(pulled)
    return came_from


def _names(
    step: _Step | None, came_from: dict[str, _Step | None], entries: dict[str, Dependency]
) -> tuple[str, ...]:
    root = step.root if step else ""
    is_long = step is not None and step.depth > LONGEST
    names: list[str] = []
    while step is not None and not (is_long and len(names) == LONGEST - 2):
        names.append(entries[step.key].name)
        step = came_from[step.key]
    return tuple(reversed([*names, _LEFT_OUT, entries[root].name] if is_long else names))

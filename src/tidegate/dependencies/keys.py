"""Keys of entries that a file may hold several times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tidegate.model.dependency import Dependency


def numbered(found: Iterable[Dependency]) -> Iterator[Dependency]:
    """What has the key of an earlier entry gets its number in the file: ``python``, ``python #2``."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.key] = count = counts.get(one.key, 0) + 1
        yield replace(one, key=f"{one.key} #{count}") if count > 1 else one

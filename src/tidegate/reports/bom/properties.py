"""Names and values of our own, under the prefix ``tidegate:``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Pairs = Iterator[tuple[str, str]]


def properties(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Each pair once, sorted; a name may stand several times."""
    return [{"name": f"tidegate:{name}", "value": value} for name, value in sorted(set(pairs))]

"""Whether findings of two days are the same one: by their fingerprints, never by their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

CLOSE = ("tidegate/identity-1", "tidegate/shape-1")
"""Algorithms that hold what is wrong and all that is around it: what was accepted may follow these."""
ALGORITHMS = (*CLOSE, "tidegate/line-1")
"""From the one that says most. Values of different algorithms are never compared."""


class Known(Protocol):
    """Something that was found."""

    @property
    def rule(self) -> str: ...

    @property
    def fingerprints(self) -> Mapping[str, str]: ...


Old = TypeVar("Old", bound=Known)
New = TypeVar("New", bound=Known)


def lineage(
    old: Iterable[Old], new: Iterable[New], algorithms: Sequence[str] = ALGORITHMS
) -> list[tuple[Old, New]]:
    """Those that are the same: of one rule, with an equal value of one algorithm; each at most once.

    Where more on one side than on the other have the value, nobody can tell which is which: those are
    different ones.
    """
    left, right = list(old), list(new)
    pairs: list[tuple[Old, New]] = []
    for algorithm in algorithms:
        before, after = _by_value(left, algorithm), _by_value(right, algorithm)
        for key, alike in before.items():
            if len(alike) == len(after.get(key, ())):
                pairs += zip(alike, after[key], strict=True)
        paired = {id(one) for pair in pairs for one in pair}
        left = [one for one in left if id(one) not in paired]
        right = [one for one in right if id(one) not in paired]
    return pairs


def _by_value(found: Iterable[Old], algorithm: str) -> dict[tuple[str, str], list[Old]]:
    values: dict[tuple[str, str], list[Old]] = defaultdict(list)
    for one in found:
        value = one.fingerprints.get(algorithm)
        if value is not None:
            values[one.rule, value].append(one)
    return values

"""Findings of base and head matched one to one, by identity and not by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
Key = Callable[[T], Hashable | None]


def match(
    base: Sequence[T], head: Sequence[T], passes: Iterable[tuple[Key[T], Key[T]]]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """(pairs of base and head, left over in base, left over in head).

    Each pass gives a key for base's and for head's items; equal keys pair off as multisets, in order. A
    key of ``None`` pairs with nothing.
    """
    pairs: list[tuple[T, T]] = []
    left, right = list(base), list(head)
    for key_of_base, key_of_head in passes:
        found, left, right = _pass(left, right, key_of_base, key_of_head)
        pairs += found
    return pairs, left, right


def _pass(
    left: list[T], right: list[T], key_of_base: Key[T], key_of_head: Key[T]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    waiting: dict[Hashable, list[T]] = defaultdict(list)
    rest: list[T] = []
    for item in left:
        key = key_of_base(item)
        (rest if key is None else waiting[key]).append(item)
    pairs: list[tuple[T, T]] = []
    unpaired: list[T] = []
    for item in right:
        candidates = waiting.get(key_of_head(item))
        if candidates:
            pairs.append((candidates.pop(0), item))
        else:
            unpaired.append(item)
    gone = [item for items in waiting.values() for item in items]
    order = {id(item): position for position, item in enumerate(left)}
    return pairs, sorted([*rest, *gone], key=lambda item: order[id(item)]), unpaired

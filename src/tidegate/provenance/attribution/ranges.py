"""Pieces of files: first and last lines, in order and without overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Pieces = tuple[tuple[int, int], ...]


def joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same lines in order, in as few pieces as can be."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def overlap(pieces: Iterable[tuple[int, int]], others: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What both have; each is in order and has no overlap of its own."""
    found: list[tuple[int, int]] = []
    position = 0
    for start, end in pieces:
        while position < len(others) and others[position][1] < start:
            position += 1
        at = position
        while at < len(others) and others[at][0] <= end:
            found.append((max(start, others[at][0]), min(end, others[at][1])))
            at += 1
    return found


def count(pieces: Iterable[tuple[int, int]]) -> int:
    """How many lines that are."""
    return sum(end - start + 1 for start, end in pieces)

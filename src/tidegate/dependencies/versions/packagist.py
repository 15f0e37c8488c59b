"""Packagist: Composer's normal form of a version, in the order that PHP's ``version_compare`` gives it.

Four numbers, then a stability with its number, then ``-dev``. A branch (``dev-main``) has no order; that of
a row of versions (``1.2.x-dev``) comes after all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 256  # characters
_STABILITY = r"(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?[0-9]+)*))?([.-]?dev)?"
_NUMBERED = re.compile(rf"v?([0-9]{{1,5}}(?:\.[0-9]+){{0,3}}){_STABILITY}")
_DATED = re.compile(rf"v?([0-9]{{4}}(?:[.:-]?[0-9]{{2}}){{1,6}}(?:[.:-]?[0-9]{{1,3}}){{0,2}}){_STABILITY}")
_ROW = re.compile(r"v?([0-9]+(?:\.[0-9]+){0,2})(?:\.[x*])+-dev")
_AFTER_ALL = 9_999_999  # what Composer writes for the numbers of a row
_DEV, _PATCH = 0, 5
_RANKS = {"a": 1, "alpha": 1, "b": 2, "beta": 2, "rc": 3, "p": _PATCH, "pl": _PATCH, "patch": _PATCH}
_NUMBER = 4
_END = (_NUMBER, -1)

Part = tuple[int, int]
Key = tuple[Part, ...]


def key(version: str) -> Key:
    """Raise ValueError for branches and for what is no version."""
    bare = canonical(version)
    if len(bare) <= _LONGEST:
        if row := _ROW.fullmatch(bare):
            numbers = [int(one) for one in row[1].split(".")]
            return (*_numbers([*numbers, *[_AFTER_ALL] * (4 - len(numbers))]), (_DEV, 0), _END)
        if found := _NUMBERED.fullmatch(bare):
            numbers = [int(one) for one in found[1].split(".")]
            return (*_numbers([*numbers, *[0] * (4 - len(numbers))]), *_stability(found), _END)
        if found := _DATED.fullmatch(bare):
            return (*_numbers(int(one) for one in re.findall("[0-9]+", found[1])), *_stability(found), _END)
    raise ValueError(f"{version[:80]!r} has no order among versions")


def canonical(version: str) -> str:
    """In lower case, without "v", build metadata, alias and a stability that is only allowed."""
    bare = version.strip().lower().partition(" as ")[0].partition("@")[0].partition("+")[0].strip()
    return re.sub(r"^v(?=[0-9])", "", bare)


def _numbers(numbers: Iterable[int]) -> list[Part]:
    return [(_NUMBER, one) for one in numbers]


def _stability(found: re.Match[str]) -> list[Part]:
    parts: list[Part] = []
    if found[2] and found[2] != "stable":
        parts = [(_RANKS[found[2]], 0), *_numbers(int(one) for one in re.findall("[0-9]+", found[3]))]
    return [*parts, (_DEV, 0)] if found[4] else parts

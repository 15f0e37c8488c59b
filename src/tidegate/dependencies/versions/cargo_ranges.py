"""crates.io: which versions a requirement allows (The Cargo Book, "Specifying Dependencies").

Comparators joined by commas all hold; without an operator one is a caret requirement. A pre-release is
allowed only where a comparator names a pre-release of the same major, minor and patch.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tidegate.dependencies.versions import semver

_LONGEST = 10_000  # characters of a requirement
_MOST = 32  # comparators
_COMPARATOR = re.compile(
    r"^(<=|>=|<|>|=|~|\^)?\s*(0|[1-9]\d{0,19})(?:\.(0|[1-9]\d{0,19}|[xX*]))?(?:\.(0|[1-9]\d{0,19}|[xX*]))?"
    r"(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$"
)


class Comparator(NamedTuple):
    """``named`` are the parts that are written: one to three numbers."""

    operator: str
    named: tuple[int, ...]
    before: str | None

    @property
    def lowest(self) -> semver.Key:
        parts = (*self.named, 0, 0)[:3]
        return semver.key(".".join(map(str, parts)) + (f"-{self.before}" if self.before else ""))

    def holds(self, key: semver.Key) -> bool:
        agrees = key[: len(self.named)] == self.named
        is_whole = len(self.named) == 3
        if self.operator in ("=", "*"):
            return key == self.lowest if is_whole else agrees
        if self.operator in (">", ">="):
            more = key > self.lowest if is_whole else key[: len(self.named)] > self.named
            return more or (self.operator == ">=" and (key == self.lowest if is_whole else agrees))
        if self.operator in ("<", "<="):
            less = key < self.lowest if is_whole else key[: len(self.named)] < self.named
            return less or (self.operator == "<=" and (key == self.lowest if is_whole else agrees))
        return key >= self._start and key[: self._fixed] == self.named[: self._fixed]

    @property
    def _start(self) -> semver.Key:
        """Of a caret or tilde: a pre-release of what is not named in full is never before it."""
        return self.lowest if len(self.named) == 3 else (*self.lowest[:3], 0, ())

    @property
    def _fixed(self) -> int:
        """How many leading parts may not change."""
        if self.operator == "~":
            return min(2, len(self.named))
        if self.named[0]:
            return 1
        zeros = next((place for place, part in enumerate(self.named) if part), len(self.named) - 1)
        return zeros + 1


def satisfies(version: str, requirement: str) -> bool:
    """Raise ValueError where either is none."""
    key = semver.key(version)
    comparators = _comparators(requirement)
    if not all(one.holds(key) for one in comparators):
        return False
    is_released = bool(key[3])
    return is_released or any(one.before and one.named == key[:3] for one in comparators)


def _comparators(requirement: str) -> list[Comparator]:
    if len(requirement) > _LONGEST or requirement.count(",") >= _MOST:
        raise ValueError("the requirement is too long")
    if requirement.strip() in ("*", "x", "X"):
        return []
    return [_comparator(one.strip()) for one in requirement.split(",")]


def _comparator(text: str) -> Comparator:
    found = _COMPARATOR.match(text)
    if found is None:
        raise ValueError(f"{text[:80]!r} is no requirement")
    operator, *parts, before = found.groups()
    is_open = any(part is not None and part in "xX*" for part in parts)
    named = tuple(int(part) for part in parts if part is not None and part not in "xX*")
    if (parts[1] in ("x", "X", "*") and (parts[2] or "*") not in "xX*") or (before and len(named) < 3):
        raise ValueError(f"{text[:80]!r} is no requirement")
    return Comparator(operator or ("*" if is_open else "^"), named, before)

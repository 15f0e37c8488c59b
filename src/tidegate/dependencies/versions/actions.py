"""GitHub Actions: releases are tags, ``v4`` stands for the newest of its major version.

Source: GitHub's "Using tags for release management"; OSV's records write versions without the "v".
"""

from __future__ import annotations

import re

from tidegate.dependencies.versions.semver import Identifier, identifiers

_VERSION = re.compile(
    r"[vV]?(\d{1,9}(?:\.\d{1,9}){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
)
_LONGEST = 256  # characters
_FULL = 3  # numbers of a release

Key = tuple[tuple[int, ...], int, tuple[Identifier, ...]]


def key(version: str) -> Key:
    """Raise ValueError for what is no version."""
    numbers, before = _parts(version)
    padded = (*numbers, *(0,) * (4 - len(numbers)))
    return padded, int(before is None), tuple(identifiers(before or ""))


def satisfies(version: str, requirement: str) -> bool:
    """Whether a tag may stand for a release: ``v4`` for every 4.x. Raise ValueError, also for a branch."""
    asked, before = _parts(requirement)
    if before is not None or len(asked) >= _FULL:
        return key(version) == key(requirement)
    numbers, unreleased = _parts(version)
    return unreleased is None and (*numbers, 0, 0)[: len(asked)] == asked


def _parts(version: str) -> tuple[tuple[int, ...], str | None]:
    found = _VERSION.fullmatch(version) if len(version) <= _LONGEST else None
    if found is None:
        raise ValueError(f"{version[:80]!r} is no version")
    return tuple(int(one) for one in found[1].split(".")), found[2]

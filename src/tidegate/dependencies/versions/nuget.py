"""NuGet: Semantic Versioning with up to four numbers, of which absent ones are 0, and words without case."""

from __future__ import annotations

import re

from tidegate.dependencies.versions.semver import Identifier, identifiers

_LONGEST = 256  # characters
_VERSION = re.compile(
    r"\s*([0-9]+(?:\.[0-9]+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?\s*"
)

Key = tuple[tuple[int, ...], bool, tuple[Identifier, ...]]


def key(version: str) -> Key:
    """Raise ValueError for what is no version of one package."""
    found = _VERSION.fullmatch(version) if len(version) <= _LONGEST else None
    if found is None:
        raise ValueError(f"{version[:80]!r} is no version of NuGet's")
    numbers = [int(one) for one in found[1].split(".")]
    before = (found[2] or "").lower()
    return (*numbers, *[0] * (4 - len(numbers))), not before, tuple(identifiers(before))


def canonical(version: str) -> str:
    """As the registry normalises it: three numbers at least, a fourth where it says something."""
    try:
        numbers, is_released, _ = key(version)
    except ValueError:
        return version
    shown = ".".join(str(one) for one in (numbers if numbers[3] else numbers[:3]))
    return shown if is_released else f"{shown}-{version.partition('+')[0].partition('-')[2].strip().lower()}"

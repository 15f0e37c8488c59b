"""NuGet: which versions a requirement allows ("Package versioning"). A version alone is the least one."""

from __future__ import annotations

import re

from tidegate.dependencies.versions.intervals import within
from tidegate.dependencies.versions.nuget import key

_FLOATING = re.compile(r"((?:[0-9]+\.){0,3})\*(-\*)?")


def satisfies(version: str, requirement: str) -> bool:
    """Raise ValueError where either is none, and for a label that floats (``1.0.0-beta*``)."""
    place, bare = key(version), requirement.strip()
    if bare[:1] in ("[", "("):
        return within(key, version, bare)
    if floating := _FLOATING.fullmatch(bare):
        numbers, is_released, _ = place
        named = tuple(int(one) for one in floating[1].split(".") if one)
        return numbers[: len(named)] == named and (is_released or floating[2] is not None)
    return place >= key(bare)

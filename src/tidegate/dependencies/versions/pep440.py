"""PyPI: PEP 440, as ``packaging`` reads it, and the operators that Poetry adds (its documentation)."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_MOST = 32  # alternatives


def key(version: str) -> Version:
    """Raise ValueError for legacy versions, which have no order."""
    try:
        return Version(version)
    except InvalidVersion as error:
        raise ValueError(str(error)) from None


def satisfies(version: str, requirement: str) -> bool:
    """Pre-releases count as they do for pip where one is installed. Raise ValueError where either is none."""
    asked, found = requirement.replace("||", "|").split("|"), key(version)
    try:
        ranges = [SpecifierSet(",".join(map(_standard, one.split(",")))) for one in asked[:_MOST]]
    except InvalidSpecifier as error:
        raise ValueError(str(error)) from None
    return any(one.contains(found, prereleases=True) for one in ranges)


def _standard(part: str) -> str:
    """``^1.2`` is >=1.2,<2, ``^0.2.3`` is >=0.2.3,<0.3, ``~1.2.3`` is >=1.2.3,<1.3, ``*`` is any version."""
    bare = part.strip()
    if bare == "*":
        return ""
    if not bare.startswith(("^", "~")) or bare.startswith("~="):
        return bare
    named = bare[1:].strip()
    parts = key(named).release
    last = min(len(parts) - 1, 1)
    if bare.startswith("^"):
        last = next((index for index, number in enumerate(parts) if number), len(parts) - 1)
    upper = [*parts[:last], parts[last] + 1]
    return f">={named},<{'.'.join(map(str, upper))}"

"""PyPI: PEP 440, as ``packaging`` reads it."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version


def key(version: str) -> Version:
    """Raise ValueError for legacy versions, which have no order."""
    try:
        return Version(version)
    except InvalidVersion as error:
        raise ValueError(str(error)) from None


def satisfies(version: str, requirement: str) -> bool:
    """Pre-releases count as they do for pip where one is installed. Raise ValueError where either is none."""
    try:
        return SpecifierSet(requirement).contains(key(version), prereleases=True)
    except InvalidSpecifier as error:
        raise ValueError(str(error)) from None

"""The order of versions and what ranges allow, by ecosystem; ``None``, never "equal", where none can tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

# Which module orders an ecosystem's versions; each has ``key(version)``, raising ValueError.
_ORDERS = {
    "PyPI": "pep440",
    "npm": "semver",
    "crates.io": "semver",
    "Go": "semver",
    "GitHub Actions": "actions",
    "Maven": "maven",
    "NuGet": "nuget",
    "Packagist": "packagist",
    "RubyGems": "rubygems",
    "Terraform": "semver",
}
# Which module says what a range allows; each has ``satisfies(version, requirement)``, raising ValueError.
_RANGES = {
    "PyPI": "pep440",
    "npm": "npm_ranges",
    "crates.io": "cargo_ranges",
    "GitHub Actions": "actions",
    "Go": "go_ranges",
    "Maven": "maven_ranges",
    "NuGet": "nuget_ranges",
    "Packagist": "packagist_ranges",
    "RubyGems": "rubygems_ranges",
}


_SPELLINGS = frozenset({"NuGet", "Packagist"})  # whose modules have ``canonical(version)``, too


@cache
def _module(ecosystem: str) -> Any:
    name = _ORDERS.get(ecosystem)
    return import_module(f"{__name__}.{name}") if name else None


def key(ecosystem: str, version: str) -> Any | None:
    """What orders a version among those of its ecosystem; ``None`` where that cannot be told."""
    order = _module(ecosystem)
    try:
        return order.key(version) if order else None
    except ValueError:
        return None


def canonical(ecosystem: str, version: str) -> str:
    """One text for all spellings of a version: equal versions have equal ones."""
    if ecosystem == "PyPI":
        from packaging.utils import canonicalize_version

        return canonicalize_version(version)
    if ecosystem in _SPELLINGS:
        spelling: Callable[[str], str] = _module(ecosystem).canonical
        return spelling(version)
    return version.removeprefix("v")


def compare(ecosystem: str, one: str, other: str) -> int | None:
    """Negative, 0 or positive where ``one`` is older, as old or newer; ``None`` where it cannot be told."""
    left, right = key(ecosystem, one), key(ecosystem, other)
    if left is None or right is None:
        return 0 if one == other else None
    return int(left > right) - int(left < right)


def sort_key(ecosystem: str, version: str) -> tuple[bool, Any]:
    """For sorting versions of one ecosystem: those without an order come first, as texts."""
    made = key(ecosystem, version)
    return (True, made) if made is not None else (False, version)


@cache
def _range(ecosystem: str) -> Callable[[str, str], bool] | None:
    name = _RANGES.get(ecosystem)
    if name is None:
        return None
    made: Callable[[str, str], bool] = import_module(f"{__name__}.{name}").satisfies
    return made


def satisfies(ecosystem: str, version: str, requirement: str) -> bool | None:
    """Whether a range as a manifest writes it allows the version; ``None`` where that cannot be told."""
    allows = _range(ecosystem)
    try:
        return allows(version, requirement) if allows else None
    except ValueError:
        return None


def is_range(ecosystem: str, requirement: str) -> bool | None:
    """Whether this is a range of versions, and not a tag or a name; ``None`` where that cannot be told."""
    allows = _range(ecosystem)
    if allows is None:
        return None
    try:
        allows("0.0.0", requirement)
    except ValueError:
        return False
    return True

"""Which changes are of which package of a tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tidegate.dependencies.names import normal
from tidegate.model.inventory import Package
from tidegate.model.result import DependencyChange

ByName = Mapping[tuple[str, str], Sequence[DependencyChange]]


def changes_by_name(changes: Iterable[DependencyChange]) -> ByName:
    """By ecosystem and normal name."""
    found: dict[tuple[str, str], list[DependencyChange]] = {}
    for one in changes:
        found.setdefault((one.ecosystem, normal(one.ecosystem, one.name)), []).append(one)
    return found


def concerning(package: Package, changes: ByName) -> list[DependencyChange]:
    """Those that bring the package or have it otherwise, at the version that it has."""
    of = package.identity
    return [
        one
        for one in changes.get((of.ecosystem, of.name), ())
        if "removed" not in one.what and one.head_version in (None, package.entry.version)
    ]

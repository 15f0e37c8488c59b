"""What may be taken instead of a package, in a fixed order, and never a model's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tidegate.model.dependency import Dependency
from tidegate.model.inventory import Package, Weakness
from tidegate.model.result import DependencyChange
from tidegate.reports.bom.properties import Pairs
from tidegate.reports.bom.purls import purl

_FIRST = {"preferred": "team-policy", "used": "already-used"}  # before a fixed version of the same package
_LAST = ("native", "lines", "suggested", "needless")  # what a published list says


def alternative(package: Package, changes: Sequence[DependencyChange], known: Sequence[Weakness]) -> Pairs:
    """The best one and its source; "none on file" for a package that somebody should look at."""
    found = next(_all(package, changes, known), None)
    if found is not None:
        yield "alternative", found[0]
        yield "alternative:source", found[1]
    elif known:
        yield "alternative", "none on file"


def _all(
    package: Package, changes: Sequence[DependencyChange], known: Sequence[Weakness]
) -> Iterator[tuple[str, str]]:
    """The team's choice, what is used already, the fixed version, what a list says."""
    for why, source in _FIRST.items():
        yield from ((_named(package, name), source) for name in _names(changes, why))
    fixes = {version for one in known for of, version in one.fixed if of == package.identity}
    if known and len(fixes) == 1 and all(_is_fixed(one, package) for one in known):
        yield from (
            (fixed, "fixed-version") for fixed in [purl(replace(package.entry, version=fixes.pop()))] if fixed
        )
    for why in _LAST:
        yield from ((name or "nothing is needed", f"list: {why}") for name in _names(changes, why))


def _is_fixed(one: Weakness, package: Package) -> bool:
    return any(of == package.identity for of, _ in one.fixed)


def _names(changes: Sequence[DependencyChange], why: str) -> Iterator[str]:
    return (one.name for change in changes for one in change.alternatives if one.why == why)


def _named(package: Package, name: str) -> str:
    return purl(Dependency(ecosystem=package.identity.ecosystem, name=name)) or name

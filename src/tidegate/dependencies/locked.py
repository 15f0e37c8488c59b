"""What pins what a manifest asks for: the lock files beside it, or in the nearest folder above."""

from __future__ import annotations

import posixpath

from tidegate.dependencies import versions
from tidegate.dependencies.difference import package
from tidegate.dependencies.formats import Role
from tidegate.dependencies.go import OF_GO
from tidegate.dependencies.listings import Listings, Read
from tidegate.dependencies.maven import OF_BUILDS
from tidegate.model.dependency import Dependency, Origin

Package = tuple[str, str]
Mismatch = tuple[Package, str | None]  # a package, and what is asked for where no locked version is allowed
# Asked of others, or part of the tool: not every lock file has them.
_NOT_INSTALLED = frozenset({"peerDependencies", "build-system", OF_GO, OF_BUILDS})


def locks(path: str, side: Listings) -> list[tuple[str, Read]]:
    """The lock files of a manifest by their paths; none for a format that has none."""
    read = side.at(path)
    wanted = read.format.locks if read else ()
    folder = posixpath.dirname(path)
    while wanted:
        beside = side.beside(posixpath.join(folder, "_"))
        found = [(name, lock) for name, lock in beside if lock.format.name in wanted and lock.why is None]
        if found or not folder:
            return found
        folder = posixpath.dirname(folder)
    return []


def frozen(path: str, side: Listings) -> frozenset[Package] | None:
    """What lists of versions beside a manifest without lock files hold; ``None`` where it has lock files."""
    read = side.at(path)
    if read is None or locks(path, side):
        return None
    lists = (
        other.listing.dependencies
        for name, other in side.beside(path)
        if name != path and other.format.ecosystem == read.format.ecosystem and not other.format.locks
    )
    return frozenset(package(one) for entries in lists for one in entries if one.version)


def manifests(path: str, side: Listings) -> list[str]:
    """The manifests beside a lock file whose asking it answers."""
    read = side.at(path)
    if read is None or read.format.role is not Role.LOCK:
        return []
    return [name for name, other in side.beside(path) if read.format.name in other.format.locks]


def mismatches(path: str, side: Listings) -> frozenset[Mismatch] | None:
    """What a manifest asks for and its lock files do not have; ``None`` where there is nothing to compare."""
    read = side.at(path)
    found = locks(path, side)
    if read is None or read.why is not None or not read.exists or not found:
        return None
    locked: dict[Package, list[Dependency]] = {}
    for _, lock in found:
        for one in lock.listing.dependencies:
            locked.setdefault(package(one), []).append(one)
    asked = [one for one in read.listing.dependencies if _is_asked(one)]
    return frozenset(
        (package(one), one.requirement or one.version if package(one) in locked else None)
        for one in asked
        if not _is_met(one, locked.get(package(one), []))
    )


def _is_asked(one: Dependency) -> bool:
    return one.direct is True and one.origin is Origin.REGISTRY and one.group not in _NOT_INSTALLED


def _is_met(asked: Dependency, locked: list[Dependency]) -> bool:
    """Whether one of the locked versions is allowed; what cannot be told is no mismatch."""
    return any(_allows(asked, one) is not False for one in locked)


def _allows(asked: Dependency, locked: Dependency) -> bool | None:
    if locked.origin is not Origin.REGISTRY or locked.version is None:
        return None
    if asked.requirement is not None:
        return versions.satisfies(asked.ecosystem, locked.version, asked.requirement)
    order = versions.compare(asked.ecosystem, asked.version, locked.version) if asked.version else None
    return None if order is None else order == 0

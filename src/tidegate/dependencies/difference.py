"""What one file says otherwise than before: entries of base and head, matched by package.

A lock file may hold several versions of one package, so versions are compared as multisets: equal ones are
matched first, the rest in order, and what is left over came in or went out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from enum import StrEnum
from itertools import zip_longest

import msgspec

from tidegate.dependencies.names import normal
from tidegate.dependencies.versions import compare, sort_key
from tidegate.documents.addresses import host
from tidegate.model.dependency import Dependency, Listing, Origin


class Sort(StrEnum):
    """What may differ in one entry."""

    ADDED = "added"
    REMOVED = "removed"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    VERSION_CHANGED = "version-changed"  # in an order that could not be told
    SOURCE_CHANGED = "source-changed"  # the same version from elsewhere
    LEFT_REGISTRY = "left-registry"  # from a registry to git, an address or a folder
    INTEGRITY_CHANGED = "integrity-changed"  # the same version, another hash
    INTEGRITY_LOST = "integrity-lost"
    PIN_REMOVED = "pin-removed"  # of a version, a commit or a digest
    RANGE_CHANGED = "range-changed"
    INSTALL_SCRIPT_ADDED = "install-script-added"
    BECAME_RUNTIME = "became-runtime"


_FIXED = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|sha\d+:[0-9a-f]+")
_ALGORITHM = re.compile(r"[A-Za-z0-9]+(?=[-:])")
_STRENGTH = ("md5", "sha1", "sha256", "sha384", "sha512")  # weakest first; others cannot be compared


class Differing(msgspec.Struct, frozen=True):
    """One entry that differs; ``base`` or ``head`` is ``None`` where it came or went."""

    path: str
    base: Dependency | None
    head: Dependency | None
    sorts: tuple[Sort, ...]

    @property
    def either(self) -> Dependency:
        found = self.head or self.base
        assert found is not None
        return found

    @property
    def package(self) -> tuple[str, str]:
        return package(self.either)


def package(dependency: Dependency) -> tuple[str, str]:
    """Ecosystem and normal name."""
    return dependency.ecosystem, normal(dependency.ecosystem, dependency.name)


def differences(path: str, base: Listing, head: Listing) -> list[Differing]:
    """Entries of one file that differ, in the order of their packages."""
    before, after = _by_package(base), _by_package(head)
    found: list[Differing] = []
    for one in sorted(before.keys() | after.keys()):
        for was, now in _matched(before.get(one, []), after.get(one, [])):
            if sorts := tuple(_sorts(was, now)):
                found.append(Differing(path, was, now, sorts))
    return found


def _by_package(listing: Listing) -> dict[tuple[str, str], list[Dependency]]:
    found: dict[tuple[str, str], list[Dependency]] = {}
    for dependency in listing.dependencies:
        found.setdefault(package(dependency), []).append(dependency)
    return found


def _matched(
    before: list[Dependency], after: list[Dependency]
) -> Iterator[tuple[Dependency | None, Dependency | None]]:
    """Pairs of entries of one package: by version, then by place, then in the order of versions."""
    left, right = before, after
    for said in (_version_and_place, _version, _place):
        pairs = _alike(left, right, said)
        yield from pairs
        paired = {id(one) for pair in pairs for one in pair}
        left, right = ([one for one in side if id(one) not in paired] for side in (left, right))
    yield from zip_longest(_ordered(left), _ordered(right))


def _alike(
    before: list[Dependency], after: list[Dependency], said: Callable[[Dependency], Hashable]
) -> list[tuple[Dependency, Dependency]]:
    """Those of whom the same is said, one to one and in their order."""
    waiting: dict[Hashable, deque[Dependency]] = {}
    for now in after:
        waiting.setdefault(said(now), deque()).append(now)
    return [(was, found.popleft()) for was in before if (found := waiting.get(said(was)))]


def _version_and_place(one: Dependency) -> Hashable:
    return _version(one), _place(one)


def _version(one: Dependency) -> Hashable:
    return one.version, one.requirement, one.marker


def _place(one: Dependency) -> Hashable:
    return one.key, one.group, one.marker


def _ordered(dependencies: Iterable[Dependency]) -> list[Dependency]:
    return sorted(dependencies, key=lambda one: sort_key(one.ecosystem, one.version or ""))


def _sorts(was: Dependency | None, now: Dependency | None) -> Iterator[Sort]:
    if was is None or now is None:
        yield Sort.REMOVED if now is None else Sort.ADDED
        return
    yield from _versions(was, now)
    yield from _sources(was, now)
    if now.install_script and was.install_script is False:
        yield Sort.INSTALL_SCRIPT_ADDED
    if was.scope is not now.scope and now.scope == "runtime":
        yield Sort.BECAME_RUNTIME


def _versions(was: Dependency, now: Dependency) -> Iterator[Sort]:
    if was.version and now.version and was.version != now.version:
        order = compare(was.ecosystem, was.version, now.version)
        if order is None:
            yield Sort.VERSION_CHANGED
        elif order:
            yield Sort.UPGRADED if order < 0 else Sort.DOWNGRADED
    elif was.version and not now.version and was.origin is now.origin:
        yield Sort.PIN_REMOVED
    elif was.requirement != now.requirement or bool(was.version) != bool(now.version):
        yield Sort.RANGE_CHANGED


def _sources(was: Dependency, now: Dependency) -> Iterator[Sort]:
    same_version = was.version == now.version and was.revision == now.revision
    if was.origin is Origin.REGISTRY and now.origin is not Origin.REGISTRY:
        yield Sort.LEFT_REGISTRY
    elif was.origin is not now.origin or _moved(was, now):
        yield Sort.SOURCE_CHANGED
    elif was.revision != now.revision:
        yield Sort.VERSION_CHANGED
    if is_fixed(was.revision) and not is_fixed(now.revision) and was.origin is now.origin:
        yield Sort.PIN_REMOVED
    if was.integrity:
        yield from _integrity(was.integrity, now.integrity, same_version)


def is_fixed(revision: str | None) -> bool:
    """Whether it always names the same: a commit or a digest, no branch and no tag."""
    return revision is not None and _FIXED.fullmatch(revision) is not None


def _integrity(before: tuple[str, ...], after: tuple[str, ...], same_version: bool) -> Iterator[Sort]:
    """Hashes are compared within one algorithm; a weaker one alone says less than there was."""
    was, now = _by_algorithm(before), _by_algorithm(after)
    shared = was.keys() & now.keys()
    if not after or (not shared and _strength(now) < _strength(was)):
        yield Sort.INTEGRITY_LOST
    elif same_version and shared and all(was[one].isdisjoint(now[one]) for one in shared):
        yield Sort.INTEGRITY_CHANGED


def _by_algorithm(hashes: tuple[str, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in hashes:
        name = _ALGORITHM.match(one)
        found.setdefault(name[0].lower() if name else "", set()).add(one)
    return found


def _strength(algorithms: Iterable[str]) -> int:
    return max((_STRENGTH.index(one) for one in algorithms if one in _STRENGTH), default=len(_STRENGTH))


def _moved(was: Dependency, now: Dependency) -> bool:
    """From another host; of what is not in a registry, from another address."""
    if was.location is None or now.location is None:
        return False
    if now.origin is Origin.REGISTRY:
        return host(was.location) != host(now.location)
    return was.location != now.location and was.origin is now.origin

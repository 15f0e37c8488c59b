"""What a change does to the dependencies: every file's difference, one line a package.

A manifest says what is asked for and its lock file what was chosen; where both change for one package,
that is one change with two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from tidegate.dependencies.difference import Differing, Sort, differences
from tidegate.dependencies.ecosystems import PACKAGED
from tidegate.dependencies.formats import Role
from tidegate.dependencies.inclusions import Whole, differing, gaps_of, whole
from tidegate.dependencies.listings import Listings, NoTree, Read, Tree
from tidegate.dependencies.names import is_alike
from tidegate.dependencies.places import Places
from tidegate.dependencies.scripts import may_ask
from tidegate.dependencies.scripts.installs import is_local
from tidegate.dependencies.ways import Ways, listing_of, ways
from tidegate.model.change import Change, FileChange
from tidegate.model.dependency import Dependency, Scope
from tidegate.model.result import DependencyChange, DependencyPlace, NotAnalysed

T = TypeVar("T")
State = tuple[str | None, ...] | None


class Entry(msgspec.Struct, frozen=True):
    """One file's part in the change of a package."""

    change: DependencyChange
    differing: Differing
    place: DependencyPlace


class Compared(msgspec.Struct, frozen=True):
    """``changes`` in the order of their packages; ``gaps`` are files and parts that could not be read.

    ``read`` are the changed files that were understood whole; ``entries`` what the files say, in the order of
    the changes; ``files`` the changed files, as (path in base, path in head); ``scripts`` likewise those that
    may hold commands. Of the packages in ``newest`` (ecosystem, normal name) a command takes what is newest,
    and nothing else says a version.
    """

    changes: tuple[DependencyChange, ...] = ()
    gaps: tuple[NotAnalysed, ...] = ()
    read: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    files: tuple[tuple[str | None, str | None], ...] = ()
    scripts: tuple[tuple[str | None, str | None], ...] = ()
    newest: frozenset[tuple[str, str]] = frozenset()
    base: Listings = Listings(NoTree())
    head: Listings = Listings(NoTree())


def compare(change: Change, base: Tree, head: Tree) -> Compared:
    """The difference of all changed dependency files."""
    comparison = _Comparison(base, head)
    sides = (comparison.base, comparison.head)
    pairs: list[tuple[Whole, Whole]] = []
    gaps: list[NotAnalysed] = []
    read: set[str] = set()
    files: list[tuple[str | None, str | None]] = []
    for file in change.files:
        before, after = comparison.read(file)
        if before is None and after is None:
            continue
        files.append((file.base_path, file.path if after else None))
        was, now = whole(file.base_path or file.path, before, sides[0]), whole(file.path, after, sides[1])
        if after is None or after.why is None:  # of what cannot be read nobody knows what it took out
            pairs.append((was, now))
        missing = [*_gaps(was.path, before), *_gaps(now.path, after), *_untold(was, now), *gaps_of(was, now)]
        gaps += missing
        if not missing:
            read.add(file.path)
    scripts = [_sides_of(file) for file in change.files if may_ask(file.path)]
    commanded = [one for paths in scripts for one in _commanded(paths, sides, gaps)]
    asked = _telling(comparison, differing(pairs, sides))
    merged = list(_merged(comparison, [*asked, *commanded]))
    return Compared(
        changes=tuple(one for one, _ in merged),
        gaps=tuple(dict.fromkeys(gaps)),
        read=frozenset(read),
        entries=tuple(
            Entry(one, *said) for one, group in merged for said in zip(group, one.places, strict=True)
        ),
        files=tuple(files),
        scripts=tuple(scripts),
        newest=_newest(commanded) - {one.package for one in asked},
        base=comparison.base,
        head=comparison.head,
    )


def _sides_of(file: FileChange) -> tuple[str | None, str | None]:
    return file.base_path, file.path if file.head_blob else None


def _commanded(
    paths: tuple[str | None, str | None], sides: tuple[Listings, Listings], gaps: list[NotAnalysed]
) -> list[Differing]:
    """What commands of a script install otherwise than before; a program that is there is not installed."""
    was, now = (side.script(path) if path else None for side, path in zip(sides, paths, strict=True))
    gaps += _gaps(paths[1] or "", now)
    found = differences(paths[1] or paths[0] or "", listing_of(was), listing_of(now))
    return [one for one in found if not (one.head and is_local(one.head) and _is_there(one, sides[1]))]


def _is_there(one: Differing, head: Listings) -> bool:
    """Whether a manifest of head asks for the package whose program is run."""
    listings = (read.listing.dependencies for _, read in head.of(one.either.ecosystem))
    return any(is_alike(named.name, one.either.name) for listing in listings for named in listing)


def _newest(commanded: list[Differing]) -> frozenset[tuple[str, str]]:
    exact = {one.package for one in commanded if one.head and (one.head.version or one.head.requirement)}
    return frozenset(one.package for one in commanded if one.head) - exact


class _Comparison:
    """Both sides' listings, and what a lock file needs to know of the manifests beside it."""

    def __init__(self, base: Tree, head: Tree) -> None:
        self.base, self.head = Listings(base), Listings(head)
        self._ways: dict[tuple[str, bool], Ways] = {}
        self._places: dict[tuple[str, bool], Places] = {}

    def read(self, file: FileChange) -> tuple[Read | None, Read | None]:
        before = self.base.at(file.base_path) if file.base_path else None
        gone = file.head_blob is None
        return before, None if gone else self.head.at(file.path)

    def places(self, path: str, side: Listings) -> Places:
        key = (path, side is self.head)
        if key not in self._places:
            self._places[key] = Places(side.text(path) or b"")
        return self._places[key]

    def ways(self, path: str, side: Listings) -> Ways:
        """What a file's entries are asked for by; found once for a file."""
        key = (path, side is self.head)
        if key not in self._ways:
            self._ways[key] = ways(path, side)
        return self._ways[key]


def _telling(comparison: _Comparison, found: Iterable[Differing]) -> list[Differing]:
    """What counts of the differences: of hashes of what may be used, only one that is another now."""
    return [
        one
        for one in found
        if _role(comparison, one.path) is not Role.SUMS or Sort.INTEGRITY_CHANGED in one.sorts
    ]


def _gaps(path: str, read: Read | None) -> Iterator[NotAnalysed]:
    if read is None:
        return
    if read.why is not None:
        yield NotAnalysed(path, f"its dependencies could not be read: {read.why}")
    for gap in read.listing.gaps:
        yield NotAnalysed(path, f"one of its dependencies could not be read: {gap}")


def _untold(was: Whole, now: Whole) -> Iterator[NotAnalysed]:
    """What head newly leaves to something else to decide."""
    before, after = (
        dict.fromkeys(text for read in (side.own, *side.included.values()) for text in read.untold)
        for side in (was, now)
    )
    for one in after:
        if one not in before:
            yield NotAnalysed(now.path, f"what comes in is decided elsewhere: {one}")


def _merged(
    comparison: _Comparison, entries: list[Differing]
) -> Iterator[tuple[DependencyChange, list[Differing]]]:
    """One change for each package and version, whichever files say it."""
    by_package: dict[tuple[str, str], list[Differing]] = {}
    for one in entries:
        by_package.setdefault(one.package, []).append(one)
    for found in by_package.values():
        locked, asked = list[Differing](), list[Differing]()
        for one in found:
            (asked if _asks(comparison, one) else locked).append(one)
        asked.sort(key=_seriousness)
        if not locked:
            locked, asked = asked[:1], asked[1:]
        groups: dict[tuple[State, State], list[Differing]] = {}
        for one in locked:
            groups.setdefault((_state(one.base), _state(one.head)), []).append(one)
        for number, group in enumerate(groups.values()):
            parts = [*group, *(asked if number == 0 else ())]
            yield _change(comparison, parts), parts


def _asks(comparison: _Comparison, one: Differing) -> bool:
    """Whether an entry only says what is wanted: in a manifest, or beside what its file is really about."""
    read = comparison.head.at(one.path) or comparison.base.at(one.path)
    if read is None or read.format.role is Role.MANIFEST:
        return True
    return one.either.ecosystem in PACKAGED and one.either.ecosystem != read.format.ecosystem


def _seriousness(one: Differing) -> int:
    return list(Scope).index(one.either.scope)


def _role(comparison: _Comparison, path: str) -> Role:
    read = comparison.head.at(path) or comparison.base.at(path)
    return read.format.role if read else Role.MANIFEST


def _state(dependency: Dependency | None) -> State:
    """What tells entries of a package apart: the version, or what is asked for; ``None`` for no entry."""
    if dependency is None:
        return None
    return (dependency.version,) if dependency.version else (dependency.requirement, dependency.revision)


def _change(comparison: _Comparison, group: list[Differing]) -> DependencyChange:
    first = group[0]
    entry = first.either
    side = comparison.head if first.head else comparison.base
    is_lock = _role(comparison, first.path) is Role.LOCK
    asked = any(one.either.direct for one in group)
    ways = comparison.ways(first.path, side) if not asked else Ways(frozenset(), {})
    direct = asked or entry.key in ways.roots
    return DependencyChange(
        ecosystem=entry.ecosystem,
        name=entry.name,
        base_version=_first(one.base.version for one in group if one.base),
        head_version=_first(one.head.version for one in group if one.head),
        base_range=_first(one.base.requirement for one in group if one.base),
        head_range=_first(one.head.requirement for one in group if one.head),
        direct=direct if is_lock or direct else entry.direct,
        scope=entry.scope.value,
        origin=entry.origin.value,
        location=entry.location,
        revision=entry.revision,
        via=() if direct else ways.via.get(entry.key, ()),
        install_script=_first(one.head.install_script for one in group if one.head),
        what=tuple(dict.fromkeys(sort.value for one in group for sort in one.sorts)),
        places=tuple(_places(comparison, group)),
    )


def _first(values: Iterable[T | None]) -> T | None:
    return next((one for one in values if one is not None), None)


def _places(comparison: _Comparison, group: Iterable[Differing]) -> Iterator[DependencyPlace]:
    for one in group:
        side = comparison.head if one.head else comparison.base
        line = one.either.line or comparison.places(one.path, side).line(one.either)
        yield DependencyPlace(one.path, line, "head" if one.head else "base")

"""Every package that a tree's manifests and lock files lead to, each once, with where it is named.

What a manifest asks for without pinning it is the package that its lock file, or a file beside it, pins; only
where none does it stands by itself, without a version.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from tidegate.dependencies import versions
from tidegate.dependencies.difference import package
from tidegate.dependencies.formats import Role, format_of
from tidegate.dependencies.gathering import Gathered, Mention
from tidegate.dependencies.inclusions import whole
from tidegate.dependencies.listings import Listings, Read, Tree
from tidegate.dependencies.locked import locks
from tidegate.dependencies.names import label
from tidegate.dependencies.places import Places
from tidegate.dependencies.ways import Ways, listing_of, ways
from tidegate.model.configuration import words
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.inventory import Contents, Identity
from tidegate.model.paths import PathClass, classify
from tidegate.model.result import NotAnalysed

MOST_FILES = 2_000
MOST_ENTRIES = 200_000  # of all files together

# They say how packages are installed, and list none.
_SETTINGS = words("""
    .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs pip.conf .pypirc poetry.toml uv.toml nuget.config
    gradle.properties settings.gradle settings.gradle.kts gradle-wrapper.properties verification-metadata.xml
""")


def contents(tree: Tree, links: Mapping[str, str]) -> Contents:
    """Read every dependency file of a tree. What cannot be read is a gap.

    ``links`` are those that only lead elsewhere: one that leads to another such file says nothing new.
    """
    reading = _Reading(Listings(tree))
    everything = {path for path in tree.paths() if may_name(path)}
    for path in sorted(links):
        if posixpath.normpath(posixpath.join(posixpath.dirname(path), links[path])) not in everything:
            reading.gap(path, "it is a symbolic link, which is not followed")
    found = sorted(everything - links.keys())
    for path in found[:MOST_FILES]:
        if not reading.take(path):
            break
    if len(found) > MOST_FILES:
        reading.gap(
            found[MOST_FILES], f"more than {MOST_FILES:,} manifests and lock files: the rest was not read"
        )
    reading.settle()
    return Contents(reading.gathered.packages(), tuple(dict.fromkeys(reading.gaps)), tuple(reading.files))


def may_name(path: str) -> bool:
    """Whether a file is there to name packages: not what tests and examples carry as data."""
    kind = classify(path)
    return kind is PathClass.DEPENDENCIES or (kind is PathClass.CONFIGURATION and format_of(path) is not None)


def identity(one: Dependency) -> Identity:
    """Packages of folders are told apart by the folder; others by where they come from and the revision."""
    ecosystem, name = package(one)
    if one.origin is Origin.REGISTRY:
        return Identity(ecosystem, name, label(one) or "")
    source = " ".join(filter(None, (one.origin.value, one.location, one.revision)))
    return Identity(ecosystem, name, label(one) or "", source)


class _Entry(msgspec.Struct, frozen=True):
    path: str
    one: Dependency


class _Reading:
    """Files one after another; what only asks, and what only knows hashes, waits until all were read."""

    def __init__(self, listings: Listings) -> None:
        self.gathered = Gathered()
        self.gaps: list[NotAnalysed] = []
        self.files: list[str] = []
        self._listings = listings
        self._places: dict[str, Places] = {}
        self._pinned: dict[str, dict[tuple[str, str], list[Dependency]]] = {}
        self._asking: list[_Entry] = []
        self._sums: list[_Entry] = []
        self._entries = 0

    def gap(self, path: str, why: str) -> None:
        self.gaps.append(NotAnalysed(path, why))

    def take(self, path: str) -> bool:
        """Whether there is room for more after this file."""
        read = self._listings.at(path)
        if read is None:
            if posixpath.basename(path).lower() not in _SETTINGS:
                self.gap(path, "this version does not read such files")
            return True
        self.files.append(path)
        self.gaps += _problems(path, read)
        listed = list(self._listed(path, read))
        self._entries += len(listed)
        if self._entries > MOST_ENTRIES:
            self.gap(path, f"more than {MOST_ENTRIES:,} entries: it and what follows were left out")
            return False
        if read.format.role is Role.SUMS:
            self._sums += listed
        elif read.format.role is Role.MANIFEST:
            self._ask(listed)
        else:
            self._pin(path, [one.one for one in listed])
        return True

    def _listed(self, path: str, read: Read) -> Iterator[_Entry]:
        """What a file says, and what it includes under names that mean nothing by themselves."""
        everything = whole(path, read, self._listings)
        self.gaps += everything.gaps.values()
        for said in (everything.own, *everything.included.values()):
            self.gaps += (
                NotAnalysed(path, f"what comes in is decided elsewhere: {one}") for one in said.untold
            )
        yield from (_Entry(path, one) for one in everything.own.dependencies)
        for name, listing in everything.included.items():
            if format_of(name) is None or not may_name(name):
                yield from (_Entry(name, one) for one in listing.dependencies)

    def _ask(self, listed: Iterable[_Entry]) -> None:
        for entry in listed:
            if entry.one.direct is False:
                continue  # an override only decides
            if entry.one.version is not None and entry.one.origin is Origin.REGISTRY:
                self._remember(entry.path, entry.one)
                self._add(identity(entry.one), entry, direct=True)
            else:
                self._asking.append(entry)

    def _pin(self, path: str, dependencies: Collection[Dependency]) -> None:
        """What a lock file, or a file that asks and pins in one, chose."""
        asked = ways(path, self._listings)
        by_key = {one.key: identity(one) for one in dependencies}
        tells_edges = any(one.requires for one in dependencies)
        for one in dependencies:
            self._remember(path, one)
            requires = {by_key[key] for key in one.requires if key in by_key} if tells_edges else None
            way = asked.via.get(one.key, ())
            self._add(identity(one), _Entry(path, one), _is_direct(one, asked), requires, way)

    def _remember(self, path: str, one: Dependency) -> None:
        self._pinned.setdefault(path, {}).setdefault(package(one), []).append(one)

    def _add(
        self,
        of: Identity,
        entry: _Entry,
        direct: bool | None,
        requires: set[Identity] | None = None,
        way: tuple[str, ...] = (),
    ) -> None:
        line = entry.one.line or self._line(entry)
        self.gathered.add(of, Mention(entry.path, line, entry.one, direct, frozenset(requires or ()), way))
        if requires is not None:
            self.gathered.edges_told(of)

    def _line(self, entry: _Entry) -> int:
        if entry.path not in self._places:
            self._places[entry.path] = Places(self._listings.text(entry.path) or b"")
        return self._places[entry.path].line(entry.one)

    def settle(self) -> None:
        """What is asked for is what was pinned for it; hashes belong to what is used."""
        for entry in self._asking:
            chosen = self._chosen(entry) or [entry.one]
            for one in chosen:
                self._add(identity(one), entry, direct=True)
        for entry in self._sums:
            if self.gathered.has(identity(entry.one)):
                self._add(identity(entry.one), entry, direct=None)

    def _chosen(self, entry: _Entry) -> list[Dependency]:
        """What lock files have for it, else what is pinned beside it."""
        locked = [path for path, _ in locks(entry.path, self._listings)]
        beside = [path for path, _ in self._listings.beside(entry.path) if path != entry.path]
        for paths in (locked, beside):
            pinned = (one for path in paths for one in self._pinned.get(path, {}).get(package(entry.one), ()))
            if found := [one for one in pinned if _answers(one, entry.one)]:
                return found
        return []


def _is_direct(one: Dependency, asked: Ways) -> bool | None:
    if one.key in asked.roots:
        return True
    return False if one.direct is False or asked.roots else None


def _answers(pinned: Dependency, asked: Dependency) -> bool:
    """Whether a pinned package may be what is asked for; what cannot be told may."""
    if pinned.origin is not asked.origin:
        return False
    if asked.origin is not Origin.REGISTRY or not (pinned.version and asked.requirement):
        return True
    return versions.satisfies(asked.ecosystem, pinned.version, asked.requirement) is not False


def _problems(path: str, read: Read) -> Iterator[NotAnalysed]:
    if read.why is not None:
        yield NotAnalysed(path, f"its dependencies could not be read: {read.why}")
    elif not read.exists:
        yield NotAnalysed(path, "it is a link, too large, or not in this clone")
    for gap in listing_of(read).gaps:
        yield NotAnalysed(path, f"one of its dependencies could not be read: {gap}")

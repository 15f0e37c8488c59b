"""npm's ``package-lock.json`` and ``npm-shrinkwrap.json``, lockfile versions 1 to 3.

Source: npm's documentation of package-lock.json. Versions 2 and 3 list every installed folder under
``packages``; version 1 nests ``dependencies`` as the folders nest. Version 2 holds both, for npm 6 and newer
ones; where they differ, what is installed depends on who installs, so that is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from tidegate.dependencies.graph import hosts
from tidegate.dependencies.node import SECTIONS, requirement, resolved
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_FOLDER = "node_modules/"
_ASKED = ("dependencies", "optionalDependencies", "peerDependencies")
_DEPTH = 32  # of nested folders
_LONGEST = 2000  # characters of a folder's path
_SHOWN = 5  # names in one gap

Entries = Mapping[str, Mapping[str, Any]]


class _Folders:
    """Every folder, and where node finds a package from one."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self._installed = {folder.rpartition(_FOLDER)[2] for folder in entries}

    def find(self, folder: str, name: str) -> str | None:
        """In the folder, or in one above."""
        if name not in self._installed:
            return None
        while True:
            inside = f"{folder}/{_FOLDER}{name}" if folder else f"{_FOLDER}{name}"
            if inside in self.entries:
                return inside
            if not folder:
                return None
            folder = folder.rpartition(f"/{_FOLDER}")[0] if f"/{_FOLDER}" in folder else ""


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    gaps: list[str] = []
    entries = _entries(_folders(document), gaps)
    folders = _Folders(entries)
    asked = _asked_by_members(folders)
    found = [_dependency(folder, folders, asked) for folder in entries if _FOLDER in folder]
    gaps += [f"{one.key} has no version" for one in found if one.version is None and one.location is None]
    gaps += _disagreeing(document, entries)
    if (
        entries
        and "lockfileVersion" not in document
        and not any("requires" in one for one in entries.values())
    ):
        gaps.append("it does not say what its packages require, as files of npm before version 5")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps), hosts=hosts(tuple(found)))


def _folders(document: Mapping[str, Any]) -> Mapping[str, Any]:
    version = document.get("lockfileVersion", 1)
    if str(version) not in ("1", "2", "3"):
        raise Unreadable(f"its lockfileVersion is {version!r:.80}; 1, 2 and 3 can be read")
    if "packages" in document:
        return mapping(document["packages"], "packages")
    if "dependencies" in document:
        return _nested(document)
    if "lockfileVersion" not in document:
        raise Unreadable("it has neither packages nor dependencies nor a lockfileVersion")
    return {}  # nothing is installed


def _entries(folders: Mapping[str, Any], gaps: list[str]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for folder, entry in folders.items():
        if not isinstance(entry, dict):
            gaps.append(f"{folder[:80]} is no object")
        elif len(folder) > _LONGEST or folder.count(_FOLDER) > _DEPTH:
            gaps.append(f"{folder[:80]} is nested too deeply")
        else:
            found[folder] = entry
    return found


def _nested(document: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_unnested(mapping(document["dependencies"], "dependencies"), "", 0))


def _unnested(dependencies: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Version 1's nesting as the folders that versions 2 and 3 name."""
    if depth > _DEPTH:
        raise Unreadable("it is nested too deeply")
    for name, entry in dependencies.items():
        folder = f"{above}{_FOLDER}{name}"
        if len(folder) > _LONGEST:
            raise Unreadable(f"{name[:80]!r} is nested too deeply")
        if not isinstance(entry, dict):
            yield folder, entry
            continue
        inner = entry.get("dependencies")
        requires = entry.get("requires", inner)  # before npm 5: what lies in its folder is there for it
        yield folder, {**entry, "dependencies": requires, **_unpacked(entry)}
        if isinstance(inner, dict):
            yield from _unnested(inner, f"{folder}/", depth + 1)


def _unpacked(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 writes aliases, git and file sources where the version stands."""
    version = text(entry.get("version")) or ""
    if version.startswith("npm:"):
        name, _, version = version.removeprefix("npm:").rpartition("@")
        return {"name": name, "version": version}
    return {"resolved": version} if ":" in version else {}


def _disagreeing(document: Mapping[str, Any], entries: Entries) -> Iterator[str]:
    """Version 2: what its part for npm 6 says otherwise."""
    if "packages" not in document or not isinstance(document.get("dependencies"), dict):
        return
    names = [
        folder
        for folder, entry in _nested(document).items()
        if isinstance(entry, dict) and not _agrees(entry, entries.get(_real(folder, entries)))
    ]
    if names:
        shown = ", ".join(one[:80] for one in names[:_SHOWN])
        yield f"packages and dependencies do not say the same of {len(names)} entries: {shown}"


def _agrees(old: Mapping[str, Any], new: Mapping[str, Any] | None) -> bool:
    if new is None:
        return False
    both = (("integrity", str), ("resolved", str), ("version", _plain))
    return all(
        kind(old[field]) == kind(new[field])
        for field, kind in both
        if text(old.get(field)) and text(new.get(field)) and kind(old[field]) and not new.get("link")
    )


def _real(folder: str, entries: Entries) -> str:
    """The folder itself, where a folder above is a link."""
    above = folder
    while f"/{_FOLDER}" in above:
        above = above.rpartition(f"/{_FOLDER}")[0]
        entry = entries.get(above, {})
        if entry.get("link"):
            return f"{entry.get('resolved')}{folder[len(above) :]}"
    return folder


def _plain(version: str) -> str:
    """A version; nothing where a source stands in its place."""
    return "" if ":" in version else version


class _Asked(msgspec.Struct, frozen=True):
    """What the root and the workspaces ask for: the folder's range, of the first that does."""

    specs: dict[str, str | None]


def _asked_by_members(folders: _Folders) -> _Asked | None:
    """``None`` where the file does not say (version 1)."""
    members = {folder: entry for folder, entry in folders.entries.items() if _FOLDER not in folder}
    if not members:
        return None
    specs: dict[str, str | None] = {}
    for folder, entry in members.items():
        for name, spec in _pairs(entry, tuple(SECTIONS)):
            if found := folders.find(folder, name):
                specs.setdefault(found, requirement(name, text(spec)))
    return _Asked(specs)


def _pairs(entry: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for kind in kinds:
        asked = entry.get(kind)
        if isinstance(asked, dict):
            yield from asked.items()


def _dependency(folder: str, folders: _Folders, asked: _Asked | None) -> Dependency:
    entry = folders.entries[folder]
    installed = folder.rpartition(_FOLDER)[2]
    name = text(entry.get("name")) or installed
    origin, location, revision = _origin(text(entry.get("resolved")), bool(entry.get("link")))
    requires = (folders.find(folder, other) for other, _ in _pairs(entry, _ASKED))
    version = text(entry.get("version"))
    return Dependency(
        ecosystem="npm",
        name=name,
        version=version if version and ":" not in version else None,
        requirement=asked.specs.get(folder) if asked else None,
        direct=folder in asked.specs if asked else None,
        scope=_scope(entry),
        origin=origin,
        location=location,
        revision=revision,
        integrity=tuple((text(entry.get("integrity")) or "").split()),
        key=folder,
        requires=tuple(dict.fromkeys(one for one in requires if one is not None)),
        install_script=bool(entry.get("hasInstallScript")) if asked is not None else None,
        alias=installed if installed != name else None,
        licence=text(entry.get("license")),
        deprecated=text(entry.get("deprecated")),
    )


def _scope(entry: Mapping[str, Any]) -> Scope:
    if entry.get("dev"):
        return Scope.DEV
    return Scope.OPTIONAL if entry.get("optional") or entry.get("devOptional") else Scope.RUNTIME


def _origin(address: str | None, is_link: bool) -> tuple[Origin, str | None, str | None]:
    if is_link:
        return Origin.PATH, address, None
    return resolved(address) if address else (Origin.REGISTRY, None, None)

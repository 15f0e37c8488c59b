"""npm's ``package-lock.json`` and ``npm-shrinkwrap.json``, lockfile versions 1 to 3.

Source: npm's documentation of package-lock.json. Versions 2 and 3 list every installed folder under
``packages``; version 1 nests ``dependencies`` as the folders nest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tidegate.dependencies.addresses import host, without_credentials
from tidegate.dependencies.errors import Unreadable
from tidegate.dependencies.reading import Source
from tidegate.dependencies.shapes import mapping, text
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_FOLDER = "node_modules/"
_ASKED = ("dependencies", "optionalDependencies", "peerDependencies")
_ROOT_ASKED = (*_ASKED, "devDependencies")
_DEPTH = 64  # of nested folders in version 1


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    if "packages" in document:
        folders = mapping(document["packages"], "packages")
    elif "dependencies" in document:
        folders = dict(_unnested(mapping(document["dependencies"], "dependencies"), "", 0))
    elif str(document.get("lockfileVersion")) in ("1", "2", "3"):
        folders = {}  # nothing is installed
    else:
        raise Unreadable("it has neither packages nor dependencies nor a lockfileVersion that is known")
    gaps = [f"{folder} is no object" for folder, entry in folders.items() if not isinstance(entry, dict)]
    entries = {folder: entry for folder, entry in folders.items() if isinstance(entry, dict)}
    asked = _asked_by_members(entries)
    found = [
        _dependency(folder, entry, entries, asked) for folder, entry in entries.items() if _FOLDER in folder
    ]
    hosts = frozenset(name for one in found if one.location and (name := host(one.location)))
    return Listing(dependencies=tuple(found), gaps=tuple(gaps), hosts=hosts)


def _unnested(dependencies: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Version 1's nesting as the folders that versions 2 and 3 name."""
    if depth > _DEPTH:
        raise Unreadable("it is nested too deeply")
    for name, entry in dependencies.items():
        folder = f"{above}{_FOLDER}{name}"
        if not isinstance(entry, dict):
            yield folder, entry
            continue
        inner = entry.get("dependencies")
        yield folder, {**entry, "dependencies": entry.get("requires"), **_unpacked(entry)}
        if isinstance(inner, dict):
            yield from _unnested(inner, f"{folder}/", depth + 1)


def _unpacked(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 writes aliases, git and file sources where the version stands."""
    version = text(entry.get("version")) or ""
    if version.startswith("npm:"):
        name, _, version = version.removeprefix("npm:").rpartition("@")
        return {"name": name, "version": version}
    return {"resolved": version} if ":" in version else {}


def _asked_by_members(entries: Mapping[str, Mapping[str, Any]]) -> frozenset[str] | None:
    """Folders that the root and the workspaces ask for; ``None`` where the file does not say (version 1)."""
    members = {folder: entry for folder, entry in entries.items() if _FOLDER not in folder}
    if not members:
        return None
    asked = (
        _found(folder, name, entries)
        for folder, entry in members.items()
        for name in _names(entry, _ROOT_ASKED)
    )
    return frozenset(one for one in asked if one is not None)


def _names(entry: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[str]:
    for kind in kinds:
        asked = entry.get(kind)
        if isinstance(asked, dict):
            yield from asked


def _found(folder: str, name: str, entries: Mapping[str, Any]) -> str | None:
    """Where node finds ``name`` from ``folder``: beside it, or in a folder above."""
    while True:
        inside = f"{folder}/{_FOLDER}{name}" if folder else f"{_FOLDER}{name}"
        if inside in entries:
            return inside
        if not folder:
            return None
        folder = folder.rpartition(f"/{_FOLDER}")[0] if f"/{_FOLDER}" in folder else ""


def _dependency(
    folder: str, entry: Mapping[str, Any], entries: Mapping[str, Any], asked: frozenset[str] | None
) -> Dependency:
    installed = folder.rpartition(_FOLDER)[2]
    name = text(entry.get("name")) or installed
    resolved = text(entry.get("resolved"))
    origin, location, revision = _origin(resolved, bool(entry.get("link")))
    integrity = text(entry.get("integrity"))
    requires = (_found(folder, other, entries) for other in _names(entry, _ASKED))
    version = text(entry.get("version"))
    return Dependency(
        ecosystem="npm",
        name=name,
        version=version if version and ":" not in version else None,
        direct=None if asked is None else folder in asked,
        scope=_scope(entry),
        origin=origin,
        location=location,
        revision=revision,
        integrity=tuple(integrity.split()) if integrity else (),
        key=folder,
        requires=tuple(dict.fromkeys(one for one in requires if one is not None)),
        install_script=bool(entry.get("hasInstallScript")) if asked is not None else None,
        alias=installed if installed != name else None,
    )


def _scope(entry: Mapping[str, Any]) -> Scope:
    if entry.get("dev") or entry.get("devOptional"):
        return Scope.DEV
    return Scope.OPTIONAL if entry.get("optional") else Scope.RUNTIME


def _origin(resolved: str | None, is_link: bool) -> tuple[Origin, str | None, str | None]:
    if is_link or (resolved or "").startswith("file:"):
        return Origin.PATH, resolved, None
    if resolved is None:
        return Origin.REGISTRY, None, None
    address, _, revision = resolved.partition("#")
    if resolved.startswith(("git+", "git:", "git@", "github:")):
        return Origin.GIT, without_credentials(address), revision or None
    origin = Origin.REGISTRY if "/-/" in address else Origin.URL  # registries lay archives out so
    return origin, without_credentials(address), None

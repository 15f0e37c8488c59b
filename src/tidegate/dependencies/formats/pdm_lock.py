"""PDM's ``pdm.lock``.

Source: PDM's documentation of lock files and their strategies. They do not say what was asked for directly;
an extra of a package is an entry of its own, which is joined with the package's here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from tidegate.dependencies.edges import Keys
from tidegate.dependencies.python import ECOSYSTEM
from tidegate.dependencies.shapes import mapping, named, tables, text, texts
from tidegate.dependencies.tables import placed
from tidegate.documents.addresses import hosts
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read(source: Source) -> Listing:
    document = source.toml()
    packages = document.get("package", [])
    metadata = document.get("metadata")
    if not isinstance(packages, list) or not isinstance(metadata, dict):
        raise Unreadable("it has no metadata and packages, so it is no lock file of PDM")
    entries, gaps = named(packages)
    hashes = metadata.get("files")
    files = mapping(hashes, "metadata.files") if hashes is not None else {}
    return Listing(
        dependencies=tuple(_joined(entries, files)), gaps=gaps, hosts=hosts(_addresses(entries, files))
    )


def _joined(packages: list[dict[str, Any]], files: dict[str, Any]) -> Iterator[Dependency]:
    """One entry for each package and version, whichever extras are written beside it."""
    keys = Keys(ECOSYSTEM)
    by_key: dict[str, list[dict[str, Any]]] = {}
    known: dict[tuple[str, str, str], str] = {}
    for package in packages:
        version = text(package.get("version"))
        place = str(placed(package, {}))
        same = (package["name"], version or "", place)
        if same not in known:
            known[same] = keys.add(package["name"], version, place)
        by_key.setdefault(known[same], []).append(package)
    for key, entries in by_key.items():
        first = _dependency(key, entries[0], files)
        asked = [name for entry in entries for name in _asked(entry)]
        yield replace(first, requires=tuple(one for one in keys.all_of(asked) if one != key))


def _dependency(key: str, package: dict[str, Any], files: dict[str, Any]) -> Dependency:
    origin, location, revision = placed(package, {})
    groups = texts(package.get("groups"))
    is_extra = bool(groups) and "default" not in groups
    version = text(package.get("version"))
    listed = tables(package.get("files")) or tables(files.get(f"{package['name']} {version}"))
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=package["name"],
        version=version,
        scope=Scope.OPTIONAL if is_extra else Scope.RUNTIME,  # it tells no extra from a development group
        origin=origin,
        location=location,
        revision=(text(package.get("revision")) or revision) if origin is Origin.GIT else None,
        integrity=tuple(found for one in listed if (found := text(one.get("hash")))),
        key=key,
        group=groups[0] if is_extra else None,
        marker=text(package.get("marker")),
    )


def _asked(package: dict[str, Any]) -> Iterator[str]:
    for requirement in texts(package.get("dependencies")):
        if found := _NAME.match(requirement):
            yield found[0]


def _addresses(packages: list[dict[str, Any]], files: dict[str, Any]) -> Iterator[Any]:
    for package in packages:
        yield from (package.get(kind) for kind in ("git", "url"))
    for listed in [*(one.get("files") for one in packages), *files.values()]:
        yield from (one.get("url") for one in tables(listed))

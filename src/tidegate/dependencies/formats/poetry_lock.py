"""Poetry's ``poetry.lock``, of Poetry 1 and 2.

Source: Poetry's own lock files. They do not say what was asked for directly. Version 1.1 has the hashes at
the end, versions before 1.5 a ``category``, versions from 2.0 ``groups``; those in between tell neither.
"""

from __future__ import annotations

from typing import Any

from tidegate.dependencies.edges import Keys
from tidegate.dependencies.python import ECOSYSTEM
from tidegate.dependencies.shapes import named, tables, text, texts
from tidegate.documents.addresses import hosts, without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_ORIGINS = {
    "git": Origin.GIT,
    "url": Origin.URL,
    "directory": Origin.PATH,
    "file": Origin.PATH,
}


def read(source: Source) -> Listing:
    document = source.toml()
    packages = document.get("package", [])
    metadata = document.get("metadata")
    if not isinstance(packages, list) or not isinstance(metadata, dict):
        raise Unreadable("it has no metadata and packages, so it is no lock file of Poetry")
    entries, gaps = named(packages)
    keys = Keys(ECOSYSTEM)
    keyed = [
        (keys.add(one["name"], text(one.get("version")), str(one.get("source"))), one) for one in entries
    ]
    hashes = metadata.get("files")
    files = hashes if isinstance(hashes, dict) else {}
    return Listing(
        dependencies=tuple(_dependency(key, one, files, keys) for key, one in keyed),
        gaps=gaps,
        hosts=hosts(_source(one).get("url") for one in entries),
    )


def _dependency(key: str, package: dict[str, Any], files: dict[str, Any], keys: Keys) -> Dependency:
    origin, location, revision = _place(package)
    scope, group = _needed(package)
    asked = package.get("dependencies")
    listed = tables(package.get("files")) or tables(files.get(package["name"]))
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=package["name"],
        version=text(package.get("version")),
        scope=scope,
        origin=origin,
        location=location,
        revision=revision,
        integrity=tuple(found for one in listed if (found := text(one.get("hash")))),
        key=key,
        requires=keys.all_of(asked if isinstance(asked, dict) else ()),
        group=group,
        marker=_marker(package.get("markers")),
    )


def _needed(package: dict[str, Any]) -> tuple[Scope, str | None]:
    """Where the file does not tell, the more serious: it runs with the program."""
    groups = texts(package.get("groups")) or texts([package.get("category")])
    if groups and "main" not in groups:
        return Scope.DEV, groups[0]
    return Scope.OPTIONAL if package.get("optional") is True else Scope.RUNTIME, None


def _marker(markers: Any) -> str | None:
    """One marker, or one for each group: what they have in common is not worked out, all are told."""
    if isinstance(markers, dict):
        return " or ".join(dict.fromkeys(found for one in markers.values() if (found := text(one)))) or None
    return text(markers)


def _source(package: dict[str, Any]) -> dict[str, Any]:
    found = package.get("source")
    return found if isinstance(found, dict) else {}


def _place(package: dict[str, Any]) -> tuple[Origin, str | None, str | None]:
    source = _source(package)
    url = text(source.get("url"))
    origin = _ORIGINS.get(str(source.get("type")), Origin.REGISTRY)
    revision = text(source.get("resolved_reference")) or text(source.get("reference"))
    return origin, without_credentials(url) if url else None, revision if origin is Origin.GIT else None

"""Cargo's ``Cargo.lock``, versions 1 to 4.

Version 1 keeps checksums in a table of their own and writes every dependency out; later ones write only as
much of it as is needed to tell it apart. Packages without a source are the workspace's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tidegate.dependencies.cargo import ECOSYSTEM
from tidegate.dependencies.cargo import source as source_of
from tidegate.dependencies.edges import missing
from tidegate.dependencies.shapes import items, mapping, named, text
from tidegate.documents.addresses import host
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin

_VERSIONS = (None, 1, 2, 3, 4)
_CHECKSUM = "checksum "  # before the spelling of a package, in version 1


def read(source: Source) -> Listing:
    document = source.toml()
    if document.get("version") not in _VERSIONS:
        raise Unreadable(f"its version {str(document['version'])[:20]} is not known")
    if not {"package", "root"} & document.keys():
        raise Unreadable("it has no packages")
    packages = items(document.get("package"), "package")
    if "root" in document:
        packages = [document["root"], *packages]
    entries, gaps = named(packages)
    found = _Packages(entries, mapping(document.get("metadata", {}), "metadata"))
    dependencies = tuple(found.dependency(one) for one in entries)
    hosts = frozenset(name for one in dependencies if one.location and (name := host(one.location)))
    return Listing(dependencies=dependencies, gaps=(*gaps, *missing(list(found.missing))), hosts=hosts)


def _key(entry: Mapping[str, Any]) -> str:
    """As version 1 spells it: ``name version (source)``."""
    source = text(entry.get("source"))
    return f"{entry['name']} {entry.get('version')}" + (f" ({source})" if source else "")


class _Packages:
    """All packages, by what their dependents may call them."""

    def __init__(self, entries: list[dict[str, Any]], metadata: Mapping[str, Any]) -> None:
        self._metadata = metadata
        self.missing: dict[str, None] = {}
        self._called: dict[str, str] = {}
        for entry in entries:
            key = _key(entry)
            for spelling in (entry["name"], f"{entry['name']} {entry.get('version')}", key):
                self._called.setdefault(spelling, key)
        own = [entry for entry in entries if not text(entry.get("source"))]
        self._asked = {key for entry in own for key in (_key(entry), *self._requires(entry))} if own else None

    def _requires(self, entry: Mapping[str, Any]) -> Iterable[str]:
        listed = (one for one in items(entry.get("dependencies"), "dependencies") if isinstance(one, str))
        known = dict.fromkeys(one for one in listed)
        self.missing |= {one: None for one in known if one not in self._called}
        return dict.fromkeys(self._called[one] for one in known if one in self._called)

    def dependency(self, entry: Mapping[str, Any]) -> Dependency:
        key = _key(entry)
        origin, location, revision = source_of(text(entry.get("source")))
        checksum = text(entry.get("checksum")) or text(self._metadata.get(_CHECKSUM + key))
        return Dependency(
            ecosystem=ECOSYSTEM,
            name=entry["name"],
            version=text(entry.get("version")),
            direct=None if self._asked is None else key in self._asked,
            origin=origin,
            location=location,
            revision=revision,
            integrity=(checksum,) if checksum and origin is Origin.REGISTRY else (),
            key=key,
            requires=tuple(self._requires(entry)),
        )

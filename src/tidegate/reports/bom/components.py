"""Packages → CycloneDX components."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from tidegate.dependencies.names import label
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.inventory import Identity, Package
from tidegate.model.paths import display
from tidegate.model.result import DependencyChange
from tidegate.reports.bom.addresses import public
from tidegate.reports.bom.hashes import cyclonedx_hash
from tidegate.reports.bom.licences import licences
from tidegate.reports.bom.properties import Pairs, properties
from tidegate.reports.bom.purls import parts_of, purl

# What is there for tests and builds is out of the running program's reach.
_SCOPES = {"runtime": "required", "optional": "optional", "build": "excluded", "dev": "excluded"}
_TYPES = {"Docker": "container"}
_REFERENCES = {Origin.GIT: "vcs", Origin.URL: "distribution", Origin.REGISTRY: "distribution"}


def references(packages: Iterable[Package]) -> dict[Identity, str]:
    """The ``bom-ref`` of each package: its purl, where no other has the same."""
    found: dict[Identity, str] = {}
    taken: set[str] = set()
    for package in packages:
        name = wanted = purl(package.entry) or _local(package.identity)
        number = 1
        while name in taken:
            number += 1
            name = f"{wanted}~{number}"
        taken.add(name)
        found[package.identity] = name
    return found


def _local(of: Identity) -> str:
    parts = (of.ecosystem, of.name, of.version, of.source)
    return "local:" + "/".join(quote(one, safe="", errors="backslashreplace") for one in parts if one)


def component(package: Package, ref: str, changes: Sequence[DependencyChange] = ()) -> dict[str, Any]:
    """``changes`` are what the change did to it."""
    entry = package.entry
    group, name = parts_of(entry)
    made: dict[str, Any] = {
        "type": _TYPES.get(entry.ecosystem, "library"),
        "bom-ref": ref,
        "group": group,
        "name": name,
        "version": label(entry),
        "scope": _SCOPES[package.scope],
        "hashes": _hashes(package),
        "licenses": licences(package.licences),
        "purl": purl(entry),
        "externalReferences": _addresses(package),
        "properties": properties([*_told(package), *_changed(changes)]),
        "evidence": {"occurrences": _occurrences(package)},
    }
    return {key: value for key, value in made.items() if value}


def _occurrences(package: Package) -> list[dict[str, Any]]:
    return [{"location": display(one.path), "line": one.line} for one in package.occurrences]


def _hashes(package: Package) -> list[dict[str, str]]:
    found = (cyclonedx_hash(package.identity.ecosystem, text) for text in package.integrity)
    distinct = {(one["alg"], one["content"]) for one in found if one is not None}
    return [{"alg": algorithm, "content": content} for algorithm, content in sorted(distinct)]


def _addresses(package: Package) -> list[dict[str, str]]:
    if package.is_own:
        return []
    kind = _REFERENCES[package.entry.origin]
    return [{"type": kind, "url": one} for one in sorted({*filter(None, map(public, package.locations))})]


def _told(package: Package) -> Pairs:
    """What has no place of its own in the format."""
    entry = package.entry
    yield "ecosystem", entry.ecosystem
    yield "origin", entry.origin.value
    yield "scope", package.scope
    yield "direct", {True: "true", False: "false", None: "unknown"}[package.direct]
    yield from (("way", " > ".join(way)) for way in package.ways)
    yield from (("requirement", text) for text in package.requirements)
    if package.install_script:
        yield "installScript", "true"
    if package.is_own and entry.location and not entry.location.startswith(("/", "file:/")):
        yield "path", display(entry.location)
    for text in package.integrity:
        if cyclonedx_hash(entry.ecosystem, text) is None:
            yield "integrity", text


def _changed(changes: Sequence[DependencyChange]) -> Pairs:
    for one in changes:
        yield "change", "added" if "added" in one.what else "updated"
        yield from (("change:what", word) for word in one.what)
        if "added" not in one.what and (before := one.base_version or one.base_range):
            yield "change:from", before


def removed(change: DependencyChange) -> str:
    """How a package that is gone is named: by its purl, else by name and version."""
    entry = Dependency(
        ecosystem=change.ecosystem,
        name=change.name,
        version=change.base_version,
        origin=Origin(change.origin),
        location=change.location,
        revision=change.revision,
    )
    return purl(entry) or " ".join(filter(None, (change.name, change.base_version)))

"""Cargo's ``Cargo.toml``: dependencies of a package, of its targets and of a workspace, and patches.

Source: the Cargo Book. A member that inherits (``workspace = true``) says no range; its workspace does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from tidegate.dependencies.cargo import ECOSYSTEM
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_TABLES = {
    "dependencies": Scope.RUNTIME,
    "dev-dependencies": Scope.DEV,
    "dev_dependencies": Scope.DEV,
    "build-dependencies": Scope.BUILD,
    "build_dependencies": Scope.BUILD,
}
_KNOWN = frozenset({"package", "project", "workspace", "patch", "replace", "target", *_TABLES})
_EXACT = re.compile(r"=\s*([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\s*")


class _Table(msgspec.Struct, frozen=True):
    """One table of dependencies, and where it stands."""

    path: str
    entries: Mapping[str, Any]
    scope: Scope = Scope.RUNTIME
    group: str | None = None
    marker: str | None = None


def read(source: Source) -> Listing:
    document = source.toml()
    if not _KNOWN & document.keys():
        raise Unreadable("it has neither a package nor a workspace nor dependencies")
    workspace = mapping(document.get("workspace", {}), "workspace")
    inherited = mapping(workspace.get("dependencies", {}), "workspace.dependencies")
    found: list[Dependency] = []
    gaps: list[str] = []
    for table in _tables(document, inherited):
        for name, entry in table.entries.items():
            try:
                found.append(_dependency(table, name, _whole(name, entry, inherited)))
            except Unreadable as error:
                gaps.append(f"{table.path}.{name[:80]}: {error}")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps))


def _tables(document: Mapping[str, Any], inherited: Mapping[str, Any]) -> Iterator[_Table]:
    yield from _scoped(document, "", None)
    for target, tables in mapping(document.get("target", {}), "target").items():
        yield from _scoped(mapping(tables, f"target.{target}"), f"target.{target}.", target)
    yield _Table("workspace.dependencies", inherited, group="workspace")
    for registry, entries in mapping(document.get("patch", {}), "patch").items():
        yield _Table(f"patch.{registry}", mapping(entries, f"patch.{registry}"), group="patch")
    replaced = mapping(document.get("replace", {}), "replace")
    yield _Table("replace", {name.partition(":")[0]: one for name, one in replaced.items()}, group="replace")


def _scoped(tables: Mapping[str, Any], path: str, target: str | None) -> Iterator[_Table]:
    for name, scope in _TABLES.items():
        if name in tables:
            yield _Table(path + name, mapping(tables[name], path + name), scope, marker=target)


def _whole(name: str, entry: Any, inherited: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as an object, with what it takes from the workspace of the same file. Raise Unreadable."""
    if isinstance(entry, str):
        return {"version": entry}
    own = mapping(entry, "that")
    if own.get("workspace") is not True or name not in inherited:
        return own
    return {**_whole(name, inherited[name], {}), **own}


def _dependency(table: _Table, name: str, entry: Mapping[str, Any]) -> Dependency:
    package = text(entry.get("package")) or name
    requirement = text(entry.get("version"))
    exact = _EXACT.fullmatch(requirement) if requirement else None
    origin, location, revision = _origin(entry)
    is_optional = table.scope is Scope.RUNTIME and entry.get("optional") is True
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=package,
        version=exact[1] if exact else None,
        requirement=requirement,
        direct=True,
        scope=Scope.OPTIONAL if is_optional else table.scope,
        origin=origin,
        location=location,
        revision=revision,
        key=f"{table.path}.{name}",
        alias=name if name != package else None,
        group=table.group,
        marker=table.marker,
    )


def _origin(entry: Mapping[str, Any]) -> tuple[Origin, str | None, str | None]:
    if address := text(entry.get("git")):
        named = (text(entry.get(one)) for one in ("rev", "tag", "branch"))
        return Origin.GIT, without_credentials(address), next((one for one in named if one), None)
    if path := text(entry.get("path")):
        return Origin.PATH, path, None
    registry = text(entry.get("registry-index")) or text(entry.get("registry"))
    return Origin.REGISTRY, without_credentials(registry) if registry else None, None

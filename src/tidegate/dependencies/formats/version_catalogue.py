"""Gradle's version catalogues: ``libs.versions.toml``. What stands in one is there for builds to use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tidegate.dependencies.maven import ECOSYSTEM, OF_BUILDS, exact, plugin
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

_TABLES = ("versions", "libraries", "plugins", "bundles", "metadata")
_HEADER = re.compile(r"\s*\[+\s*\"?(\w+)")
_NAME = re.compile(r"\s*[\"']?([\w.-]+)[\"']?\s*[.=]")


def read(source: Source) -> Listing:
    document = source.toml()
    if not set(_TABLES) & document.keys():
        raise Unreadable("it has neither versions nor libraries nor plugins")
    versions = mapping(document.get("versions", {}), "versions")
    lines = _lines(source)
    found: list[Dependency] = []
    gaps: list[str] = []
    for table, name, entry in _entries(document):
        try:
            found.append(_dependency(table, name, entry, versions, lines.get((table, name), 0)))
        except Unreadable as error:
            gaps.append(f"{table}.{name[:80]}: {error}")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps))


def _entries(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for table in ("libraries", "plugins"):
        for name, entry in mapping(document.get(table, {}), table).items():
            yield table, name, entry


def _lines(source: Source) -> dict[tuple[str, str], int]:
    """Where each name of each table stands."""
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(source.lines, 1):
        if header := _HEADER.match(line):
            table = header[1]
        elif name := _NAME.match(line):
            found.setdefault((table, name[1]), number)
    return found


def _dependency(table: str, name: str, entry: Any, versions: Mapping[str, Any], line: int) -> Dependency:
    called, version = _short(entry, table) if isinstance(entry, str) else _long(entry, table)
    requirement = _version(version, versions)
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=plugin(called) if table == "plugins" else called,
        version=exact(requirement),
        requirement=requirement,
        direct=True,
        scope=Scope.BUILD if table == "plugins" else Scope.RUNTIME,
        key=f"{table}.{name}",
        group=OF_BUILDS if table == "plugins" else None,
        line=line,
    )


def _short(entry: str, table: str) -> tuple[str, Any]:
    """``group:artifact:version``, ``plugin:version``."""
    called, _, version = entry.rpartition(":")
    if called.count(":") != (table == "libraries") or not version:
        raise Unreadable(f"{entry[:80]!r} is no module with its version")
    return called, version


def _long(entry: Any, table: str) -> tuple[str, Any]:
    whole = mapping(entry, "that")
    parts = (text(whole.get("group")), text(whole.get("name")))
    called = text(whole.get("id" if table == "plugins" else "module"))
    if called is None and table == "libraries" and all(parts):
        called = ":".join(one for one in parts if one)
    if called is None or called.count(":") != (table == "libraries"):
        raise Unreadable("it names no module")
    return called, whole.get("version")


def _version(version: Any, versions: Mapping[str, Any]) -> str | None:
    """A version as written, of a rich one the strictest part; ``None`` where a platform gives it."""
    if version is None or isinstance(version, str):
        return version
    parts = mapping(version, "its version")
    if (named := text(parts.get("ref"))) is not None:
        if named not in versions or "ref" in _keys(versions[named]):
            raise Unreadable(f"its version {named[:80]!r} is not among the versions")
        return _version(versions[named], {})
    return next((found for one in ("strictly", "require", "prefer") if (found := text(parts.get(one)))), None)


def _keys(value: Any) -> frozenset[str]:
    return frozenset(value) if isinstance(value, dict) else frozenset()

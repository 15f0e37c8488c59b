"""``pyproject.toml``: the standards' tables (PEP 518, 621, 735) and those of Poetry, PDM, Hatch, uv and Flit.

Sources: the PyPA specifications of pyproject.toml and of dependency groups; each tool's documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

import msgspec
from msgspec.structs import replace

from tidegate.dependencies.names import normal
from tidegate.dependencies.python import ECOSYSTEM, line
from tidegate.dependencies.shapes import tables, text, texts
from tidegate.dependencies.tables import asked, indexes_of, marker, placed
from tidegate.documents.addresses import hosts
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope


class _Row(msgspec.Struct, frozen=True):
    """Where requirements stand: "*" is any key, and the group. ``limits``: it only restricts versions."""

    path: str
    scope: Scope
    group: str | None = None
    limits: bool = False


_LISTS = (
    _Row("project.dependencies", Scope.RUNTIME),
    _Row("project.optional-dependencies.*", Scope.OPTIONAL),
    _Row("dependency-groups.*", Scope.DEV),
    _Row("build-system.requires", Scope.BUILD, "build-system"),
    _Row("tool.uv.dev-dependencies", Scope.DEV, "dev"),
    _Row("tool.uv.extra-build-dependencies.*", Scope.BUILD),
    _Row("tool.uv.override-dependencies", Scope.RUNTIME, "override-dependencies", limits=True),
    _Row("tool.uv.constraint-dependencies", Scope.RUNTIME, "constraint-dependencies", limits=True),
    _Row("tool.uv.build-constraint-dependencies", Scope.BUILD, "build-constraint-dependencies", limits=True),
    _Row("tool.pdm.dev-dependencies.*", Scope.DEV),
    _Row("tool.hatch.envs.*.dependencies", Scope.DEV),
    _Row("tool.hatch.envs.*.extra-dependencies", Scope.DEV),
    _Row("tool.hatch.build.dependencies", Scope.BUILD, "build"),
    _Row("tool.hatch.build.hooks.*.dependencies", Scope.BUILD),
    _Row("tool.hatch.build.targets.*.dependencies", Scope.BUILD),
    _Row("tool.flit.metadata.requires", Scope.RUNTIME),
    _Row("tool.flit.metadata.requires-extra.*", Scope.OPTIONAL),
)
_TABLES = (
    _Row("tool.poetry.dependencies", Scope.RUNTIME),
    _Row("tool.poetry.dev-dependencies", Scope.DEV, "dev"),
    _Row("tool.poetry.group.*.dependencies", Scope.DEV),
    _Row("tool.poetry.requires-plugins", Scope.BUILD, "requires-plugins"),
    _Row("tool.pdm.resolution.overrides", Scope.RUNTIME, "overrides", limits=True),
)
_INDEXES = ("tool.uv.index", "tool.poetry.source", "tool.pdm.source")
_ADDRESSES = tuple(
    f"tool.uv.{inner}{key}"
    for inner in ("", "pip.")
    for key in ("index-url", "extra-index-url", "find-links")
)
_FILES = (
    "tool.setuptools.dynamic.dependencies.file",
    "tool.setuptools.dynamic.optional-dependencies.*.file",
    "tool.hatch.metadata.hooks.requirements_txt.files",
    "tool.hatch.metadata.hooks.requirements_txt.optional-dependencies.*",
)

_BESIDE = ("tool.uv.sources", "tool.poetry.extras")


def read(source: Source) -> Listing:
    document = source.toml()
    indexes = {
        name: url
        for path in _INDEXES
        for _, found in _at(document, path)
        for name, url in indexes_of(found).items()
    }
    gaps: list[str] = [*_dynamic(document), *_wrong_includes(document)]
    lines = _without_itself(document, list(_lines(document, gaps)))
    written = list(_written(document, indexes, gaps))
    found = _placed(document, indexes, _enriched(lines, written), gaps)
    listed = [one for path in _ADDRESSES for _, value in _at(document, path) for one in _several(value)]
    return Listing(
        dependencies=tuple(found),
        includes=tuple(one for path in _FILES for _, value in _at(document, path) for one in _several(value)),
        gaps=tuple(gaps),
        hosts=hosts([*indexes.values(), *listed, *(one.location for one in found)]),
    )


def _at(document: Any, path: str) -> Iterator[tuple[str | None, Any]]:
    """What stands at a path, with the key that "*" stood for."""
    found: list[tuple[str | None, Any]] = [(None, document)]
    for part in path.split("."):
        inner = [(group, value) for group, value in found if isinstance(value, dict)]
        if part == "*":
            found = [(group or key, one) for group, value in inner for key, one in value.items()]
        else:
            found = [(group, value[part]) for group, value in inner if part in value]
    yield from found


def without_dependencies(document: dict[str, Any]) -> dict[str, Any]:
    """What a project's file says beside what ``read`` reads, a copy."""
    paths = [row.path for row in (*_LISTS, *_TABLES)] + [*_INDEXES, *_ADDRESSES, *_FILES, *_BESIDE]
    kept: dict[str, Any] = document
    for path in paths:
        kept = _without(kept, path.split("."))
    return kept


def _without(value: Any, path: list[str]) -> Any:
    """A copy in which nothing stands at the path; tables that are empty then are left out."""
    if not isinstance(value, dict):
        return value
    key, *rest = path
    if not rest:
        return {} if key == "*" else {name: one for name, one in value.items() if name != key}
    inner = {name: _without(one, rest) if key in ("*", name) else one for name, one in value.items()}
    return {name: one for name, one in inner.items() if one != {}}


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else texts(value)


def _lines(document: dict[str, Any], gaps: list[str]) -> Iterator[Dependency]:
    """Requirements that are written as lines."""
    for row in _LISTS:
        for group, value in _at(document, row.path):
            if not isinstance(value, list):
                gaps.append(f"{row.path} is no list")
                continue
            for one in value:
                try:
                    yield from _line(one, row, group or row.group)
                except Unreadable as error:
                    gaps.append(f"{row.path}: {error}")


def _line(value: Any, row: _Row, group: str | None) -> Iterator[Dependency]:
    if isinstance(value, dict):
        if "include-group" in value:
            return  # its packages stand in their own group
        value = value.get("requirement")
    if not isinstance(value, str):
        raise Unreadable("an entry is no text")
    bare = value.strip().removeprefix("-e ").strip()
    found = line(bare, scope=row.scope, group=group)
    yield replace(found, direct=False) if row.limits else found


def _written(document: dict[str, Any], indexes: dict[str, str], gaps: list[str]) -> Iterator[Dependency]:
    """Requirements that are written as tables."""
    extras = {
        normal(ECOSYSTEM, name): extra
        for extra, names in _at(document, "tool.poetry.extras.*")
        for name in reversed(texts(names))
    }
    for row in _TABLES:
        for group, value in _at(document, row.path):
            if not isinstance(value, dict):
                gaps.append(f"{row.path} is no table")
                continue
            for name, wanted in value.items():
                if name == "python":
                    continue
                try:
                    entries = asked(name, wanted, indexes, scope=row.scope, group=group or row.group)
                    yield from (_of_extra(one, row, extras) for one in entries)
                except Unreadable as error:
                    gaps.append(f"{row.path}: {error}")


def _of_extra(found: Dependency, row: _Row, extras: dict[str, str | None]) -> Dependency:
    if found.scope is Scope.OPTIONAL:
        found = replace(found, group=extras.get(normal(ECOSYSTEM, found.name)))
    return replace(found, direct=False) if row.limits else found


def _without_itself(document: dict[str, Any], found: list[Dependency]) -> list[Dependency]:
    """A project may ask for its own extras: ``all = ["project[a,b]"]``."""
    names = {normal(ECOSYSTEM, name) for _, name in _at(document, "project.name") if isinstance(name, str)}
    return [one for one in found if normal(ECOSYSTEM, one.name) not in names]


def _enriched(lines: list[Dependency], written: list[Dependency]) -> list[Dependency]:
    """Poetry 2 says in its own tables where the project's dependencies come from."""
    known = {normal(ECOSYSTEM, one.name) for one in lines if one.scope is Scope.RUNTIME}
    places: dict[str, Dependency] = {}
    rest: list[Dependency] = []
    for one in written:
        name = normal(ECOSYSTEM, one.name)
        if one.scope is Scope.RUNTIME and one.direct and name in known:
            places[name] = one
        else:
            rest.append(one)
    return [_with_place(one, places.get(normal(ECOSYSTEM, one.name))) for one in lines] + rest


def _with_place(one: Dependency, place: Dependency | None) -> Dependency:
    if place is None or one.scope is not Scope.RUNTIME:
        return one
    return replace(one, origin=place.origin, location=place.location, revision=place.revision)


def _placed(
    document: dict[str, Any], indexes: dict[str, str], found: list[Dependency], gaps: list[str]
) -> list[Dependency]:
    """uv says apart from the requirements where they come from; one may have several places, by marker."""
    sources: dict[str, list[dict[str, Any]]] = {}
    for name, value in _at(document, "tool.uv.sources.*"):
        several = tables(value) or tables([value])
        if not several:
            gaps.append(f"tool.uv.sources: {(name or '')[:80]!r} is no table")
        sources[normal(ECOSYSTEM, name or "")] = several
    placed: list[Dependency] = []
    for one in found:
        several = sources.get(normal(ECOSYSTEM, one.name), []) if one.direct else []
        placed += [_at_source(one, table, indexes) for table in several] or [one]
    return placed


def _at_source(one: Dependency, table: dict[str, Any], indexes: dict[str, str]) -> Dependency:
    origin, location, revision = placed(table, indexes)
    both = " and ".join(filter(None, (one.marker, marker(table)))) or None
    return replace(one, origin=origin, location=location, revision=revision, marker=both)


def _dynamic(document: dict[str, Any]) -> Iterator[str]:
    """What only the build knows; setuptools asks files that are read by themselves."""
    backend = next(
        (found for _, value in _at(document, "build-system.build-backend") if (found := text(value))), ""
    )
    known = (
        not backend
        or backend.startswith("setuptools")
        or any(True for _ in _at(document, "tool.poetry.dependencies"))
    )
    for _, value in _at(document, "project.dynamic"):
        computed = {"dependencies", "optional-dependencies"}.intersection(texts(value))
        if computed and not known and not any(found for path in _FILES for found in _at(document, path)):
            yield f"project.dynamic: {' and '.join(sorted(computed))} are computed when it is built"


def _wrong_includes(document: dict[str, Any]) -> Iterator[str]:
    """Groups that include what is not there, or themselves."""
    included = {
        normal(ECOSYSTEM, group or ""): [
            normal(ECOSYSTEM, name) for one in tables(value) if (name := text(one.get("include-group")))
        ]
        for group, value in _at(document, "dependency-groups.*")
    }
    for group, names in included.items():
        for name in names:
            if name not in included:
                yield f"dependency-groups: {group[:80]!r} includes {name[:80]!r}, which is not there"
    try:
        TopologicalSorter(included).prepare()
    except CycleError as error:
        yield f"dependency-groups: {error.args[1][0][:80]!r} includes itself"

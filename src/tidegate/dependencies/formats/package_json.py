"""npm's ``package.json``, which Yarn, pnpm and Bun read, too.

Source: npm's documentation of package.json; Yarn's ``resolutions``, pnpm's ``pnpm.overrides``, Bun's and
Yarn's catalogs. What an override names is asked for by nobody here (``direct`` is false): it only decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from tidegate.dependencies.node import ECOSYSTEM, LONGEST_NAME, SECTIONS, parse, split
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

INSTALLING = (
    "preinstall",
    "install",
    "postinstall",
    "preprepare",
    "prepare",
    "postprepare",
    "prepublish",
    "pnpm:devPreinstall",
)
_WITHIN = re.compile(r"(?<=[^ |@])>")  # and no operator of a range
_DEPTH = 32  # of overrides within overrides
_PAIR = re.compile(r'"([^"\\\n]{1,400})"\s*:\s*"([^"\\\n]{0,1000})"')


class _Group(msgspec.Struct, frozen=True):
    """What the entries of one section share; ``name`` is empty for ``dependencies``."""

    name: str = ""
    scope: Scope = Scope.RUNTIME
    direct: bool | None = True


class _Read(msgspec.Struct):
    """What was read so far; ``lines`` are those of each name and value, in their order."""

    lines: dict[tuple[str, str], list[int]]
    dependencies: dict[str, Dependency] = {}
    gaps: list[str] = []


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    found = _Read(_lines(source.text))
    for section, entries in document.items():
        if section in SECTIONS:
            _section(section, entries, document, found)
    for name, overrides in _overrides(document):
        for path, spec in _named(overrides, "", 0, found):
            line = _line(found, path, spec)
            _put(found, _Group(name, direct=False), path, _referred(spec, document), line)
    workspaces = document.get("workspaces")
    if isinstance(workspaces, dict):
        _catalogs(workspaces, found)
    return Listing(
        dependencies=tuple(found.dependencies.values()),
        gaps=tuple(found.gaps),
        members=tuple(_members(workspaces)),
        scripts=tuple(_scripts(document.get("scripts"))),
    )


def _lines(content: str) -> dict[tuple[str, str], list[int]]:
    """Where which pair of texts stands, the last of each first."""
    found: dict[tuple[str, str], list[int]] = {}
    line, at = 1, 0
    for pair in _PAIR.finditer(content):
        line += content.count("\n", at, pair.start())
        at = pair.start()
        found.setdefault((pair[1], pair[2]), []).insert(0, line) if len(found) < 100_000 else None
    return found


def _section(section: str, entries: Any, document: Mapping[str, Any], found: _Read) -> None:
    if not entries:
        return
    if not isinstance(entries, dict):
        found.gaps.append(f"{section} is no object")
        return
    optional = _optional_peers(document) if section == "peerDependencies" else frozenset[str]()
    name = "" if section == "dependencies" else section
    for path, spec in entries.items():
        group = _Group(name, Scope.OPTIONAL if path in optional else SECTIONS[section])
        _put(found, group, path, spec, _line(found, path, spec))


def _optional_peers(document: Mapping[str, Any]) -> frozenset[str]:
    meta = document.get("peerDependenciesMeta")
    if not isinstance(meta, dict):
        return frozenset()
    return frozenset(
        name for name, says in meta.items() if isinstance(says, dict) and says.get("optional") is True
    )


def _put(found: _Read, group: _Group, path: str, spec: Any, line: int) -> None:
    """Read one entry; of an override, ``path`` is the way to it."""
    name = path if group.direct else selected(path)
    where = group.name or "dependencies"
    if not isinstance(spec, str) or not 0 < len(name) <= LONGEST_NAME:
        found.gaps.append(f"{where}: {path[:80]!r} does not say a version")
        return
    try:
        asked = parse(name, spec)
    except Unreadable as error:
        found.gaps.append(f"{where}: {error}")
        return
    key = f"{group.name}/{path}" if group.name else path
    found.dependencies[key] = Dependency(
        ecosystem=ECOSYSTEM,
        name=asked.name,
        version=asked.version,
        requirement=asked.requirement,
        direct=group.direct,
        scope=group.scope,
        origin=asked.origin,
        location=asked.location,
        revision=asked.revision,
        key=key,
        alias=name if asked.name != name else None,
        group=group.name or None,
        line=line,
    )


def _line(found: _Read, path: str, spec: Any) -> int:
    """Where the pair stands; of several that are alike the next one."""
    if not isinstance(spec, str):
        return 0
    lines = found.lines.get((path, spec)) or found.lines.get((_WITHIN.split(path)[-1], spec)) or [0]
    return lines.pop() if len(lines) > 1 else lines[0]


def _overrides(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    pnpm = document.get("pnpm")
    for group, value in (
        ("overrides", document.get("overrides")),
        ("resolutions", document.get("resolutions")),
        ("pnpm.overrides", pnpm.get("overrides") if isinstance(pnpm, dict) else None),
    ):
        if isinstance(value, dict):
            yield group, value


def _named(overrides: Mapping[str, Any], above: str, depth: int, found: _Read) -> Iterator[tuple[str, Any]]:
    """Path and spec of each override, those within others included."""
    if depth > _DEPTH:
        found.gaps.append("overrides are nested too deeply")
        return
    for selector, value in overrides.items():
        path = f"{above}>{selector}" if above and selector != "." else above if selector == "." else selector
        if len(path) > LONGEST_NAME * 4:
            found.gaps.append(f"the override {path[:80]!r} is too long")
        elif isinstance(value, dict):
            yield from _named(value, path, depth + 1, found)
        elif value != "-":  # pnpm: leave it out
            yield path, value


def selected(selector: str) -> str:
    """The package that an override's selector names last: ``a@1>b@2``, ``**/@x/b``, ``a/b@npm:1``."""
    last = _WITHIN.split(selector)[-1].strip().partition("@npm:")[0]
    scope, _, name = last.rpartition("/")
    above = scope.rpartition("/")[2]
    bare, _ = split(name)
    return f"{above}/{bare}" if above.startswith("@") else bare


def _referred(spec: Any, document: Mapping[str, Any]) -> Any:
    """``$name`` stands for what the project itself asks for."""
    if not isinstance(spec, str) or not spec.startswith("$"):
        return spec
    sections = (document.get(section) for section in SECTIONS)
    return next((one[spec[1:]] for one in sections if isinstance(one, dict) and spec[1:] in one), None)


def _catalogs(workspaces: Mapping[str, Any], found: _Read) -> None:
    catalogs = {"": workspaces.get("catalog")}
    named = workspaces.get("catalogs")
    catalogs |= named if isinstance(named, dict) else {}
    for catalog, entries in catalogs.items():
        for name, spec in entries.items() if isinstance(entries, dict) else ():
            group = _Group(f"catalog {catalog}".strip(), direct=None)
            _put(found, group, name, spec, _line(found, name, spec))


def _members(workspaces: Any) -> Iterator[str]:
    folders = workspaces.get("packages") if isinstance(workspaces, dict) else workspaces
    yield from (one for one in (folders if isinstance(folders, list) else ()) if text(one))


def _scripts(scripts: Any) -> Iterator[tuple[str, str]]:
    for moment in INSTALLING if isinstance(scripts, dict) else ():
        if command := text(scripts.get(moment)):
            yield moment, command

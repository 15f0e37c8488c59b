"""``yarn.lock`` of Yarn 2 and newer, which is YAML.

Source: Yarn's documentation of its protocols. Headings list descriptors ("a@npm:^1, a@npm:^1.2"), each
entry's ``resolution`` is its locator ("a@npm:1.3.0"). Workspaces are entries, too; a patched package stands
beside the one that it patches, and counts as that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from msgspec.structs import replace

from tidegate.dependencies import versions
from tidegate.dependencies.graph import Graph
from tidegate.dependencies.node import ECOSYSTEM, requirement, resolved, split
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_WORKSPACE = "workspace:"
_ROOT = "workspace:."


def read(source: Source) -> Listing:
    document = mapping(source.yaml(), "the file")
    graph = Graph()
    entries = dict(_entries(document, graph))
    locators = _Locators(entries)
    for locator, (_, entry) in entries.items():
        if not locators.is_patch(locator) and split(locator)[1] != _ROOT:
            graph.entries[locator] = _dependency(locator, entry)
    for locator, (_, entry) in entries.items():
        _pulled(locator, entry, locators, graph)
    return graph.listing()


def _entries(document: Mapping[str, Any], graph: Graph) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    """Each entry by its locator, with its heading."""
    seen: set[str] = set()
    for heading, entry in document.items():
        if heading == "__metadata":
            continue
        locator = text(entry.get("resolution")) if isinstance(entry, dict) else None
        if locator is None or not split(locator)[1]:
            graph.gaps.append(f"{heading[:80]} has no resolution")
        elif locator in seen:
            graph.gaps.append(f"{locator[:80]} stands twice")
        else:
            seen.add(locator)
            yield locator, (heading, entry)


class _Locators:
    """Which entry a descriptor means."""

    def __init__(self, entries: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        self._patched = {locator: _original(locator) for locator in entries}
        self._listed = entries.keys()
        self._by_descriptor: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for locator, (heading, _) in entries.items():
            for descriptor in heading.split(", "):
                self._by_descriptor.setdefault(descriptor, locator)
                self._by_name.setdefault(split(descriptor)[0], locator)

    def is_patch(self, locator: str) -> bool:
        return self._patched[locator] in self._listed

    def find(self, name: str, requested: str) -> str | None:
        """By the descriptor; where ``resolutions`` decided otherwise, by the name."""
        for descriptor in (f"{name}@{requested}", f"{name}@npm:{requested}"):
            if descriptor in self._by_descriptor:
                return self._unpatched(self._by_descriptor[descriptor])
        found = self._by_name.get(name)
        return self._unpatched(found) if found else None

    def _unpatched(self, locator: str) -> str:
        original = self._patched[locator]
        return original if original in self._listed else locator


def _original(locator: str) -> str | None:
    """What a patch is of: ``a@patch:a@npm%3A1.0.0#…`` → ``a@npm:1.0.0``."""
    rest = split(locator)[1]
    return unquote(rest.removeprefix("patch:").partition("#")[0]) if rest.startswith("patch:") else None


def _pulled(locator: str, entry: Mapping[str, Any], locators: _Locators, graph: Graph) -> None:
    optional = {
        name for name, says in _objects(entry.get("dependenciesMeta")) if says.get("optional") == "true"
    }
    is_ours = split(locator)[1].startswith(_WORKSPACE)
    for name, requested in _objects_or_texts(entry.get("dependencies")):
        found = locators.find(name, requested)
        if found is None:
            graph.missing[f"{name}@{requested}"] = None
            continue
        _alias(found, name, graph)
        if is_ours:
            scope = Scope.OPTIONAL if name in optional else Scope.RUNTIME
            graph.ask(found, scope, requirement(name, requested))
        if locator in graph.entries:
            graph.link(locator, found, soft=name in optional)


def _alias(locator: str, name: str, graph: Graph) -> None:
    entry = graph.entries.get(locator)
    if entry is not None and entry.name != name and entry.alias is None:
        graph.entries[locator] = replace(entry, alias=name)


def _objects(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, dict):
            yield name, one


def _objects_or_texts(value: Any) -> Iterator[tuple[str, str]]:
    for name, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, str):
            yield name, one


def _dependency(locator: str, entry: Mapping[str, Any]) -> Dependency:
    name, rest = split(locator)
    origin, location, revision = _where(rest)
    version = text(entry.get("version"))
    is_version = version is not None and versions.key(ECOSYSTEM, version) is not None
    checksum = text(entry.get("checksum"))
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        version=version if is_version and not (version or "").endswith("-use.local") else None,
        origin=origin,
        location=location,
        revision=revision,
        integrity=(checksum,) if checksum else (),
        key=locator,
    )


def _where(rest: str) -> tuple[Origin, str | None, str | None]:
    reference, _, bindings = rest.partition("::")
    if reference.startswith("npm:"):
        archive = parse_qs(bindings).get("__archiveUrl")
        return (Origin.REGISTRY, resolved(archive[0])[1], None) if archive else (Origin.REGISTRY, None, None)
    if reference.startswith(_WORKSPACE):
        return Origin.PATH, reference.removeprefix(_WORKSPACE), None
    if reference.startswith("patch:"):
        return Origin.PATH, reference, None
    origin, location, revision = resolved(reference)
    _, separate, commit = reference.partition("#commit=")
    return (Origin.GIT, location, commit) if separate else (origin, location, revision)

"""Packages that AI tools are installed by, and those that their MCP servers run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tidegate.dependencies.names import TAGGED, normal
from tidegate.knowledge.configurations import Configured, configurations
from tidegate.model.dependency import Dependency
from tidegate.model.inventory import Identity, Occurrence, Package
from tidegate.model.tool_inventory import ToolEntry
from tidegate.model.tools import Configuration, Place, Server

_NO_REGISTRY = "git"


def of_tool(entry: ToolEntry) -> Dependency | None:
    """The package that installs a tool; ``None`` where none is known."""
    names = configurations().tools.get(entry.id, Configured()).packages
    return _dependency(names[0], entry.version, is_exact=True) if names else None


def of_server(server: Server) -> Dependency | None:
    """The package that an MCP server is; ``None`` where it is none of a registry."""
    return _dependency(server.package or "", server.version, is_exact=server.is_pinned is True)


def identity(one: Dependency) -> Identity:
    return Identity(one.ecosystem, normal(one.ecosystem, one.name), one.version or "")


def packages(entries: Iterable[ToolEntry], configured: Mapping[str, Configuration]) -> tuple[Package, ...]:
    """Each once, with the places that name it; of a tool only where its version is known."""
    found: dict[Identity, tuple[Dependency, set[Place]]] = {}
    for dependency, places in _named(entries, configured):
        found.setdefault(identity(dependency), (dependency, set()))[1].update(places)
    return tuple(_package(of, *found[of]) for of in sorted(found))


def _named(
    entries: Iterable[ToolEntry], configured: Mapping[str, Configuration]
) -> Iterator[tuple[Dependency, tuple[Place, ...]]]:
    for entry in entries:
        if entry.version and (package := of_tool(entry)) is not None:
            yield package, entry.locations
    for one in configured.values():
        for server in one.servers:
            if (package := of_server(server)) is not None:
                yield package, server.places


def _package(of: Identity, dependency: Dependency, places: set[Place]) -> Package:
    asked = (dependency.requirement,) if dependency.requirement else ()
    where = tuple(sorted(Occurrence(place.path, place.line) for place in places))
    return Package(identity=of, entry=dependency, occurrences=where, direct=True, requirements=asked)


def _dependency(package: str, version: str | None, *, is_exact: bool) -> Dependency | None:
    """``package`` is "ecosystem:name"."""
    ecosystem, _, name = package.partition(":")
    if not name or ecosystem == _NO_REGISTRY:
        return None
    if ecosystem in TAGGED:
        revision, tag = (version, None) if is_exact else (None, version)
        return Dependency(ecosystem=ecosystem, name=name, revision=revision, requirement=tag)
    pinned = version if is_exact else None
    return Dependency(
        ecosystem=ecosystem, name=name, version=pinned, requirement=None if is_exact else version
    )

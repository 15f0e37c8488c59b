"""What AI tools run or load: MCP servers, commands of hooks and settings, plugins.

The same thing that two tools or two files configure is one part with several places.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from tidegate.dependencies.of_tools import identity, of_server
from tidegate.model.generated import Tooling
from tidegate.model.inventory import Identity
from tidegate.model.tools import Command, Configuration, Place, Plugin, Server
from tidegate.provenance.tools.gathering import meaning

MOST = 2_000  # that are told
_LONGEST = 200  # characters of a name

Fact = Server | Command | Plugin


class Part(msgspec.Struct, frozen=True):
    """``fact`` is without its places; ``tools`` are the ids of those that run or load it."""

    ref: str
    fact: Fact
    tools: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        return (self.fact.when if isinstance(self.fact, Command) else self.fact.name)[:_LONGEST]

    @property
    def package(self) -> Identity | None:
        """What a registry knows it by."""
        package = of_server(self.fact) if isinstance(self.fact, Server) else None
        return identity(package) if package else None


def parts(tooling: Tooling) -> tuple[Part, ...]:
    """Commands, servers and plugins, at most ``MOST``."""
    found: dict[Fact, tuple[set[str], set[Place]]] = {}
    for tool, one in sorted(tooling.configured.items()):
        for fact in _facts(one):
            tools, places = found.setdefault(meaning(fact), (set(), set()))
            tools.add(tool)
            places.update(fact.places)
    named = _named(sorted(found, key=_order)[:MOST])
    return tuple(
        Part(ref, fact, tuple(sorted(found[fact][0])), tuple(sorted(found[fact][1]))) for ref, fact in named
    )


def left_out(tooling: Tooling) -> int:
    """How many are more than ``MOST``."""
    facts = {meaning(fact) for one in tooling.configured.values() for fact in _facts(one)}
    return max(0, len(facts) - MOST)


def _facts(one: Configuration) -> Iterator[Fact]:
    yield from one.servers
    yield from one.commands
    yield from one.plugins


def _order(fact: Fact) -> tuple[str, bytes]:
    return _prefix(fact), msgspec.json.encode(fact)


def _named(facts: list[Fact]) -> Iterator[tuple[str, Fact]]:
    """Two that have one name get numbers."""
    taken: dict[str, int] = {}
    for fact in facts:
        name = _prefix(fact)
        taken[name] = number = taken.get(name, 0) + 1
        yield (f"{name}~{number}" if number > 1 else name), fact


def _prefix(fact: Fact) -> str:
    kind, name = _kind(fact)
    return f"{kind}:{quote(name[:_LONGEST], safe='@/', errors='backslashreplace')}"


def _kind(fact: Fact) -> tuple[str, str]:
    if isinstance(fact, Server):
        return "mcp", fact.name
    return ("command", fact.when) if isinstance(fact, Command) else (fact.kind, fact.name)

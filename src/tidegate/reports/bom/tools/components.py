"""AI tools, and what they run, as CycloneDX components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tidegate.dependencies.names import label
from tidegate.dependencies.of_tools import of_server, of_tool
from tidegate.model.generated import KnownModel, Tooling
from tidegate.model.paths import display
from tidegate.model.tool_inventory import ToolEntry
from tidegate.model.tools import Command, Configuration, Place, Plugin, Server
from tidegate.provenance.tools.inventory import is_tool
from tidegate.provenance.tools.words import words
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.properties import Pairs, properties
from tidegate.reports.bom.purls import purl
from tidegate.reports.bom.tools.parts import Fact, Part, parts

_NONE = Configuration(tool="", name="")
_WORD = 1_000  # characters of a command that are told


def components(tooling: Tooling) -> Iterator[dict[str, Any]]:
    """The tools of the inventory, then what they run."""
    for entry in tooling.entries:
        yield _tool(entry, tooling.configured.get(entry.id, _NONE))
    for one in parts(tooling):
        yield _part(one)


def edges(tooling: Tooling, models: Iterable[KnownModel]) -> Iterator[dict[str, Any]]:
    """Which tool runs what, and which models its settings name."""
    found: dict[str, list[str]] = {}
    used = [(one.tools, one.ref) for one in parts(tooling)]
    used += [(one.configured, ref.model(one.name)) for one in models]
    for tools, name in used:
        for tool in tools:
            found.setdefault(ref.tool_id(tool), []).append(name)
    yield from ({"ref": tool, "dependsOn": sorted(runs)} for tool, runs in sorted(found.items()))


def _tool(entry: ToolEntry, found: Configuration) -> dict[str, Any]:
    package = of_tool(entry)
    return {
        "type": "application" if is_tool(entry.id) else "data",
        "bom-ref": ref.tool_id(entry.id),
        "supplier": {"name": entry.vendor} if entry.vendor else None,
        "name": entry.name,
        "version": entry.version,
        "purl": purl(package) if package else None,
        "evidence": {"occurrences": _occurrences(_first_lines(entry, found))},
        "properties": properties([*_does(entry), *_in_workflows(found), *_answered(entry)]),
    }


def _first_lines(entry: ToolEntry, found: Configuration) -> list[Place]:
    """Of each file the first line that says something."""
    lines: dict[str, int] = {place.path: 0 for place in entry.locations}
    facts = (
        *found.permissions, *found.servers, *found.commands, *found.endpoints, *found.switches, *found.models,
        *found.variables, *found.plugins, *found.versions, *found.ci_agents,
    )  # fmt: skip
    for place in (place for fact in facts for place in fact.places if place.line):
        lines[place.path] = min(lines.get(place.path) or place.line, place.line)
    return [Place(path, line) for path, line in sorted(lines.items())]


def _does(entry: ToolEntry) -> Pairs:
    yield "tool:class", entry.kind
    yield from (("tool:source", one) for one in entry.sources)
    yield from (("tool:canModify", one) for one in entry.can_modify)
    yield from (("tool:credential", one) for one in entry.credentials)
    yield from (("tool:permission", one[:_WORD]) for one in entry.permissions)
    yield from (("tool:unsafe", one[:_WORD]) for one in entry.unsafe)
    yield from (("tool:model", one) for one in entry.models)
    yield from [("tool:configHash", f"sha256:{entry.config_hash}")] if entry.config_hash else []
    yield from [("tool:minSafeVersion", entry.minimum_safe)] if entry.minimum_safe else []
    yield from [("tool:minSafeVersion:because", entry.minimum_because)] if entry.minimum_because else []


def _in_workflows(found: Configuration) -> Pairs:
    """Steps that run it, as "anthropics/claude-code-action v1"."""
    yield from (("tool:workflowStep", words(one).removeprefix("ci ")) for one in found.ci_agents)


def _answered(entry: ToolEntry) -> Pairs:
    """Who answers for it, by the team's list."""
    yield "inventory:owner", entry.owner or "nobody"
    yield "inventory:reviewedAt", entry.last_reviewed.isoformat() if entry.last_reviewed else "never"
    yield from [("inventory:reviewer", entry.reviewer)] if entry.reviewer else []
    yield from [("inventory:nextReviewDue", entry.next_review.isoformat())] if entry.next_review else []
    yield from [("inventory:allowed", str(entry.allowed).lower())] if entry.allowed is not None else []
    yield from (("inventory:gap", one) for one in entry.gaps)


def _part(one: Part) -> dict[str, Any]:
    package = of_server(one.fact) if isinstance(one.fact, Server) else None
    version = label(package) or package.requirement if package else None
    return {
        "type": "application",
        "bom-ref": one.ref,
        "name": one.name,
        "version": version,
        "purl": purl(package) if package else None,
        "evidence": {"occurrences": _occurrences(one.places)},
        "properties": properties([*_said(one.fact), *(("part:tool", tool) for tool in one.tools)]),
    }


def _said(fact: Fact) -> Pairs:
    if isinstance(fact, Server):
        yield from _server(fact)
    elif isinstance(fact, Command):
        yield "part:class", "command"
        yield "part:command", fact.what[:_WORD]
    else:
        yield from _plugin(fact)


def _server(fact: Server) -> Pairs:
    yield "part:class", "mcp-server"
    yield from [("part:command", " ".join((fact.command, *fact.args))[:_WORD])] if fact.command else []
    yield from [("part:package", fact.package)] if fact.package else []
    yield from [("part:host", fact.host)] if fact.host else []
    yield from [("part:pinned", str(fact.is_pinned).lower())] if fact.is_pinned is not None else []
    yield from [("part:disabled", "true")] if fact.is_disabled else []
    yield from (("part:variable", name) for name in fact.environment)
    yield from (("part:header", name) for name in fact.headers)


def _plugin(fact: Plugin) -> Pairs:
    yield "part:class", fact.kind
    yield from [("part:from", fact.source[:_WORD])] if fact.source else []
    yield from [("part:pinned", str(fact.is_pinned).lower())] if fact.is_pinned is not None else []


def _occurrences(places: Iterable[Place]) -> list[dict[str, Any]]:
    return [{"location": display(one.path)} | ({"line": one.line} if one.line else {}) for one in places]

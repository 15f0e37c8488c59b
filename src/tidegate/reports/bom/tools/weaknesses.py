"""What is known against AI tools, and against the packages that they run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tidegate.dependencies.of_tools import identity, of_tool
from tidegate.knowledge.tool_weaknesses import ToolWeakness, weaknesses
from tidegate.knowledge.tool_weaknesses import of_tool as known_of
from tidegate.model.generated import Tooling
from tidegate.model.inventory import Identity, Package
from tidegate.model.tool_inventory import ToolEntry
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.properties import properties
from tidegate.reports.bom.tools.parts import parts
from tidegate.reports.bom.vulnerabilities import vulnerabilities

_UNSURE = "The version of the tool is not known, or cannot be compared."
_NVD = "https://nvd.nist.gov/vuln/detail/"


def refs(tooling: Tooling) -> dict[Identity, list[str]]:
    """Packages → the tools that they install, and the MCP servers that they are."""
    found: dict[Identity, list[str]] = {}
    for entry in tooling.entries:
        package = of_tool(entry) if entry.version else None
        if package is not None:
            found.setdefault(identity(package), []).append(ref.tool_id(entry.id))
    for part in parts(tooling):
        if (of := part.package) is not None:
            found.setdefault(of, []).append(part.ref)
    return found


def told(tooling: Tooling) -> Iterator[tuple[ToolEntry, ToolWeakness, bool]]:
    """Records of the tools themselves: the tool, the record, and whether the version is sure to have it.

    What imported advisories tell of the same package is not told again."""
    for entry in tooling.entries:
        package = of_tool(entry)
        of = identity(package) if package else None
        advised = {name for one in tooling.known.weaknesses if of in one.affects for name in one.ids}
        for record in known_of(entry.id):
            if record.id not in advised and record.id in (*entry.weaknesses, *entry.unsure):
                yield entry, record, record.id in entry.weaknesses


def found(tooling: Tooling) -> list[dict[str, Any]]:
    """As CycloneDX has it."""
    named = refs(tooling)
    packages: dict[Identity, Package] = {one.identity: one for one in tooling.packages}
    first = {of: names[0] for of, names in named.items()}
    made = [
        _spread(one, {names[0]: names for names in named.values()})
        for one in vulnerabilities(_reached(tooling, named), packages, first)
    ]
    return [*made, *(_record(*one) for one in told(tooling))]


def _reached(tooling: Tooling, named: dict[Identity, list[str]]) -> list[Any]:
    """Of packages that the document has."""
    return [one for one in tooling.known.weaknesses if all(of in named for of in one.affects)]


def _spread(made: dict[str, Any], named: dict[str, list[str]]) -> dict[str, Any]:
    """Each thing that a package is has what the package has."""
    affects = [one | {"ref": name} for one in made["affects"] for name in named[one["ref"]]]
    return made | {"affects": affects}


def _record(entry: ToolEntry, one: ToolWeakness, is_sure: bool) -> dict[str, Any]:
    """What could not be told is in triage, with the range of the versions that have it."""
    version = [{"version": entry.version, "status": "affected" if is_sure else "unknown"}]
    versions = [*(version if entry.version else []), {"range": span(one), "status": "affected"}]
    told = [("tool:affected", "true" if is_sure else "unknown"), ("tool:weaknesses:asOf", _as_of())]
    return {
        "bom-ref": f"vulnerability:ai-tool:{one.id}",
        "id": one.id,
        "source": {"name": "NVD", "url": f"{_NVD}{one.id}"} if one.id.startswith("CVE-") else None,
        "description": one.note or f"a weakness of {entry.name}",
        "recommendation": f"Use {one.fixed} or newer." if one.fixed else "No fixed version is known.",
        "published": f"{one.published.isoformat()}T00:00:00Z",
        "affects": [{"ref": ref.tool_id(entry.id), "versions": versions}],
        **({} if is_sure else {"analysis": {"state": "in_triage", "detail": _UNSURE}}),
        "properties": properties(told),
    }


def _as_of() -> str:
    return weaknesses().as_of.isoformat()


def span(one: ToolWeakness) -> str:
    """The range of versions, in the form that CycloneDX asks for (VERS)."""
    start = [f">={one.introduced}"] if one.introduced else []
    end = f"<{one.fixed}" if one.fixed else f"<={one.last}"
    return "vers:generic/" + "|".join([*start, end])

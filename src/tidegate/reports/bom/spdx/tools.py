"""AI tools as elements of SPDX: the agent, the software that it is, what it runs, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.names import label
from tidegate.dependencies.of_tools import of_server, of_tool
from tidegate.knowledge.tool_weaknesses import ToolWeakness
from tidegate.model.generated import Tooling
from tidegate.model.tool_inventory import ToolEntry
from tidegate.model.tools import Command, Server
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.purls import purl
from tidegate.reports.bom.spdx.terms import Element, element, relationship, remark
from tidegate.reports.bom.tools import weaknesses
from tidegate.reports.bom.tools.parts import Part, parts
from tidegate.reports.bom.tools.services import services

_TOLD = 1_000  # characters of a command


def uses(tooling: Tooling) -> dict[str, list[str]]:
    """Agent → its own software, and what it runs."""
    found = {ref.tool_id(entry.id): [_software(entry.id)] for entry in tooling.entries}
    for part in parts(tooling):
        for tool in part.tools:
            found.setdefault(ref.tool_id(tool), []).append(part.ref)
    return found


def elements(tooling: Tooling) -> Iterator[Element]:
    for entry in tooling.entries:
        yield _program(entry)
        yield from _said(entry)
    yield from (_part(one) for one in parts(tooling))
    yield from _destinations(tooling)
    yield from _known(tooling)


def named(reference: str) -> str:
    """Of the ``bom-ref`` of a tool the software, of anything else itself: what may have a weakness."""
    return f"software:{reference}" if reference.startswith("tool:") else reference


def _software(tool: str) -> str:
    return named(ref.tool_id(tool))


def _program(entry: ToolEntry) -> Element:
    package = of_tool(entry)
    return element(
        "software_Package",
        _software(entry.id),
        name=entry.name,
        software_packageVersion=entry.version,
        software_packageUrl=purl(package) if package else None,
        software_primaryPurpose="application",
    )


def _said(entry: ToolEntry) -> Iterator[Element]:
    """What it may do, and who answers for it."""
    told = {
        "class": entry.kind,
        "known from": ", ".join(entry.sources),
        "may modify": ", ".join(entry.can_modify),
        "reaches (names)": ", ".join(entry.credentials),
        "minimum safe version": entry.minimum_safe or "",
        "configuration": f"sha256:{entry.config_hash}" if entry.config_hash else "",
    }
    agent = ref.tool_id(entry.id)
    yield remark(agent, "; ".join(f"{name}: {value}" for name, value in told.items() if value))
    reviewed = f"{entry.last_reviewed} by {entry.reviewer or 'somebody'}" if entry.last_reviewed else "never"
    due = f"; next review due: {entry.next_review}" if entry.next_review else ""
    yield remark(agent, f"owner: {entry.owner or 'nobody'}; last review: {reviewed}{due}", "review")


def _part(one: Part) -> Element:
    if isinstance(one.fact, Command):
        return element("Tool", one.ref, name=one.name, description=one.fact.what[:_TOLD])
    package = of_server(one.fact) if isinstance(one.fact, Server) else None
    command = (
        " ".join((one.fact.command, *one.fact.args)) if isinstance(one.fact, Server) else one.fact.source
    )
    return element(
        "software_Package",
        one.ref,
        name=one.name,
        description=command.strip()[:_TOLD],
        software_packageVersion=(label(package) or package.requirement) if package else None,
        software_packageUrl=purl(package) if package else None,
        software_primaryPurpose="application",
    )


def _destinations(tooling: Tooling) -> Iterator[Element]:
    """The format has no services."""
    for one in services(tooling):
        for use in one.uses:
            said = use.via or "what is known of the tool"
            yield remark(ref.tool_id(use.tool), f"sends data to {one.host} ({use.kind}), by {said}")


def _known(tooling: Tooling) -> Iterator[Element]:
    sure: dict[str, list[str]] = {}
    for entry, record, is_sure in weaknesses.told(tooling):
        made = _weakness(record, entry)
        yield made
        if is_sure:
            sure.setdefault(_software(entry.id), []).append(made["spdxId"])
        else:
            yield _unsure(made["spdxId"], _software(entry.id))
    yield from (
        relationship(of, "hasAssociatedVulnerability", found, name="of the tool itself")
        for of, found in sorted(sure.items())
    )


def _weakness(one: ToolWeakness, entry: ToolEntry) -> Element:
    kind = "cve" if one.id.startswith("CVE-") else "securityOther"
    return element(
        "security_Vulnerability",
        f"vulnerability:ai-tool:{one.id}",
        name=one.id,
        summary=one.note or f"a weakness of {entry.name}",
        comment=f"versions {weaknesses.span(one).partition('/')[2]}",
        security_publishedTime=f"{one.published.isoformat()}T00:00:00Z",
        externalIdentifier=[
            {"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": one.id}
        ],
    )


def _unsure(weakness: str, software: str) -> Element:
    return element(
        "security_VexUnderInvestigationVulnAssessmentRelationship",
        f"relationship:underInvestigationFor:{weakness}",
        **{"from": weakness},
        relationshipType="underInvestigationFor",
        to=[software],
        comment="the version is not known, or cannot be compared",
    )

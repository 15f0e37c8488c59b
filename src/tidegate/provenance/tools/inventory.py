"""Configuration, attribution and what the team says → the inventory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from tidegate.config.ai_tools import AiTools, ListedTool
from tidegate.config.patterns import names
from tidegate.knowledge.configurations import Configured, configurations
from tidegate.knowledge.tool_weaknesses import ToolWeakness, minimum_safe, of_tool, oldest, unfixed
from tidegate.model.tool_inventory import ToolEntry
from tidegate.model.tools import Configuration, Fact, Place, Snapshot
from tidegate.provenance.tools.words import words

NO_TRACE = (
    "chat in a browser and other tools that leave nothing in the repository are not seen: ask the team for "
    "its signed quarterly declaration (`tidegate ai tools declare`)"
)
_NONE = Configuration(tool="", name="")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What commits, or what is not committed yet, say of a tool."""

    commits: int = 0
    wrote: bool = False
    versions: tuple[str, ...] = ()
    last: date | None = None
    models: tuple[str, ...] = ()
    name: str = ""


def entries(
    snapshot: Snapshot, seen: Mapping[str, Seen], listed: AiTools | None, today: date
) -> tuple[ToolEntry, ...]:
    """One for each tool that is configured, wrote commits, or is listed. Sorted by id."""
    team = listed.tools if listed else {}
    ids = sorted({*snapshot.tools, *seen, *team})
    return tuple(
        _entry(tool, snapshot.tools.get(tool), seen.get(tool), team.get(tool), today) for tool in ids
    )


def gaps(
    tool: str, listed: ListedTool | None, today: date, hosts: Iterable[str] = (), *, is_tool: bool = True
) -> tuple[str, ...]:
    """What is missing of a tool in the team's list, as codes."""
    if not is_tool:
        return ()
    if listed is None:
        return ("unlisted",)
    due = listed.due()
    found = [] if listed.allowed else ["refused"]
    found += [] if listed.owner.strip() else ["unowned"]
    if due is None:
        found.append("never-reviewed")
    elif due < today or (listed.last_reviewed or today) > today:
        found.append("overdue")
    if listed.endpoints:
        may = names([host.lower() for host in listed.endpoints])
        found += [f"endpoint {host}" for host in hosts if not may(host.lower())]
    return tuple(found)


def is_tool(tool: str) -> bool:
    """Whether it does something itself: instructions that any agent reads are no tool."""
    known = configurations().tools.get(tool)
    return known is None or known.kind != "instructions"


def configured_hosts(found: Configuration) -> list[str]:
    """Where settings send traffic and which servers are asked."""
    hosts = {one.host for one in found.endpoints} | {one.host for one in found.servers}
    return sorted(host for host in hosts if host)


def _entry(
    tool: str, found: Configuration | None, seen: Seen | None, listed: ListedTool | None, today: date
) -> ToolEntry:
    known = configurations()
    about = known.tools.get(tool, Configured())
    safe, one = minimum_safe(tool), found or _NONE
    version = _version(one, seen or Seen(), listed)
    hosts = configured_hosts(one)
    team = listed or ListedTool()
    return ToolEntry(
        id=tool,
        name=known.names.get(tool) or (seen.name if seen else "") or tool,
        kind=about.kind,
        vendor=about.vendor,
        version=version,
        minimum_safe=safe.fixed if safe else None,
        minimum_because=safe.id if safe else ", ".join(one.id for one in unfixed(tool)),
        weaknesses=tuple(one.id for one in of_tool(tool) if _touches(one, version)),
        unsure=tuple(one.id for one in of_tool(tool) if _touches(one, version) is None),
        can_modify=_modifies(about, one),
        permissions=_words(one.permissions),
        credentials=_credentials(about, one),
        endpoints=tuple(sorted({*about.endpoints, *hosts})),
        servers=_words(one.servers),
        commands=_words(one.commands),
        plugins=_words(one.plugins),
        models=tuple(sorted({model.name for model in one.models} | set(seen.models if seen else ()))),
        unsafe=_words(switch for switch in one.switches if switch.is_unsafe),
        locations=tuple(sorted({Place(path) for path in one.files})),
        config_hash=one.digest,
        sources=_sources(one, found, seen, listed),
        last_seen=seen.last if seen else None,
        commits=seen.commits if seen else 0,
        owner=team.owner,
        allowed=listed.allowed if listed else None,
        reviewer=team.reviewer,
        last_reviewed=team.last_reviewed,
        next_review=team.due(),
        gaps=gaps(tool, listed, today, hosts, is_tool=is_tool(tool)),
    )


def _version(found: Configuration, seen: Seen, listed: ListedTool | None) -> str | None:
    """What is installed or wrote commits; what settings ask for at least is no version that runs."""
    ran = [*(one.version for one in found.versions if one.kind == "pinned"), *seen.versions]
    return oldest(ran) if ran else (listed.version or None) if listed else None


def _touches(one: ToolWeakness, version: str | None) -> bool | None:
    return one.touches(version) if version else None


def _modifies(about: Configured, found: Configuration) -> tuple[str, ...]:
    rights: set[str] = set(about.modifies)
    for agent in found.ci_agents:
        rights.add("ci")
        if not agent.token or any(right.endswith("write") or right == "write-all" for right in agent.token):
            rights.add("repository")
    return tuple(sorted(rights))


def _credentials(about: Configured, found: Configuration) -> tuple[str, ...]:
    """Names only: what it takes out of the box, what its settings name, secrets of its workflows."""
    named = {one.name for one in found.variables if one.is_secret}
    return tuple(sorted({*about.credentials, *named, *(s for one in found.ci_agents for s in one.secrets)}))


def _sources(
    one: Configuration, found: Configuration | None, seen: Seen | None, listed: ListedTool | None
) -> tuple[str, ...]:
    said = {
        "configuration": found is not None
        and bool(set(one.files) - {a.places[0].path for a in one.ci_agents}),
        "workflow": bool(one.ci_agents),
        "attribution": seen is not None and (seen.wrote or seen.commits > 0),
        "declared": listed is not None,
    }
    return tuple(name for name, holds in said.items() if holds)


def _words(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words(fact) for fact in facts))

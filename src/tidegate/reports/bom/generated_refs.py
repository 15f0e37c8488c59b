"""The ``bom-ref`` of each tool, model, session and file of an AI-BOM."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from tidegate.model.generated import Generated, Work
from tidegate.model.inventory import Identity
from tidegate.reports.bom.components import references
from tidegate.reports.bom.tools.services import of_tool, services

_UNKNOWN = "unknown"


class Refs(msgspec.Struct, frozen=True):
    """``sessions`` are in the order of the works; ``services`` are what a tool's models are asked at."""

    sessions: tuple[str, ...]
    packages: dict[Identity, str]
    services: dict[str, list[str]]


def refs(generated: Generated) -> Refs:
    known = services(generated.tooling)
    asked = {work.tool: of_tool(work.tool, known) for work in generated.works if work.tool}
    return Refs(sessions(generated), references(generated.inventory.contents.packages), asked)


def tool(work: Work) -> str:
    return tool_id(work.tool or work.name or _UNKNOWN)


def tool_id(tool: str) -> str:
    return f"tool:{_safe(tool)}"


def model(name: str) -> str:
    return f"model:{_safe(name)}"


def file(path: str) -> str:
    return f"file:{quote(path, safe='/', errors='backslashreplace')}"


def uid(work: Work) -> str:
    """The session's own id or link, else who it was."""
    told = (*work.sessions, *work.links)
    return told[0] if told else f"{work.tool or _UNKNOWN} {work.model or _UNKNOWN} {work.confidence.value}"


def change(generated: Generated) -> str:
    """From where to where."""
    return f"{generated.inventory.base or 'start'}..{generated.inventory.revision}"


def sessions(generated: Generated) -> tuple[str, ...]:
    """A session may go on in another change: each is its part in this one."""
    here = "..".join(part[:12] for part in change(generated).split(".."))
    found: dict[str, None] = {}
    for work in generated.works:
        wanted = f"task:{_safe(uid(work))}@{here}"
        found[wanted if wanted not in found else f"{wanted}#{len(found)}"] = None
    return tuple(found)


def _safe(text: str) -> str:
    return quote(text, safe="", errors="backslashreplace")

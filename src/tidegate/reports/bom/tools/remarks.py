"""What nobody says of the AI tools, each with what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.config.ai_tools import AI_TOOLS
from tidegate.model.generated import Tooling
from tidegate.model.paths import display
from tidegate.model.tool_inventory import ToolEntry
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.document import ROOT
from tidegate.reports.bom.tools.parts import left_out
from tidegate.reports.bom.tools.services import unnamed
from tidegate.reports.bom.tools.weaknesses import refs

_SHOWN = 5  # ids in one line
_LACKS = {
    "unlisted": f"{{name}} is not in {AI_TOOLS}.",
    "unowned": "Nobody answers for {name}.",
    "never-reviewed": "{name} was never reviewed.",
    "overdue": "The review of {name} was due on {due}.",
}
Remarks = Iterator[tuple[str, str]]


def remarks(tooling: Tooling) -> Remarks:
    """As (``bom-ref``, text)."""
    for one in tooling.unread:
        where = f"{display(one.path)}:{one.line}" if one.line else display(one.path)
        yield ROOT, f"{where}: {one.why}: what it lets AI tools do could not be told."
    yield from _answered(tooling)
    for entry in tooling.entries:
        yield from ((ref.tool_id(entry.id), text) for text in _version(entry))
    names = {entry.id: entry.name for entry in tooling.entries}
    for tool, via in unnamed(tooling):
        yield (
            ref.tool_id(tool),
            f"{names[tool]} sends traffic to where {via} says: that is not in the files.",
        )
    named = refs(tooling)
    for unsure in tooling.known.unsure:
        yield from ((name, unsure.why) for name in named.get(unsure.package, ()))
    yield from ((ROOT, text) for text in tooling.known.gaps)
    if more := left_out(tooling):
        yield ROOT, f"{more:,} more MCP servers, commands and plugins of AI tools are not in this document."


def _answered(tooling: Tooling) -> Remarks:
    """Without a list it is said once."""
    if not tooling.is_listed:
        if tooling.entries:
            yield (
                ROOT,
                f"There is no {AI_TOOLS}: nobody answers for the AI tools, and none is reviewed.",
            )
        return
    for entry in tooling.entries:
        for code in entry.gaps:
            if code in _LACKS:
                yield ref.tool_id(entry.id), _LACKS[code].format(name=entry.name, due=entry.next_review)


def _version(entry: ToolEntry) -> Iterator[str]:
    if not entry.unsure:
        return
    ids = ", ".join(entry.unsure[:_SHOWN])
    more = f" and {len(entry.unsure) - _SHOWN} more" if len(entry.unsure) > _SHOWN else ""
    why = f"{entry.version} cannot be compared" if entry.version else "its version is not known"
    safe = f"; nothing is known against {entry.minimum_safe}" if entry.minimum_safe else ""
    yield f"Whether {entry.name} has {ids}{more} could not be told: {why}{safe}."

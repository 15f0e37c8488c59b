"""The inventory of AI tools as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tidegate.model.tool_inventory import ToolEntry, ToolInventory

_SHOWN = 6  # of a long list


def render_json(found: ToolInventory) -> str:
    """Version 1 of ``tidegate.ai-tools``. Deterministic."""
    plain = msgspec.to_builtins(found, str_keys=True)
    return msgspec.json.format(msgspec.json.encode(_shown(plain)), indent=2).decode() + "\n"


def _shown(value: object) -> object:
    """Names of files may hold bytes that are no text: they are shown as such."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if isinstance(value, dict):
        return {key: _shown(inner) for key, inner in value.items()}
    return [_shown(inner) for inner in value] if isinstance(value, list | tuple) else value


def render_text(found: ToolInventory) -> str:
    """One paragraph a tool; what is missing stands last."""
    parts = ["\n".join(_tool(one)) for one in found.tools] or ["No AI tool is configured or seen."]
    unread = [f"not understood: {one.path}:{one.line}: {one.why}" for one in found.not_understood]
    return (
        "\n\n".join(_safe(part) for part in [*parts, *unread, *(f"note: {one}" for one in found.notes)])
        + "\n"
    )


def _safe(text: str) -> str:
    """No character that acts on a terminal: settings are others' words."""
    return "".join(one if one == "\n" or one.isprintable() else "?" for one in text)


def _tool(one: ToolEntry) -> Iterator[str]:
    yield f"{one.name} ({one.id}), {one.kind}{', by ' + one.vendor if one.vendor else ''}"
    yield f"  version     {_version(one)}"
    for label, values in (
        ("weaknesses", one.weaknesses),
        ("unsure of", one.unsure),
        ("may modify", one.can_modify),
        ("unsafe", one.unsafe),
        ("permissions", one.permissions),
        ("credentials", one.credentials),
        ("sends to", one.endpoints),
        ("servers", one.servers),
        ("runs", one.commands),
        ("plugins", one.plugins),
        ("models", one.models),
        ("files", tuple(place.path for place in one.locations)),
        ("known from", one.sources),
    ):
        if values:
            yield f"  {label:<11} {_some(values)}"
    yield f"  owner       {one.owner or 'nobody'}"
    reviewed = f"{one.last_reviewed} by {one.reviewer or '?'}" if one.last_reviewed else "never"
    yield f"  reviewed    {reviewed}{f', next by {one.next_review}' if one.next_review else ''}"
    yield from _signature(one)
    if one.gaps:
        yield f"  gaps        {', '.join(one.gaps)}"


def _signature(one: ToolEntry) -> Iterator[str]:
    """Who signed a review; without that, what the list says is somebody's claim."""
    signed = one.signed
    if signed is None:
        if one.last_reviewed:
            yield "  signed      no: the review is a claim (`tidegate ai tools review --sign`)"
        return
    other = signed.config_hash not in (None, one.config_hash)
    since = "; its configuration is another since then" if other else ""
    yield f"  signed      {signed.outcome} by {signed.by} on {signed.day}, event {signed.event[:12]}{since}"


def _version(one: ToolEntry) -> str:
    if one.minimum_safe is None:
        open_ones = f"; no fixed version is known for {one.minimum_because}" if one.minimum_because else ""
        return f"{one.version or 'unknown'}{open_ones}"
    safe = f"minimum safe version is {one.minimum_safe} ({one.minimum_because})"
    return f"{one.version or 'unknown'}; {safe}"


def _some(values: tuple[str, ...]) -> str:
    one_line = [" ".join(value.split())[:160] for value in values]
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return "; ".join(one_line[:_SHOWN]) + more

"""The quarterly review of a tool, written into the text of ``ai-tools.yaml``: lines that are there stay as
they are, comments too."""

from __future__ import annotations

import re
from datetime import date

from tidegate.config.ai_tools import AI_TOOLS, parse_tools
from tidegate.model.errors import UsageError
from tidegate.provenance.tools.lines import ending, joined, line_of, quoted

_EMPTY = "version: 1\ntools:\n"


def reviewed(text: str, tool: str, by: str, today: date, owner: str | None = None) -> str:
    """The file's text with the review in it. Raise SettingsError for a file that is wrong before, UsageError
    where it is written so that nobody can add a line to it."""
    listed = parse_tools(text.encode(), AI_TOOLS).tools.get(tool) if text.strip() else None
    text = text if text.strip() else _EMPTY
    values = {"last_reviewed": today.isoformat(), "reviewer": quoted(by)}
    if owner or listed is None or not listed.owner:
        values["owner"] = quoted(owner or by)
    new = _changed(text.splitlines(), tool, values)
    _check(new, tool, by, today)
    return new


def _check(new: str, tool: str, by: str, today: date) -> None:
    """What was written must say what was meant: else nothing is written."""
    from tidegate.config.loading import SettingsError

    try:
        found = parse_tools(new.encode(), AI_TOOLS).tools.get(tool)
    except SettingsError:
        found = None
    if found is None or found.last_reviewed != today or found.reviewer != by:
        hint = f"write under tools, {tool}: last_reviewed: {today}, reviewer: {quoted(by)}"
        raise UsageError(f"{AI_TOOLS} is written in a way that no line can be added to", hint)


def _changed(lines: list[str], tool: str, values: dict[str, str]) -> str:
    start = line_of(lines, r"tools:\s*(?:\{\s*\})?\s*(?:#.*)?", 0, len(lines))
    if start is None:
        lines = [*lines, "tools:"]
        start = len(lines) - 1
    lines[start] = re.sub(r"\{\s*\}", "", lines[start]).rstrip()
    end = ending(lines, start, "")
    name = rf"(\s+)['\"]?{re.escape(tool)}['\"]?:\s*(?:\{{\s*\}})?\s*(?:#.*)?"
    at = line_of(lines, name, start + 1, end)
    if at is None:
        step = _step(lines[start + 1 : end])
        block = [f"{step}{tool}:", *(f"{step}  {key}: {value}" for key, value in values.items())]
        return joined([*lines[:end], *block, *lines[end:]])
    lines[at] = re.sub(r"\{\s*\}", "", lines[at]).rstrip()
    indent = re.match(r"\s*", lines[at])[0]  # type: ignore[index]
    return joined(_with_values(lines, at, indent, values))


def _with_values(lines: list[str], at: int, indent: str, values: dict[str, str]) -> list[str]:
    """The keys of one tool: those that are there are changed where they stand, comments behind them stay."""
    end = ending(lines, at, indent)
    inner = next((re.match(r"\s*", one)[0] for one in lines[at + 1 : end] if one.strip()), indent + "  ")  # type: ignore[index]
    for key, value in values.items():
        found = line_of(lines, rf"{inner}{key}:.*", at + 1, end)
        if found is None:
            lines.insert(at + 1, f"{inner}{key}: {value}")
            end += 1
        else:
            comment = re.search(r"\s#.*$", lines[found])
            lines[found] = f"{inner}{key}: {value}{comment[0] if comment else ''}"
    return lines


def _step(below: list[str]) -> str:
    return next((re.match(r"\s*", one)[0] for one in below if one.strip() and one[0] == " "), "  ")  # type: ignore[index]

"""The team's declaration on what leaves no trace, written into the text of ``ai-tools.yaml``."""

from __future__ import annotations

import re

from tidegate.config.ai_tools import AI_TOOLS, parse_tools
from tidegate.config.loading import SettingsError
from tidegate.model.errors import UsageError
from tidegate.provenance.tools.lines import ending, joined, line_of, quoted

_EMPTY = "version: 1\n"


def declared(text: str, quarter: str, by: str, says: str) -> str:
    """The file's text with the declaration in it; as it is where it has just that one.

    Raise SettingsError for a file that is wrong before, UsageError where it has another declaration of the
    quarter, or no line can be added to it.
    """
    listed = parse_tools(text.encode(), AI_TOOLS).declarations if text.strip() else ()
    there = [(one.by, one.says) for one in listed if one.quarter == quarter]
    if there == [(by, says)]:
        return text
    if there:
        raise UsageError(f"{AI_TOOLS} has another declaration for {quarter}", "change or remove that one")
    lines = (text if text.strip() else _EMPTY).splitlines()
    start = line_of(lines, r"declarations:\s*(?:\[\s*\])?\s*(?:#.*)?", 0, len(lines))
    if start is None:
        lines, start = [*lines, "declarations:"], len(lines)
    lines[start] = re.sub(r"\[\s*\]", "", lines[start]).rstrip()
    end = ending(lines, start, "")
    step = next((re.match(r"\s*", one)[0] for one in lines[start + 1 : end] if one.strip()), "  ")  # type: ignore[index]
    block = [f"{step}- quarter: {quarter}", f"{step}  by: {quoted(by)}", f"{step}  says: {quoted(says)}"]
    new = joined([*lines[:end], *block, *lines[end:]])
    _check(new, quarter, by, says)
    return new


def _check(new: str, quarter: str, by: str, says: str) -> None:
    """What was written must say what was meant: else nothing is written."""
    try:
        found = [(one.quarter, one.by, one.says) for one in parse_tools(new.encode(), AI_TOOLS).declarations]
    except SettingsError:
        found = []
    if (quarter, by, says) not in found:
        hint = f"write under declarations: quarter: {quarter}, by: {quoted(by)}, says: {quoted(says)}"
        raise UsageError(f"{AI_TOOLS} is written in a way that no line can be added to", hint)

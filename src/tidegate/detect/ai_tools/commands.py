"""Commands that a tool runs by itself, and instructions that it loads from the network."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.scripts.downloads import runs_download
from tidegate.detect.ai_tools.facts import hit, short, tools
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.model.finding import Severity
from tidegate.model.tools import Command, Configuration

RULE = "ai-command-run"
REMOTE = "ai-remote-instructions"
_REMOTE_KIND = "remote"


def _once(tool: Configuration) -> Iterator[Command]:
    """Without scripts of the tool's own folders that another of its commands names: that one tells more."""
    for command in tool.commands:
        is_script = command.what in tool.files
        named = any(command.what in one.what for one in tool.commands if one is not command)
        if not (is_script and named):
            yield command


def detect(material: Material) -> Iterator[Hit]:
    for tool in tools(material):
        for command in _once(tool):
            worst = runs_download(command.what) is not None
            how = ", which it downloads as it comes" if worst else ""
            message = f"{tool.name} runs `{short(command.what)}` by itself ({command.when}){how}."
            severity = Severity.CRITICAL if worst else None
            yield hit(RULE, tool, command, message, (command.when, command.what), severity)
        for told in tool.instructions:
            if told.kind == _REMOTE_KIND:
                message = f"{tool.name} takes its instructions from {short(told.source)}, which may change."
                yield hit(REMOTE, tool, told, message, (told.source,))

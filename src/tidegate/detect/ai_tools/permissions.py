"""Permissions that a tool has without asking: for everything, or for what only people may do."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.ai_tools import texts
from tidegate.detect.ai_tools.facts import hit, short, tools
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.instructions import Instructions
from tidegate.detect.ai_tools.material import Material
from tidegate.knowledge.guardrails import compiled, guardrails
from tidegate.model.finding import Severity
from tidegate.model.tools import Configuration, Effect

CATCH_ALL = "ai-permission-catch-all"
APPROVALS = "ai-reaches-approval"


def detect(material: Material) -> Iterator[Hit]:
    for tool in tools(material):
        yield from _everything(tool)
        yield from _reached(tool)
    for document in material.instructions:
        yield from _told(document)


def _everything(tool: Configuration) -> Iterator[Hit]:
    reading = compiled(guardrails().reading)
    for rule in tool.permissions:
        if rule.effect is Effect.ALLOW and rule.is_catch_all and not reading.search(rule.what):
            where = f" of {rule.scope}" if rule.scope else ""
            message = f"{tool.name} may use `{short(rule.what)}`{where} without asking: that is everything."
            yield hit(CATCH_ALL, tool, rule, message, (rule.scope, rule.what))


def _reached(tool: Configuration) -> Iterator[Hit]:
    """Keys that sign, commands that approve, the record of decisions."""
    reaches = compiled(guardrails().reaches)
    for rule in tool.permissions:
        if rule.effect is Effect.ALLOW and reaches.search(rule.what):
            message = (
                f"{tool.name} may use `{short(rule.what)}` without asking, by which people sign or approve."
            )
            yield hit(APPROVALS, tool, rule, message, (rule.scope, rule.what))
    for folder in tool.directories:
        if reaches.search(folder.path):
            message = f"{tool.name} may use the folder `{short(folder.path)}`, where keys lie."
            yield hit(APPROVALS, tool, folder, message, ("folder", folder.path))
    for command in tool.commands:
        if reaches.search(command.what):
            message = f"{tool.name} runs `{short(command.what)}` by itself, by which people sign or approve."
            yield hit(APPROVALS, tool, command, message, ("command", command.when, command.what))


def _told(document: Instructions) -> Iterator[Hit]:
    """Instructions that send an assistant there; a warning is none."""
    known = guardrails()
    for number, line in enumerate(document.lines, 1):
        found = compiled(known.approvals).search(line)
        if found and not compiled(known.warns).search(line):
            message = f"The instructions tell an assistant of `{found[0]}`, by which people approve."
            yield texts.hit(APPROVALS, document, number, message, (found[0],), Severity.MEDIUM)

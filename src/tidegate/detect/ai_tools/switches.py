"""Settings by which a tool acts without asking, trusts what anybody adds, or gives up a protection."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.ai_tools.facts import hit, short, tools
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.knowledge.guardrails import SwitchMeaning, guardrails
from tidegate.model.finding import Severity
from tidegate.model.tools import Switch


def detect(material: Material) -> Iterator[Hit]:
    for tool in tools(material):
        for switch in tool.switches:
            if switch.is_unsafe and not _is_elsewhere(material, switch):
                means = _meaning(switch)
                severity = Severity(means.severity) if means.severity else None
                message = f"{tool.name}: `{switch.key}` is `{short(switch.value)}`: {means.says}."
                yield hit(
                    means.rule, tool, switch, message, (switch.kind, switch.key, switch.value), severity
                )


def _is_elsewhere(material: Material, switch: Switch) -> bool:
    """What workflows say, and options of commands, are read by other detectors."""
    read = {workflow.path for workflow in material.workflows}
    is_option = switch.key.startswith("-")
    in_workflow = any(place.path in read for place in switch.places)
    return is_option or in_workflow or switch.kind in guardrails().elsewhere


def _meaning(switch: Switch) -> SwitchMeaning:
    return next(
        one
        for one in guardrails().switches
        if one.kind in ("", switch.kind) and one.value in ("", switch.value)
    )

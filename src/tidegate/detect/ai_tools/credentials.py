"""Credentials that stand in a tool's settings themselves. Only their names are told."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.ai_tools.facts import hit, tools
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material

RULE = "ai-inline-credential"


def detect(material: Material) -> Iterator[Hit]:
    for tool in tools(material):
        for variable in tool.variables:
            if variable.is_inline:
                message = (
                    f"The value of `{variable.name}` ({variable.of}) stands in the settings of {tool.name}."
                )
                yield hit(RULE, tool, variable, message, (variable.of, variable.name))

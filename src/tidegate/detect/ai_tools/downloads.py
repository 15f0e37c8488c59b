"""Instructions that make an assistant run what it downloads."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.scripts.downloads import Download, runs_download
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.instructions import Instructions
from tidegate.detect.ai_tools.material import Material
from tidegate.detect.ai_tools.texts import hit
from tidegate.knowledge.guardrails import compiled, guardrails
from tidegate.model.finding import Confidence, Severity

RULE = "ai-remote-instructions"


def detect(material: Material) -> Iterator[Hit]:
    """One finding a line; code counts too, as an assistant runs it. A warning of it is none."""
    for document in material.instructions:
        for number, line in enumerate(document.lines, 1):
            if (found := _downloaded(line)) and not compiled(guardrails().warns).search(line):
                yield _hit(document, number, found.address)


def _downloaded(line: str) -> Download | None:
    """Of commands in prose the marks around code are no part."""
    return runs_download(line) or runs_download(line.replace("`", " "))


def _hit(document: Instructions, number: int, address: str) -> Hit:
    plain = address.startswith("http://")
    how = ", over a connection that anybody on the way can change" if plain else ""
    message = f"The instructions run {address or 'what they download'} as it comes{how}."
    confidence = Confidence.HIGH if plain else Confidence.MEDIUM
    return hit(RULE, document, number, message, (address,), Severity.HIGH, confidence)

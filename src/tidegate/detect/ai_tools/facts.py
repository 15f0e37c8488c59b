"""Facts of the tools' settings as hits: what tool it is, where the fact stands, what makes it the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.model.finding import Confidence, Severity
from tidegate.model.tools import Configuration, Fact

T = TypeVar("T", bound=Fact)
_LONGEST = 300  # characters of a message's part


def tools(material: Material) -> Iterator[Configuration]:
    yield from material.tools.tools.values()


def hit(
    rule: str,
    tool: Configuration,
    fact: Fact,
    message: str,
    identity: tuple[str, ...],
    severity: Severity | None = None,
    confidence: Confidence = Confidence.HIGH,
) -> Hit:
    """A hit at the fact's first place. The same meaning in another file of the tool is the same."""
    place = fact.places[0] if fact.places else None
    return Hit(
        rule=rule,
        path=place.path if place else next(iter(tool.files), ""),
        line=max(place.line, 1) if place else 1,
        message=message,
        identity=(tool.tool, *identity),
        text="\0".join(identity),
        severity=severity,
        confidence=confidence,
    )


def short(text: str) -> str:
    """A part of a message: one line, in bounds."""
    words = "; ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"

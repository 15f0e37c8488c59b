"""Places of instructions as hits."""

from __future__ import annotations

from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.instructions import Instructions
from tidegate.model.finding import Confidence, Severity

MORE = ("more",)  # identity of what is not told one by one


def hit(
    rule: str,
    document: Instructions,
    line: int,
    message: str,
    identity: tuple[str, ...],
    severity: Severity,
    confidence: Confidence = Confidence.MEDIUM,
) -> Hit:
    """``severity`` and ``confidence`` are those in a file that an assistant really works by."""
    severity, confidence = document.weight(severity, confidence)
    return Hit(
        rule=rule,
        path=document.path,
        line=line,
        message=message,
        identity=identity,
        text=document.line_text(line),
        severity=severity,
        confidence=confidence,
    )

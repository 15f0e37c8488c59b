"""Comments of Markdown that tell an assistant what to do: no page shows them, and it reads them."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.scripts.downloads import runs_download
from tidegate.detect.ai_tools import phrases
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.instructions import Comment, Instructions
from tidegate.detect.ai_tools.material import Material
from tidegate.detect.ai_tools.texts import hit
from tidegate.knowledge.guardrails import compiled, guardrails
from tidegate.model.finding import Severity

RULE = "ai-hidden-comment"
_LONGEST = 160


def detect(material: Material) -> Iterator[Hit]:
    for document in material.instructions:
        for comment in document.comments:
            severity = _severity(comment.text)
            if severity is not None:
                yield _hit(document, comment, severity)


def _severity(text: str) -> Severity | None:
    """How bad what a comment says is; ``None`` for one that tells an assistant nothing."""
    if phrases.said(text) or runs_download(text):
        return Severity.HIGH
    known = guardrails()
    asks = compiled(known.addresses).search(text) and compiled(known.demands).search(text)
    return Severity.MEDIUM if asks else None


def _hit(document: Instructions, comment: Comment, severity: Severity) -> Hit:
    words = " ".join(comment.text.split())
    message = f"A comment that no page shows tells the assistant: “{words[:_LONGEST]}”."
    return hit(RULE, document, comment.line, message, (words,), severity)

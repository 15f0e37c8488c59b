"""Phrases that turn an assistant against who asks it. What is quoted, or warned of, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.instructions import Instructions, Paragraph
from tidegate.detect.ai_tools.material import Material
from tidegate.knowledge.guardrails import Phrase, compiled, guardrails
from tidegate.model.finding import Confidence, Severity

RULE = "ai-injected-instruction"
_SENTENCE = re.compile(r"[.!?;:]\s|\n\s*\n")
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST = 120  # characters of a phrase that are shown


def detect(material: Material) -> Iterator[Hit]:
    for document in material.instructions:
        held = [one for one in guardrails().phrases if document.has(compiled(one.pattern))]
        for paragraph in document.paragraphs if held else ():
            for phrase in held:
                for found in compiled(phrase.pattern).finditer(paragraph.text):
                    if not _is_warned_of(paragraph.text, *found.span()):
                        yield _hit(document, paragraph, phrase, found.span())


def said(text: str) -> Phrase | None:
    """The phrase that a text holds, whatever stands around it."""
    return next((one for one in guardrails().phrases if compiled(one.pattern).search(text)), None)


def _is_warned_of(text: str, start: int, end: int) -> bool:
    """Whether the sentence around a phrase speaks of it."""
    before = [one.end() for one in _SENTENCE.finditer(text, 0, start)]
    after = _SENTENCE.search(text, end)
    first, last = before[-1] if before else 0, after.start() if after else len(text)
    sentence = f"{text[first:start]} {text[end:last]}"
    return bool(compiled(guardrails().defensive).search(_ADDRESS.sub(" ", sentence)))


def _hit(document: Instructions, paragraph: Paragraph, phrase: Phrase, span: tuple[int, int]) -> Hit:
    words = " ".join(paragraph.text[slice(*span)].split())
    line = paragraph.line(span[0])
    severity, confidence = Severity(phrase.severity), Confidence.MEDIUM
    if compiled(guardrails().about_attacks).search(f"{paragraph.above}\n{paragraph.text}"):
        severity, confidence = Severity.LOW, Confidence.LOW
    severity, confidence = document.weight(severity, confidence)
    return Hit(
        rule=RULE,
        path=document.path,
        line=line,
        message=f"The text {phrase.says}: “{words[:_LONGEST]}”.",
        identity=(words.lower(),),
        text=document.line_text(line),
        severity=severity,
        confidence=confidence,
    )

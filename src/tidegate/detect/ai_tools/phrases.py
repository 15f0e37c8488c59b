"""Phrases that turn an assistant against who asks it. What is quoted, or warned of, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.instructions import Instructions, Paragraph
from tidegate.detect.ai_tools.material import Material
from tidegate.detect.ai_tools.texts import MORE, hit
from tidegate.knowledge.guardrails import Phrase, compiled, guardrails
from tidegate.model.finding import Confidence, Severity

RULE = "ai-injected-instruction"
_SENTENCE = re.compile(r"[.!?;:]\s|\n\s*\n")
_ADDRESS = re.compile(r"https?://\S+")
_MOST = 100  # phrases of one file that are looked at
_NEAR = 500  # characters around a phrase that may speak of it
_LONGEST = 120  # characters of a phrase that are shown


def detect(material: Material) -> Iterator[Hit]:
    for document in material.instructions:
        for looked_at, (paragraph, phrase, span) in enumerate(_spoken(document)):
            if looked_at == _MOST:
                yield _rest(document, paragraph.line(span[0]))
                break
            if not _is_warned_of(paragraph.text, *span):
                yield _hit(document, paragraph, phrase, span)


def _spoken(document: Instructions) -> Iterator[tuple[Paragraph, Phrase, tuple[int, int]]]:
    held = [one for one in guardrails().phrases if document.has(compiled(one.pattern))]
    for paragraph in document.paragraphs if held else ():
        for phrase in held:
            for found in compiled(phrase.pattern).finditer(paragraph.text):
                yield paragraph, phrase, found.span()


def _rest(document: Instructions, line: int) -> Hit:
    """A file with that many is no ordinary one: what follows is not told one by one."""
    message = f"More than {_MOST} such phrases stand in this file: the others are not listed."
    return hit(RULE, document, line, message, MORE, Severity.MEDIUM)


def said(text: str) -> Phrase | None:
    """The phrase that a text holds, whatever stands around it."""
    return next((one for one in guardrails().phrases if compiled(one.pattern).search(text)), None)


def _is_warned_of(text: str, start: int, end: int) -> bool:
    """Whether the sentence around a phrase speaks of it."""
    nearest = max(start - _NEAR, 0)
    before = [one.end() for one in _SENTENCE.finditer(text, nearest, start)]
    after = _SENTENCE.search(text, end, end + _NEAR)
    first, last = before[-1] if before else nearest, after.start() if after else end + _NEAR
    sentence = f"{text[first:start]} {text[end:last]}"
    return bool(compiled(guardrails().defensive).search(_ADDRESS.sub(" ", sentence)))


def _hit(document: Instructions, paragraph: Paragraph, phrase: Phrase, span: tuple[int, int]) -> Hit:
    words = " ".join(paragraph.text[slice(*span)].split())
    line = paragraph.line(span[0])
    severity, confidence = Severity(phrase.severity), Confidence.MEDIUM
    if compiled(guardrails().about_attacks).search(f"{paragraph.above}\n{paragraph.text}"):
        severity, confidence = Severity.LOW, Confidence.LOW
    message = f"The text {phrase.says}: “{words[:_LONGEST]}”."
    return hit(RULE, document, line, message, (words.lower(),), severity, confidence)

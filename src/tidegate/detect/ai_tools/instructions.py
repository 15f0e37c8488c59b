"""A file of instructions: what a person who reads it sees, what is quoted there, what only a machine sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import msgspec

from tidegate.knowledge.guardrails import guardrails
from tidegate.model.finding import Confidence, Severity

_FENCE = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)]|\|)\s*")
_QUOTED = re.compile(
    r'`[^`\n]{1,2000}`|"[^"\n]{1,2000}"|“[^”\n]{1,2000}”|«[^»\n]{1,2000}»|(?<![\w’\'])\'[^\'\n]{1,2000}\'(?!\w)'
)
_COMMENT = re.compile(
    r"<!--(.*?)(?:-->|\Z)|^[ ]{0,3}\[[^\]\n]{1,80}\]:[ \t]*(?:#|<>)[ \t]*[(\"']([^\n]*)[)\"'][ \t]*$",
    re.DOTALL | re.MULTILINE,
)


class Comment(msgspec.Struct, frozen=True):
    """What Markdown does not show."""

    text: str
    line: int


class Paragraph(msgspec.Struct, frozen=True):
    """Lines that a reader takes as one; what is quoted is blank. ``above``: the heading and what leads in."""

    text: str
    starts: tuple[tuple[int, int], ...]  # offset in the text, line
    above: str

    def line(self, offset: int) -> int:
        return max((start, number) for start, number in self.starts if start <= offset)[1]


class Instructions:
    """``lines`` are as they stand; a line of code is one in a fence."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = re.split(r"\r\n|\n|\r", text)  # no other: those that hide text are characters here

    @property
    def is_example(self) -> bool:
        """Whether it lies in a folder of examples for tests."""
        return not set(guardrails().fixtures).isdisjoint(self.path.lower().split("/")[:-1])

    def line_text(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def weight(self, severity: Severity, confidence: Confidence) -> tuple[Severity, Confidence]:
        """What a finding here weighs: in an example it is only listed."""
        return (Severity.LOW, Confidence.LOW) if self.is_example else (severity, confidence)

    @cached_property
    def _fenced(self) -> list[bool]:
        """For each line, whether it is code."""
        fence = ""
        found = []
        for line in self.lines:
            mark = _FENCE.match(line)
            if fence:
                found.append(True)
                if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                    fence = ""
            else:
                fence = mark[1] if mark else ""
                found.append(bool(mark))
        return found

    @cached_property
    def comments(self) -> list[Comment]:
        """Comments outside of code; one without an end goes on to the end of the file."""
        shown = "\n".join("" if code else line for line, code in zip(self.lines, self._fenced, strict=True))
        return [
            Comment(match[1] or match[2] or "", shown.count("\n", 0, match.start()) + 1)
            for match in _COMMENT.finditer(shown)
        ]

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        return list(self._paragraphs())

    def _paragraphs(self) -> Iterator[Paragraph]:
        open_lines: list[tuple[int, str]] = []
        heading = lead = ""
        for number, line in enumerate(self._prose, 1):
            title = _HEADING.match(line)
            if title or not line.strip() or _ITEM.match(line):
                if open_lines:
                    yield _paragraph(open_lines, f"{heading}\n{lead}")
                    lead = _lead(open_lines, lead)
                open_lines = []
            heading, lead = (title[1], "") if title else (heading, lead)
            if line.strip():
                open_lines.append((number, line))
        if open_lines:
            yield _paragraph(open_lines, f"{heading}\n{lead}")

    def has(self, pattern: Any) -> bool:
        """Whether a compiled pattern is anywhere in its prose."""
        return bool(pattern.search("\n".join(self._prose)))

    @cached_property
    def _prose(self) -> list[str]:
        """The lines without code, block quotes, comments and what stands in quotes."""
        shown = "\n".join(
            "" if code or line.lstrip().startswith(">") else line
            for line, code in zip(self.lines, self._fenced, strict=True)
        )
        shown = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), shown)
        return _QUOTED.sub(lambda match: " " * len(match[0]), shown).split("\n")


def _paragraph(lines: list[tuple[int, str]], above: str) -> Paragraph:
    starts, offset = [], 0
    for number, line in lines:
        starts.append((offset, number))
        offset += len(line) + 1
    return Paragraph("\n".join(line for _, line in lines), tuple(starts), above)


def _lead(lines: list[tuple[int, str]], lead: str) -> str:
    """A line that ends with a colon leads in the list behind it; an item of the list does not end it."""
    last = lines[-1][1]
    if last.rstrip().endswith(":"):
        return last
    return lead if _ITEM.match(last) else ""

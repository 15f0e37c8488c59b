"""Untrusted text in Markdown: nothing of it is markup, link, image, mention or reference.

Text must be printable already (see ``visible``). Code spans and fences keep text as it is; elsewhere
every mark is escaped, and a zero-width space parts what a forge would turn into a mention, a
reference to an issue or a link.
"""

from __future__ import annotations

import html
import re

_APART = "&#8203;"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}  # a bar would end a table's cell
_MARKS = re.compile(r"[\\`*\[\]~$]|[&<>|]|(?<![^\W_])_|_(?![^\W_])")
_REFERENCES = re.compile(
    # Mentions, issues, merge requests, snippets, labels, milestones, epics; addresses without angle brackets.
    r"([@#!$~%&]|://|www\.|(?<![^\W_])GH-(?=\d))(?!\s)",
    re.IGNORECASE,
)
_BLOCK_START = re.compile(r"^(\d{0,9})([-+=#:.)])")
_TICKS = re.compile(r"`+")
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def text(value: str) -> str:
    """``value`` as plain words on one line."""
    parted = _REFERENCES.sub("\\1\0", " ".join(value.split()))
    escaped = _MARKS.sub(lambda m: _ENTITIES.get(m[0], f"\\{m[0]}"), parted)
    return _BLOCK_START.sub(r"\1\\\2", escaped).replace("\0", _APART)


def prose(value: str) -> str:
    """``value`` as words in which a pair of backticks means code."""
    pieces = _CODE.split(value)
    return "".join(code(piece) if index % 2 else _kept_blanks(piece) for index, piece in enumerate(pieces))


def _kept_blanks(piece: str) -> str:
    """A piece between two code spans keeps the blanks at its ends."""
    before = " " if piece[:1].isspace() else ""
    after = " " if piece.strip() and piece[-1:].isspace() else ""
    return before + text(piece) + after


def code(value: str) -> str:
    """``value`` as a code span, whatever backticks it holds."""
    inside = " ".join(value.split())
    if not inside:
        return ""
    ticks = "`" * (_longest(inside) + 1)
    padding = " " if inside.startswith("`") or inside.endswith("`") else ""
    return f"{ticks}{padding}{inside}{padding}{ticks}"


def code_cell(value: str) -> str:
    """``value`` as code in a table's cell, where a code span cannot hold every bar."""
    return f"<code>{text(value)}</code>"


def fence(lines: list[str], language: str = "") -> list[str]:
    """``lines`` as a fenced block that none of them can end."""
    ticks = "`" * max(3, _longest("\n".join(lines)) + 1)
    return [f"{ticks}{language}", *lines, ticks]


def summary(value: str) -> str:
    """``value`` inside a ``<summary>``, which is HTML."""
    return html.escape(_REFERENCES.sub("\\1\0", " ".join(value.split()))).replace("\0", _APART)


def _longest(value: str) -> int:
    return max((len(run) for run in _TICKS.findall(value)), default=0)

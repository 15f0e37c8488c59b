"""Layout in terminal cells: a wide character takes two, a combining one none."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

NARROWEST = 60  # cells: in a narrower terminal lines run over, which is better than words in pieces

_BREAKS = "/.,;:=&?_-)"  # a word that is too long is broken after one of these where that is near


def cell_len(text: str) -> int:
    """The number of terminal cells that ``text`` takes. It must be printable."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=1024)
def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def fitting(text: str, width: int) -> int:
    """How many characters of ``text`` fit into ``width`` cells; at least one, so that loops end."""
    used = 0
    for index, character in enumerate(text):
        used += _cells(character)
        if used > width:
            return max(index, 1)
    return len(text)


def clip(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, its end replaced by ``…`` where it is longer."""
    return text if cell_len(text) <= width else text[: fitting(text, width - 1)] + "…"


def clip_middle(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, its middle replaced by ``…``: both ends of a path tell most."""
    if cell_len(text) <= width:
        return text
    tail = (width - 1) * 2 // 3
    end = text[::-1][: fitting(text[::-1], tail)][::-1]
    return text[: fitting(text, width - 1 - cell_len(end))] + "…" + end


def pad(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def wrap(text: str, width: int) -> list[str]:
    """The lines of ``text``, each broken to ``width`` cells; what is broken off keeps its line's indent."""
    width = max(width, 8)
    return [piece for line in text.split("\n") for piece in _wrap_line(line, width)]


def _wrap_line(line: str, width: int) -> list[str]:
    indent = " " * min(len(line) - len(line.lstrip(" ")), width // 2)
    lines, current = [], indent
    for word in line.split():
        for piece in _pieces(word, width - len(indent)):
            glued = current + (" " if current.strip() else "") + piece
            if cell_len(glued) > width:
                lines.append(current)
                glued = indent + piece
            current = glued
    return [*lines, current]


def _pieces(word: str, width: int) -> list[str]:
    pieces = []
    while cell_len(word) > width:
        cut = fitting(word, width)
        nice = max(word.rfind(mark, 0, cut) for mark in _BREAKS) + 1
        cut = nice if nice > cut * 2 // 3 else cut
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]

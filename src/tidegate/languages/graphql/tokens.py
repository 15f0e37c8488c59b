"""Words of the GraphQL schema language. One pass; what is no word of it is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_PUNCTUATION = frozenset("!$&()[]{}:=@|")
_BLOCK = '"""'


class Token(NamedTuple):
    """``kind``: "name", "text", "number", "mark"; of the end "" with no text."""

    kind: str
    text: str
    line: int


def tokens(source: str) -> Iterator[Token]:
    """All words with their 1-based lines."""
    position, line, size = 0, 1, len(source)
    while position < size:
        char = source[position]
        if char == "#":
            position = _find(source, "\n", position)
            continue
        if char in _PUNCTUATION:
            yield Token("mark", char, line)
        elif char == '"':
            text, position = _string(source, position)
            yield Token("text", text, line)
            line += text.count("\n")
            continue
        elif char == "_" or char.isalnum() or char == "-":
            end = _word(source, position)
            yield Token("number" if char in "-0123456789" else "name", source[position:end], line)
            position = end
            continue
        line += char == "\n"
        position += 1


def _find(source: str, wanted: str, position: int) -> int:
    found = source.find(wanted, position)
    return len(source) if found < 0 else found


def _word(source: str, position: int) -> int:
    end, size = position + 1, len(source)
    while end < size and (source[end] == "_" or source[end].isalnum() or source[end] == "."):
        end += 1
    return end


def _string(source: str, position: int) -> tuple[str, int]:
    """(text, position behind it); one that does not end is the rest of its line, or of the source."""
    if source.startswith(_BLOCK, position):
        start = end = position + len(_BLOCK)
        end = _find(source, _BLOCK, end)
        while end < len(source) and source[end - 1] == "\\":
            end = _find(source, _BLOCK, end + len(_BLOCK))
        return source[start:end], end + len(_BLOCK)
    start = end = position + 1
    while end < len(source) and source[end] not in '"\n':
        end += 2 if source[end] == "\\" else 1
    return source[start:end], end + source.startswith('"', end)

"""Characters that no reader sees: which of them belong to a script or an emoji, and what the others spell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import msgspec

_TAGS = range(0xE0000, 0xE0080)
_FLAG = "\U0001f3f4"  # a black flag: tags behind it make it a region's
_REGION = re.compile(r"[a-z0-9]{2,6}\x7f")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKS = frozenset("\u200e\u200f\u061c")  # of direction: harmless where something is written from the right
_JOINERS = frozenset("\u200c\u200d")
_SPACE = "\u200b"
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff")
_SUSPECTS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Scripts whose letters are joined, or kept apart, by such characters; those that set no blanks between words.
_JOINED = (
    (0x0600, 0x1100),
    (0x1780, 0x18B0),
    (0x1A00, 0x1CF0),
    (0xA800, 0xABFF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFE),
)
_UNSPACED = (
    (0x0E00, 0x0F00),
    (0x1000, 0x10A0),
    (0x1780, 0x1800),
    (0x3000, 0x9FFF),
    (0xAC00, 0xD7B0),
    (0xFF00, 0xFFEF),
)
_EMOJI = ((0x203C, 0x32FF), (0x1F000, 0x1FAFF))
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class Run(msgspec.Struct, frozen=True):
    """Hidden characters side by side. ``start`` is an offset; ``spells`` what they say, where they do."""

    start: int
    text: str
    kinds: frozenset[str]  # "tag", "bidi", "zero-width", "selector", "other"
    spells: str


def hidden_runs(text: str) -> Iterator[Run]:
    """Those that belong to no script, emoji or file format. In linear time."""
    end, found = -1, list[re.Match[str]]()
    for match in _SUSPECTS.finditer(text):
        if match.start() != end and found:
            yield from _run(text, found)
            found = []
        found.append(match)
        end = match.end()
    if found:
        yield from _run(text, found)


def _run(text: str, found: list[re.Match[str]]) -> Iterator[Run]:
    start, end = found[0].start(), found[-1].end()
    hidden = text[start:end]
    if start == 0 and hidden[0] == "\ufeff":  # the mark of UTF-8
        start, hidden = 1, hidden[1:]
    before, after = text[start - 1 : start], text[end : end + 1]
    line = text[text.rfind("\n", 0, start) + 1 : _line_end(text, end)] if _MARKS & set(hidden) else ""
    if hidden and not _belongs(hidden, before, after, line):
        yield Run(start, hidden, frozenset(map(_kind, hidden)), _spelled(hidden))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _belongs(hidden: str, before: str, after: str, line: str) -> bool:
    """Whether a run is part of how its neighbours are written."""
    if before == _FLAG and hidden[-1] == "\U000e007f":
        return bool(_REGION.fullmatch("".join(chr(ord(c) - 0xE0000) for c in hidden if ord(c) in _TAGS)))
    if set(hidden) <= _MARKS:
        return len(hidden) == 1 and any(unicodedata.bidirectional(c) in ("R", "AL") for c in line)
    bare = hidden[1:] if hidden[0] in _SELECTORS else hidden  # the form of the character before it
    if not bare:
        return bool(before.strip())
    if len(bare) > 1:
        return False
    if bare in _JOINERS:
        is_emoji = bare == "\u200d" and (_in(before, _EMOJI) or before == "\u2640") and _in(after, _EMOJI)
        return is_emoji or _in(before, _JOINED)
    return bare == _SPACE and (_in(before, _UNSPACED) or _in(after, _UNSPACED))


def _in(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(character) and any(low <= ord(character) < high for low, high in ranges)


@cache
def _kind(character: str) -> str:
    if ord(character) in _TAGS:
        return "tag"
    if character in _BIDI:
        return "bidi"
    if character in _ZERO_WIDTH:
        return "zero-width"
    return "selector" if character in _SELECTORS else "other"


def _spelled(hidden: str) -> str:
    """What the characters say in ways that are in use: tags, selectors as bytes, two of them as bits."""
    tags = "".join(chr(ord(c) - 0xE0000) for c in hidden if ord(c) in _TAGS and ord(c) > 0xE001)
    if tags.strip("\x7f"):
        return "".join(c for c in tags if c.isprintable())
    data = bytes(_byte(c) for c in hidden if c in _SELECTORS)
    return _printable(data) or _bits(hidden)


def _byte(selector: str) -> int:
    code = ord(selector)
    return code - 0xFE00 if code < 0xFE10 else code - 0xE0100 + 16


def _bits(hidden: str) -> str:
    """Two characters as zero and one, eight a letter, whichever of them is which."""
    kinds = sorted(set(hidden))
    if len(kinds) != 2 or len(hidden) < 16 or len(hidden) % 8:
        return ""
    for zero in kinds:
        digits = "".join("0" if c == zero else "1" for c in hidden)
        data = bytes(int(digits[at : at + 8], 2) for at in range(0, len(digits), 8))
        if text := _printable(data):
            return text
    return ""


def _printable(data: bytes) -> str:
    """Data as text, where most of it is text that can be shown."""
    if len(data) < 2:
        return ""
    text = data.decode("utf-8", "ignore")
    shown = "".join(c for c in text if c.isprintable())
    return shown if len(shown) * 4 >= len(data) * 3 else ""

"""Untrusted text made safe to show: whatever acts on a terminal or hides from a reader becomes visible.

Every report of words starts with ``printable(result)``, so no later line can forget it.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from tidegate.model.paths import display
from tidegate.model.result import CheckResult

_TAB = 4  # cells

# Control (C0, C1), format (bidirectional overrides, zero-width, soft hyphen, tags), line and paragraph
# separators, surrogates (bytes that are not UTF-8), and letters or marks that show nothing.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# The mark that asks for the coloured form of an emoji: it hides nothing, and terminals disagree on its width.
_EMOJI_FORM = re.compile("(?<=[#*0-9\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff])\ufe0f")

_PATHS = frozenset({"path", "paths", "repository"})
_BLOCKS = frozenset({"message", "fix"})
_CODE = "lines"


def visible(text: str) -> str:
    """``text`` with each unsafe character as ``<U+202E>``, each byte that is not UTF-8 as ``<0xFF>``."""
    if text.isascii() and text.isprintable():
        return text
    return UNSAFE.sub(_named, _EMOJI_FORM.sub("", text))


def _named(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"<0x{code - 0xDC00:02X}>" if 0xDC80 <= code <= 0xDCFF else f"<U+{code:04X}>"


def one_line(text: str) -> str:
    """``text`` visible and on one line, runs of white space as one blank."""
    return visible(" ".join(text.split()))


def block(text: str) -> str:
    """``text`` visible, its lines kept."""
    return "\n".join(code_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def code_line(text: str) -> str:
    """One line of source, visible; tabs become blanks."""
    return visible(text.removesuffix("\r").expandtabs(_TAB))


def printable(result: CheckResult) -> CheckResult:
    """``result`` with every string safe to show; paths are quoted as git quotes them."""
    return msgspec.convert(mapped(msgspec.to_builtins(result), shown), CheckResult)


def mapped(value: Any, change: Any, key: str = "") -> Any:
    """The tree ``value`` (as of ``msgspec.to_builtins``) with ``change(text, key)`` for each string.

    ``key`` names the field that a string stands in; a key of a mapping is its own field.
    """
    if isinstance(value, str):
        return change(value, key)
    if isinstance(value, dict):
        return {change(name, ""): mapped(item, change, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [mapped(item, change, key) for item in value]
    return value


def is_path(key: str) -> bool:
    """Whether a field of this name holds paths."""
    return key in _PATHS


def shown(text: str, key: str) -> str:
    """A string of the field ``key``, safe to show."""
    if is_path(key):
        return display(text)
    if key == _CODE:
        return code_line(text)
    return block(text) if key in _BLOCKS else one_line(text)

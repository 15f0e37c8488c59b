"""Python literals as text → their values, without the host's own parser."""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)", re.DOTALL
)
_SIMPLE = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "\n": "",
}
_WIDEST = 1 << 62  # what a stored integer may be


def unescape(text: str) -> str:
    """The value of a string literal's content (not for raw strings)."""
    return _ESCAPE.sub(_escape, text) if "\\" in text else text


def _escape(match: re.Match[str]) -> str:
    body = match[0][1:]
    if body in _SIMPLE:
        return _SIMPLE[body]
    if body[0] in "xuU":
        return _character(int(body[1:], 16), match[0]) if len(body) > 1 else match[0]
    if body[0] in "01234567":
        return chr(int(body, 8))
    return match[0]


def _character(code: int, text: str) -> str:
    usable = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if usable else text


def number(text: str) -> int | float | None:
    """``None`` for complex numbers and integers too wide to keep."""
    digits = text.replace("_", "").lower()
    try:
        value = int(digits, 0) if len(digits) < 30 else None
    except ValueError:
        value = None
    if value is not None:
        return value if abs(value) < _WIDEST else None
    try:
        return float(digits) if "x" not in digits else None
    except ValueError:
        return None

"""Colour for terminals: the sixteen colours that every theme defines. It only repeats what words say."""

from __future__ import annotations

from collections.abc import Callable

Paint = Callable[[str, str], str]  # (style, text) → text

STYLES = {
    "bold": "1",
    "dim": "2",
    "path": "36",
    "block": "1;31",
    "review": "1;33",
    "pass": "1;32",
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "2",
    "unknown": "33",
    "gone": "31",
    "new": "32",
    "marked": "1",
    "good": "32",
}


def plain(_style: str, text: str) -> str:
    return text


def ansi(style: str, text: str) -> str:
    """``text`` between the escape sequences of ``style``; as it is where there is nothing to paint."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if text.strip() and style in STYLES else text

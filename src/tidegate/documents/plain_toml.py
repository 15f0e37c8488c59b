"""TOML → tables, lists and values, in time that grows with its size."""

from __future__ import annotations

import tomllib
from typing import Any

from tidegate.documents.errors import Unreadable

PARTS = 64  # of one key; Python's reader takes the square of their number
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""


def load(text: str) -> dict[str, Any]:
    """Raise Unreadable, also for a key of more than ``PARTS`` parts."""
    if _has_long_key(text):
        raise Unreadable(f"it has a key of more than {PARTS} parts")
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        raise Unreadable(f"it is no TOML: {error}") from None
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


def _has_long_key(text: str) -> bool:
    if not any(line.count(".") > PARTS for line in text.splitlines()):
        return False
    import re2

    return re2.search(f"(?:{_PART}){{{PARTS}}}", text) is not None

"""Intervals of Maven, Gradle and NuGet: ``[1.0,2.0)``, ``(,1.0]``, ``[1.5]``, several with commas."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_LONGEST = 1000  # characters
_INTERVAL = re.compile(r"\s*([\[(\]])([^\[\](),]*)(?:(,)([^\[\](),]*))?([\])\[])\s*(?:,|$)")


def within(key: Callable[[str], Any], version: str, text: str) -> bool:
    """Whether one of the intervals holds the version. Raise ValueError where either is none."""
    found, at, place = False, 0, key(version)
    while at < len(text) or not at:
        interval = _INTERVAL.match(text[:_LONGEST], at)
        if interval is None:
            raise ValueError(f"{text[:80]!r} is no interval")
        found = _holds(key, place, interval) or found
        at = interval.end()
    return found


def _holds(key: Callable[[str], Any], place: Any, interval: re.Match[str]) -> bool:
    opens, low, comma, high, closes = interval.groups()
    low, high = low.strip(), (high or "").strip()
    if not comma:
        if (opens, closes) != ("[", "]"):
            raise ValueError(f"{interval[0]!r} holds no version")
        return bool(place == key(low))
    above = not low or (place >= key(low) if opens == "[" else place > key(low))
    below = not high or (place <= key(high) if closes == "]" else place < key(high))
    return bool(above and below)

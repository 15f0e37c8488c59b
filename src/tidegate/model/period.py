"""Dates that are known to the day, the month or the year: "2025-07-31", "2025-07", "2025".

A month means its end: what is compared with it comes after only where it comes after its last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PRECISIONS = ("year", "month", "day")


def _parts(text: str) -> list[int]:
    if not (found := _SHAPE.fullmatch(text)):
        raise ValueError(f"not a date such as 2025-07-31 or 2025-07: {text}")
    return [int(part) for part in found.groups() if part]


def is_date(text: str) -> bool:
    """Whether the text has the shape of a date; there need be no such day."""
    return _SHAPE.fullmatch(text) is not None


def precision(text: str) -> str:
    """What it is known to: "day", "month" or "year". Raise ValueError."""
    return _PRECISIONS[len(_parts(text)) - 1]


def first_day(text: str) -> date:
    """Raise ValueError where that is no date."""
    return date(*[*_parts(text), 1, 1][:3])


def last_day(text: str) -> date:
    """Raise ValueError where that is no date."""
    first, known_to = first_day(text), precision(text)
    if known_to == "year":
        return first.replace(month=12, day=31)
    return first if known_to == "day" else first.replace(day=monthrange(first.year, first.month)[1])

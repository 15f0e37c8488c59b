"""Whether an advisory came out after a model had learned: dates are compared, and nothing else is said.

A period means its end on the model's side. What a model has kept in mind no date tells, so it is never
said that it knew, did not know or ignored something; and no verdict depends on the answer.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tidegate.model.learned import Learned
from tidegate.model.period import first_day, is_date, last_day


class Late(StrEnum):
    YES = "true"
    NO = "false"
    UNKNOWN = "unknown"


class Lateness(msgspec.Struct, frozen=True):
    """The answer, and a sentence for people that says by what it was decided."""

    late: Late
    text: str


def advisory(published: str | None, learned: Learned) -> Lateness:
    """``published`` is the first public date of an advisory, of a group the earliest: never ``modified``."""
    if (why := _uncertain(published, learned)) or published is None:
        return Lateness(Late.UNKNOWN, f"This advisory cannot be compared: {why}.")
    late = _compared(published[:10], learned.until or "")
    return Lateness(late, _ADVISORY[late].format(end=_end(learned)))


_SPLIT = "cannot be compared: the dates overlap, and are not told to the day"
_ADVISORY = {
    Late.YES: "This advisory was published after {end}.",
    Late.NO: "This advisory was not published after {end}; the model could have known it.",
    Late.UNKNOWN: f"This advisory {_SPLIT} ({{end}}).",
}


def _uncertain(day: str | None, learned: Learned) -> str | None:
    """Why there is nothing to compare."""
    if not _is_real(day):
        return "the advisory has no date"
    if not _is_real(learned.until):
        return (
            f"{learned.what} is not known ({learned.why})" if learned.why else f"{learned.what} is not known"
        )
    return None


def _is_real(day: str | None) -> bool:
    """A date of the calendar; "0001-01-01" stands for none."""
    if not day or not is_date(day[:10]) or day.startswith("0"):
        return False
    try:
        last_day(day[:10])
    except ValueError:
        return False
    return True


def _compared(day: str, until: str) -> Late:
    end = last_day(until)
    if first_day(day) > end:
        return Late.YES
    return Late.NO if last_day(day) <= end else Late.UNKNOWN


def _end(learned: Learned) -> str:
    source = f", source: {learned.source}" if learned.source else ""
    return f"{learned.what} ({learned.until}{source})"

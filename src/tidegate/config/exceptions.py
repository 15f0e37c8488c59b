"""Which accepted findings count today, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from tidegate.config.settings import AcceptedFinding

LONGEST = timedelta(days=366)


class Judged(msgspec.Struct, frozen=True):
    """``why_not`` is ``None`` where the exception counts."""

    exception: AcceptedFinding
    why_not: str | None

    @property
    def counts(self) -> bool:
        return self.why_not is None


def judge(exceptions: Iterable[AcceptedFinding], today: date) -> list[Judged]:
    return [Judged(exception, why_not(exception, today)) for exception in exceptions]


def why_not(exception: AcceptedFinding, today: date) -> str | None:
    """The first thing that is missing or wrong; the last day itself still counts."""
    if not exception.reason.strip():
        return "it gives no reason"
    if not exception.by.strip():
        return "it does not say who answers for it (by)"
    if exception.until is None:
        return "it does not say until when it holds (until)"
    if exception.until < today:
        return f"it expired on {exception.until}"
    if exception.until - today > LONGEST:
        return f"it holds until {exception.until}, more than {LONGEST.days} days from now"
    return None

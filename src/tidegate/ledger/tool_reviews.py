"""Reviews of AI tools, and declarations on what leaves no trace, that somebody signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tidegate.config.ai_tools import REVIEW_DAYS
from tidegate.ledger.index import Index
from tidegate.ledger.reading import Entry
from tidegate.model.event import ToolOutcome, ToolReview

NO_TRACE = "web-chat"  # the name under which the team declares what leaves none


def latest(index: Index) -> dict[str, tuple[Entry, ToolReview]]:
    """Tool → its latest review that counts."""
    return {review.tool: (entry, review) for entry, review in _reviews(index) if review.tool != NO_TRACE}


def declared(index: Index) -> dict[str, tuple[Entry, ToolReview]]:
    """Quarter → its latest declaration that counts."""
    found = ((entry, review) for entry, review in _reviews(index) if review.tool == NO_TRACE)
    return {(review.note or "").partition(":")[0]: (entry, review) for entry, review in found}


def review(tool: str, config_hash: str | None, today: date, *, is_allowed: bool) -> ToolReview:
    """That a tool was reviewed today; ``config_hash`` is of the configuration that was looked at."""
    outcome = ToolOutcome.ALLOWED if is_allowed else ToolOutcome.REFUSED
    return ToolReview(
        tool=tool, outcome=outcome, next_review=today + timedelta(REVIEW_DAYS), config_hash=config_hash
    )


def declaration(quarter: str, says: str, today: date) -> ToolReview:
    """What the team declares for a quarter: a review of what leaves no trace."""
    return ToolReview(
        tool=NO_TRACE,
        outcome=ToolOutcome.ALLOWED,
        next_review=today + timedelta(REVIEW_DAYS),
        note=f"{quarter}: {says}",
    )


def _reviews(index: Index) -> Iterator[tuple[Entry, ToolReview]]:
    for entry in index.entries(range(1, len(index) + 1)):
        if entry.counts and isinstance(entry.event.payload, ToolReview):
            yield entry, entry.event.payload

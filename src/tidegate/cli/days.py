"""Days as people write them."""

from __future__ import annotations

from datetime import date

from tidegate.model.errors import UsageError


def day_of(text: str) -> date:
    """Raise UsageError for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f'"{text}" is no day', "write it as 2026-12-31") from None

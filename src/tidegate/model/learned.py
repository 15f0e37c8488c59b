"""Up to when a model, or a team's coding assistants, have learned, and who says so."""

from __future__ import annotations

import msgspec


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """``until`` is a date to the day, the month or the year; ``None`` where nobody says, and then ``why``.

    ``of`` is whose learning ends there, in words; ``source`` where that stands.
    """

    of: str
    until: str | None = None
    source: str = ""
    why: str = ""

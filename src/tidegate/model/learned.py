"""Up to when a model, or a team's coding assistants, have learned, and who says so."""

from __future__ import annotations

import msgspec


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """``what`` is that end in words ("the knowledge cutoff of `m`"), ``until`` its date to day or month.

    ``source`` says where that stands. ``until`` is ``None`` where nobody says, and then there is a ``why``.
    """

    what: str
    until: str | None = None
    source: str = ""
    why: str = ""

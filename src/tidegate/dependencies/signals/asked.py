"""What signals look at, and what they say."""

from __future__ import annotations

from datetime import date

import msgspec

from tidegate.model.learned import Learned
from tidegate.model.registry import Facts


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One package that comes in. ``name`` is its normal name.

    ``learned`` is up to when those who write here have learned, where the team or somebody else says.
    """

    ecosystem: str
    name: str
    today: date
    facts: Facts | None = None
    learned: Learned | None = None
    install_script: bool | None = None


class Signal(msgspec.Struct, frozen=True):
    """``text`` goes on after the package's name; ``like`` is a package that it resembles."""

    sort: str
    text: str
    like: str | None = None

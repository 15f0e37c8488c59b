"""What is asked: which change of which repository, and what the asker says of it."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """``config``: a file instead of the base branch's settings."""

    directory: Path = Path()
    revision_range: str | None = None
    staged: bool = False
    merged: bool = False
    config: Path | None = None


class Told(Request, frozen=True, kw_only=True):
    """With evidence from outside of the repository: the pull request's text, and records of agents (the name
    of a file → what is in it)."""

    description: str | None = None
    traces: dict[str, bytes] = {}

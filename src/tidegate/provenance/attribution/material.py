"""What the readers read, and what they give."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tidegate.model.attribution import Author, Evidence
from tidegate.model.change import Commit
from tidegate.provenance.attribution.conventions import Conventions
from tidegate.provenance.attribution.ranges import Pieces

TRAILERS = 200  # of one commit that are read
LINES = 2_000  # of one message or description in which hints are looked for
SHOWN = 160  # characters of a piece of evidence


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """All that may tell of a change's authors. ``notes``: name of the notes → commit → text."""

    commits: tuple[Commit, ...]
    conventions: Conventions
    branch: str = ""
    description: str = ""
    notes: Mapping[str, Mapping[str, bytes]] = {}
    traces: Mapping[str, bytes] = {}  # files of trace records by their names


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that an agent reported, by the numbering of ``commit``; not held against its difference yet.

    ``hashes`` are those of pieces, by path, where the record names no commit of the change.
    """

    commit: str | None
    author: Author
    tool: str | None = None
    name: str = ""
    model: str | None = None
    model_said: str = ""
    evidence: Evidence
    files: Mapping[str, Pieces]
    hashes: Mapping[str, tuple[tuple[int, int, str], ...]] = {}
    links: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    tool_version: str = ""


def clipped(text: str, most: int = SHOWN) -> str:
    """One line of at most ``most`` characters."""
    said = " ".join(text[: most * 4].split())
    return said if len(said) <= most else f"{said[: most - 1]}…"


def link(text: str) -> str | None:
    """An address of the web without what may be a secret in it: user, query, fragment."""
    scheme, found, rest = text.strip()[:500].partition("://")
    place = rest.partition("?")[0].partition("#")[0]
    host = place.partition("/")[0]
    if scheme.lower() != "https" or not found or not host or "@" in host or any(c.isspace() for c in place):
        return None
    return f"https://{place}"

"""Packages that others have written down a replacement for: the language, a few lines, another package.

One file an ecosystem, ``<ecosystem>.txt``: a header of lines ``# key: value``, then a package a line: its
name, the kind, and each replacement with what brings it ("Node.js 16.6.0") in the next field, which may be
empty; fields end with tabs. ``python -m tidegate.dependencies.replacements`` makes one.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec


class Kind(StrEnum):
    NATIVE = "native"  # the language or its runtime does it
    LINES = "lines"  # a few lines of code do it
    NEEDLESS = "needless"  # nothing is left to do
    PREFERRED = "preferred"  # others do it better, its authors say


class By(msgspec.Struct, frozen=True):
    """What replaces a package: a name of the language or of a package; ``since`` what version has it."""

    what: str
    since: str | None


class Replacement(msgspec.Struct, frozen=True):
    kind: Kind
    by: tuple[By, ...] = ()


class Replacements(msgspec.Struct, frozen=True):
    """``source`` names the list and its version; ``date`` is the day of that version."""

    source: str
    date: str
    packages: dict[str, Replacement]


@cache
def replacements(ecosystem: str) -> Replacements | None:
    """What is written down of an ecosystem; ``None`` where nothing is."""
    file = files(__name__).joinpath(f"{ecosystem}.txt")
    return parse(file.read_text("utf-8")) if file.is_file() else None


def parse(text: str) -> Replacements:
    """Raise KeyError where the header says no source or date, ValueError for a kind that is not known."""
    lines = text.splitlines()
    head = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return Replacements(
        head["source"], head["date"], {name: _replacement(kind, by) for name, kind, *by in rows}
    )


def _replacement(kind: str, by: list[str]) -> Replacement:
    pairs = zip(by[::2], by[1::2], strict=True)
    return Replacement(Kind(kind), tuple(By(what, since or None) for what, since in pairs))

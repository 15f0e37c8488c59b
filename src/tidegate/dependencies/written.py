"""Where a YAML file writes values, and the comments beside them: its parser keeps neither."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from tidegate.dependencies.keys import numbered
from tidegate.model.dependency import Dependency, Listing

_LONGEST = 2000  # characters of a line that is looked at
_COMMENT = re.compile(r"\s#\s*(.*)$")


class Place(NamedTuple):
    line: int  # 1-based; 0 where it was not found
    comment: str = ""


class Written:
    """The places of ``key: value`` for some keys, in the order of the file."""

    def __init__(self, lines: Iterable[str], keys: Iterable[str]) -> None:
        names = "|".join(re.escape(key) for key in keys)
        wanted = re.compile(rf"^[\s-]*(?:{names})\s*:\s+(.*)$")
        self._places: dict[str, deque[Place]] = {}
        for number, line in enumerate(lines, 1):
            if len(line) <= _LONGEST and (found := wanted.match(line)):
                value, comment = _parts(found[1])
                self._places.setdefault(value, deque()).append(Place(number, comment))

    def next(self, value: str) -> Place:
        """The next place of a value; the last one again where there are no more (an alias)."""
        places = self._places.get(value)
        if not places:
            return Place(0)
        return places.popleft() if len(places) > 1 else places[0]


class Found(msgspec.Struct):
    """What is taken out of such a file, as it is read."""

    places: Written
    found: list[Dependency] = []
    gaps: list[str] = []
    untold: list[str] = []

    def listing(self) -> Listing:
        return Listing(
            dependencies=tuple(numbered(self.found)), gaps=tuple(self.gaps), untold=tuple(self.untold)
        )


def _parts(rest: str) -> tuple[str, str]:
    """A plain or quoted value, and the comment after it."""
    if rest[:1] in ("'", '"') and (end := rest.find(rest[0], 1)) > 0:
        value, after = rest[1:end], rest[end + 1 :]
    else:
        value, after = rest, rest
        if found := _COMMENT.search(rest):
            value = rest[: found.start()]
    comment = _COMMENT.search(after)
    return value.strip(), comment[1].strip() if comment else ""

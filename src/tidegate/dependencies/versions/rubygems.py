"""RubyGems: ``Gem::Version``. Letters make a pre-release; a segment that is not there is 0."""

from __future__ import annotations

import re
from functools import total_ordering
from itertools import dropwhile, zip_longest

_LONGEST = 256  # characters
_VERSION = re.compile(r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_SEGMENT = re.compile(r"[0-9]+|[a-z]+", re.IGNORECASE)
_ABSENT = (1, 0, "")

Segment = tuple[int, int, str]  # words come before numbers


@total_ordering
class Key:
    """Segments, compared one by one as if the shorter row went on with zeros."""

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self._segments = segments

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self._segments == other._segments

    def __hash__(self) -> int:
        return hash(self._segments)

    def __lt__(self, other: Key) -> bool:
        pairs = zip_longest(self._segments, other._segments, fillvalue=_ABSENT)
        return next((one < another for one, another in pairs if one != another), False)


def key(version: str) -> Key:
    """Raise ValueError for what is no version."""
    bare = version.strip()
    if len(bare) > _LONGEST or not _VERSION.fullmatch(bare):
        raise ValueError(f"{version[:80]!r} is no version of a gem")
    segments = [_segment(text) for text in _SEGMENT.findall(bare.replace("-", ".pre."))]
    first = next((at for at, one in enumerate(segments) if one[0] == 0), len(segments))
    return Key((*_without_zeros(segments[:first]), *_without_zeros(segments[first:])))


def _segment(text: str) -> Segment:
    return (1, int(text), "") if text.isdigit() else (0, 0, text)


def _without_zeros(segments: list[Segment]) -> list[Segment]:
    return list(dropwhile(lambda one: one == _ABSENT, reversed(segments)))[::-1]

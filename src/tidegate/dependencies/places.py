"""The line that a report points to, for formats whose parsers keep none."""

from __future__ import annotations

import re
from bisect import bisect_right

from tidegate.model.dependency import Dependency

_NEAR = 400  # bytes after a name within which its version stands
_MOST = 1000  # places of one name that are looked at
_WORD = re.compile(rb"[A-Za-z0-9_.-]+")


class Places:
    """Where names stand in one file: it is read once, however many packages are looked for."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._lines = [found.end() for found in re.finditer(rb"\n", content)]
        self._words: dict[bytes, list[int]] = {}
        for word in _WORD.finditer(content):
            self._words.setdefault(word[0], []).append(word.end())

    def line(self, dependency: Dependency) -> int:
        """The line that names the package, of several the one with its version nearest; at least 1."""
        names = [name.encode() for name in (dependency.key, dependency.alias, dependency.name) if name]
        places = [place for name in names for place in self._of(name)]
        if not places:
            return 1
        version = (dependency.version or dependency.requirement or "").encode()
        best = min(places, key=lambda place: self._distance(place, version))
        return bisect_right(self._lines, best) + 1

    def _distance(self, place: int, version: bytes) -> int:
        """Bytes from a name to a version after it; the most where it is not near."""
        found = self._content.find(version, place, place + _NEAR) if version else -1
        return found - place if found >= 0 else _NEAR

    def _of(self, name: bytes) -> list[int]:
        """Where the name stands as a whole: not as a part of a longer one. It is found by its last word."""
        words = list(_WORD.finditer(name))
        if not words:
            return []
        rest = len(name) - words[-1].end()
        starts = (end + rest - len(name) for end in self._words.get(words[-1][0], ())[:_MOST])
        return [at for at in starts if at >= 0 and self._content.startswith(name, at) and self._is_whole(at)]

    def _is_whole(self, at: int) -> bool:
        before = self._content[at - 1 : at]
        return not (_WORD.fullmatch(before) and _WORD.match(self._content, at))

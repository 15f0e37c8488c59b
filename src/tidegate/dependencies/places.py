"""The line that a report points to, for formats whose parsers keep none."""

from __future__ import annotations

import re
from bisect import bisect_right

from tidegate.model.dependency import Dependency

_NEAR = 400  # bytes after a name within which its version stands
_MOST = 1000  # places of one name that are looked at
_LOOKS = 300_000  # in one file; then a package stands where its name stands first
_WORD = re.compile(rb"[A-Za-z0-9_.-]+")


class Places:
    """Where names stand in one file: it is read once, however many packages are looked for."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._lines = [found.end() for found in re.finditer(rb"\n", content)]
        self._words: dict[bytes, list[int]] = {}  # where each word begins
        self._known: dict[bytes, list[int]] = {}
        self._looks = _LOOKS
        for word in _WORD.finditer(content):
            self._words.setdefault(word[0], []).append(word.start())

    def line(self, dependency: Dependency) -> int:
        """The line that names the package, of several the one with its version nearest; at least 1."""
        names = [name.encode() for name in (dependency.key, dependency.alias, dependency.name) if name]
        places = [place for name in names for place in self._of(name)]
        if not places:
            return 1
        if self._looks > 0:
            self._looks -= len(places)
            version = (dependency.version or dependency.requirement or "").encode()
            best = min(places, key=lambda place: self._distance(place, version))
        else:
            best = places[0]
        return bisect_right(self._lines, best) + 1

    def _distance(self, place: int, version: bytes) -> int:
        """Bytes from a name to a version after it; the most where it is not near."""
        found = self._content.find(version, place, place + _NEAR) if version else -1
        return found - place if found >= 0 else _NEAR

    def _of(self, name: bytes) -> list[int]:
        """Where the name begins as a whole: not as a part of a longer one."""
        if name not in self._known:
            self._known[name] = [at for at in self._starts(name) if self._is_whole(name, at)]
        return self._known[name]

    def _starts(self, name: bytes) -> list[int]:
        """Where it may begin, by that of its words which stands there least often."""
        words = [(self._words.get(word[0], []), word.start()) for word in _WORD.finditer(name)]
        places, offset = min(words, key=lambda one: len(one[0]), default=([], 0))
        return [place - offset for place in places[:_MOST] if place >= offset]

    def _is_whole(self, name: bytes, at: int) -> bool:
        end = at + len(name)
        begins = not (_WORD.match(name) and _WORD.fullmatch(self._content[max(at - 1, 0) : at]))
        ends = not (_WORD.match(name[-1:]) and _WORD.match(self._content, end))
        return self._content.startswith(name, at) and begins and ends

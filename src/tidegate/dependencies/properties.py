"""Values of a build file that are named in others: ``${spring.version}``, ``$(JsonVersion)``."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DEPTH = 32  # of values that name values
_LONGEST = 1000  # characters of one value, so that values cannot multiply


class Properties:
    """``pattern`` finds a name in a text, as its first group."""

    def __init__(self, values: Mapping[str, str], pattern: re.Pattern[str]) -> None:
        self._values = values
        self._pattern = pattern
        self._known: dict[str, str | None] = {}

    def resolve(self, text: str) -> str | None:
        """The text with the values of all names; ``None`` where one is not known or leads to itself."""
        return self._resolved(text, 0)

    def unknown(self, text: str) -> list[str]:
        """The names in a text that have no value."""
        return [name for name in self._pattern.findall(text) if self._value(name, 0) is None]

    def _resolved(self, text: str, depth: int) -> str | None:
        parts: list[str] = []
        end = 0
        for found in self._pattern.finditer(text):
            value = self._value(found[1], depth)
            if value is None:
                return None
            parts += [text[end : found.start()], value]
            end = found.end()
        whole = "".join([*parts, text[end:]])
        return whole if len(whole) <= _LONGEST else None

    def _value(self, name: str, depth: int) -> str | None:
        if name not in self._known:
            if name not in self._values or depth > _DEPTH:
                return None
            self._known[name] = None  # while it is looked up: what leads to itself has no value
            self._known[name] = self._resolved(self._values[name], depth + 1)
        return self._known[name]

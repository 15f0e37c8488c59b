"""Which advisories speak of one bug: those whose ids and aliases meet, however many steps apart."""

from __future__ import annotations

from collections.abc import Iterable


class Bugs:
    """A number for each group of ids, by the transitive closure of their aliases."""

    def __init__(self, groups: Iterable[tuple[str, ...]]) -> None:
        self._parent: dict[str, str] = {}
        for first, *others in groups:
            root = self._root(first)
            for other in others:
                self._parent[self._root(other)] = root
        self._numbers: dict[str, int] = {}

    def of(self, name: str) -> int:
        return self._numbers.setdefault(self._root(name), len(self._numbers))

    def _root(self, name: str) -> str:
        path = []
        while self._parent.setdefault(name, name) != name:
            path.append(name)
            name = self._parent[name]
        for one in path:
            self._parent[one] = name
        return name

"""Parts of a tree that nothing joins: what one part makes cannot come to the other.

A unit is what stands at the top of the tree, or of ``src/`` and ``lib/``. Absolute imports start there or
inside the importer's own unit, so who wants something of another unit must name it. Units of which none names
the other, also not by way of a third, are programs by themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from tidegate.languages import registry
from tidegate.program.sources import Sources

_ROOTS = ("src", "lib")  # as languages.python.modules.roots has them
_SUFFIXES = registry.LANGUAGES[0].SUFFIXES
_DEEPEST_NAME = 3  # folders without __init__.py that may stand above a package
_MOST_NAMES = 400  # of all units; in a tree with more of them everything counts as joined
_MOST_ASKED = 4  # units whose neighbours are searched for; what is further away counts as joined
_SAMPLE = 5  # files of a unit that are looked at before the tree is searched


def unit_of(path: str) -> str:
    """The file or folder at the top that a path is in: ``shop``, ``src/shop``, ``manage.py``."""
    first, _, rest = path.partition("/")
    return f"{first}/{rest.partition('/')[0]}" if first in _ROOTS and rest else first


class Units:
    """Which units of one tree know each other, found out as far as somebody asks."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._joined: dict[str, set[str]] = {}  # unit → those around it
        self._waiting: dict[str, list[str]] = {}  # unit → those around it whose neighbours were not asked for

    def joined(self, path: str, others: frozenset[str]) -> frozenset[str]:
        """Those of the files ``others`` that may get hold of what ``path`` makes."""
        units: dict[str, list[str]] = defaultdict(list)
        for other in others:
            units[unit_of(other)].append(other)
        around = self._around(unit_of(path), units)
        if around is None or units.keys() <= around:
            return others
        return frozenset(other for unit in around.intersection(units) for other in units[unit])

    def _around(self, unit: str, wanted: dict[str, list[str]]) -> set[str] | None:
        """The units joined to ``unit``, at least as far as ``wanted`` goes; ``None``: it may be all."""
        found = self._joined.setdefault(unit, {unit})
        waiting = self._waiting.setdefault(unit, [unit])
        if not self._names:
            return None
        for other in wanted.keys() - found if unit in waiting else ():
            if self._is_named(unit, wanted[other]):
                found.add(other)
                waiting.append(other)
        while waiting and not wanted.keys() <= found:
            if len(found) - len(waiting) >= _MOST_ASKED:
                return None
            for other in self._neighbours(waiting.pop(0)):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def _is_named(self, unit: str, paths: list[str]) -> bool:
        """Whether one of a few files names the unit: then nobody has to search for it."""
        some = sorted(paths)[:_SAMPLE]
        names = "|".join(re.escape(name) for name in sorted(self._names.get(unit, ())))
        pattern = re.compile(rf"\b(?:{names})\b".encode()) if names else None
        self._sources.expect_texts(some)
        return pattern is not None and any(pattern.search(self._sources.text(path) or b"") for path in some)

    def _neighbours(self, unit: str) -> Iterator[str]:
        """Units that name ``unit``, and those that it names."""
        holders = self._sources.tree.holders
        for paths in holders(self._names.get(unit, ()), _SUFFIXES, outside_of=unit).values():
            yield from sorted({unit_of(path) for path in paths})
        names = {name for other, names in self._names.items() if other != unit for name in names}
        named = {name for name, paths in holders(names, _SUFFIXES, inside=unit).items() if paths}
        yield from (other for other, names in self._names.items() if not named.isdisjoint(names))

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """Unit → the names by which it can be imported; empty where there are too many to ask for."""
        names = self._sources.names
        units = [*names(""), *(f"{root}/{name}" for root in _ROOTS for name in names(root))]
        found: dict[str, set[str]] = {}
        count = 0
        for unit in sorted(units):
            found[unit] = {name for name in self._importable(unit, _DEEPEST_NAME) if name.isidentifier()}
            count += len(found[unit])
            if count > _MOST_NAMES:
                return {}
        return found

    def _importable(self, path: str, depth: int) -> Iterator[str]:
        """A module's own name; of a folder that is no package also the names in it."""
        name = path.rpartition("/")[2]
        suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")
        yield name.removesuffix(suffix)
        inside = self._sources.names(path) if not suffix and depth else frozenset()
        if "__init__.py" not in inside:
            for child in sorted(inside):
                yield from self._importable(f"{path}/{child}", depth - 1)

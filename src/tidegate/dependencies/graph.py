"""What a lock file's entries mean together: who asks for which, and how seriously.

A reader makes the entries, the edges between them and what the project itself asks for; which entries are
direct, and the scope of each, follow from that.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tidegate.dependencies.edges import missing
from tidegate.documents.addresses import host
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_SERIOUS = {scope: place for place, scope in enumerate(Scope)}


class Asked(msgspec.Struct):
    """What the project asks of one entry; the most serious scope counts, and the first range."""

    scope: Scope
    requirement: str | None


class Graph(msgspec.Struct):
    """What was read so far, by the entries' keys; ``soft`` edges are optional dependencies.

    ``missing`` are names that are asked for and not listed.
    """

    entries: dict[str, Dependency] = {}
    roots: dict[str, Asked] = {}
    hard: dict[str, list[str]] = {}
    soft: dict[str, list[str]] = {}
    missing: dict[str, None] = {}
    gaps: list[str] = []

    def ask(self, key: str, scope: Scope, requirement: str | None) -> None:
        """The project itself asks for an entry."""
        known = self.roots.setdefault(key, Asked(scope, requirement))
        known.scope = min(known.scope, scope, key=_SERIOUS.__getitem__)

    def link(self, key: str, pulled: str, *, soft: bool = False) -> None:
        (self.soft if soft else self.hard).setdefault(key, []).append(pulled)

    def listing(self) -> Listing:
        """Every entry, with what follows from the others."""
        scopes = self._scopes()
        found = tuple(self._entry(key, scopes.get(key, Scope.RUNTIME)) for key in self.entries)
        return Listing(
            dependencies=found,
            gaps=(*self.gaps, *missing(list(self.missing))),
            hosts=hosts(found),
        )

    def _entry(self, key: str, scope: Scope) -> Dependency:
        asked = self.roots.get(key)
        pulled = dict.fromkeys((*self.hard.get(key, ()), *self.soft.get(key, ())))
        return replace(
            self.entries[key],
            direct=asked is not None,
            requirement=asked.requirement if asked else None,
            scope=scope,
            requires=tuple(one for one in pulled if one in self.entries),
        )

    def _scopes(self) -> dict[str, Scope]:
        """Breadth first from the roots of each scope, the most serious first; nothing leads to the rest."""
        found: dict[str, Scope] = {}
        for scope in Scope:
            starts = [key for key, asked in self.roots.items() if asked.scope is scope]
            if scope is Scope.OPTIONAL:
                starts += [pulled for key in found for pulled in self.soft.get(key, ())]
            self._spread(starts, scope, found)
        return found

    def _spread(self, waiting: list[str], scope: Scope, found: dict[str, Scope]) -> None:
        while waiting:
            key = waiting.pop()
            if key in found:
                continue
            found[key] = scope
            waiting += self.hard.get(key, ())
            if scope is not Scope.RUNTIME:
                waiting += self.soft.get(key, ())


def hosts(dependencies: tuple[Dependency, ...]) -> frozenset[str]:
    """Where the entries are downloaded from."""
    return frozenset(
        name
        for one in dependencies
        if one.location and one.origin is not Origin.PATH and (name := host(one.location))
    )

"""Mentions of packages, put together: one package for all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tidegate.model.dependency import Dependency, Scope
from tidegate.model.inventory import Identity, Occurrence, Package

_MOST_HASHES = 500  # of one package: each file of a release has one
_MOST_WAYS = 5
_SERIOUS = {scope: place for place, scope in enumerate(Scope)}


class Mention(msgspec.Struct, frozen=True):
    """What one entry of one file says of a package."""

    path: str
    line: int
    entry: Dependency
    direct: bool | None
    requires: frozenset[Identity] = frozenset()
    way: tuple[str, ...] = ()


class Gathered:
    """What was read so far."""

    def __init__(self) -> None:
        self._mentions: dict[Identity, list[Mention]] = {}
        self._with_edges: set[Identity] = set()

    def add(self, of: Identity, mention: Mention) -> None:
        self._mentions.setdefault(of, []).append(mention)

    def edges_told(self, of: Identity) -> None:
        """A file says all that the package pulls in, be it nothing."""
        self._with_edges.add(of)

    def has(self, of: Identity) -> bool:
        return of in self._mentions

    def packages(self) -> tuple[Package, ...]:
        return tuple(self._package(of, self._mentions[of]) for of in sorted(self._mentions))

    def _package(self, of: Identity, mentions: list[Mention]) -> Package:
        entries = [one.entry for one in mentions]
        requires = {pulled for one in mentions for pulled in one.requires if pulled != of}
        return Package(
            identity=of,
            entry=entries[0],
            occurrences=tuple(sorted({Occurrence(one.path, one.line) for one in mentions})),
            direct=_direct(mentions),
            scope=min((one.scope for one in entries), key=_SERIOUS.__getitem__).value,
            integrity=tuple(sorted({text for one in entries for text in one.integrity})[:_MOST_HASHES]),
            licences=_texts(one.licence for one in entries),
            locations=_texts(one.location for one in entries),
            requirements=_texts(one.requirement for one in entries),
            install_script=any(one.install_script for one in entries),
            requires=tuple(sorted(requires)) if of in self._with_edges else None,
            ways=tuple(sorted({one.way for one in mentions if one.way})[:_MOST_WAYS]),
        )


def _direct(mentions: list[Mention]) -> bool | None:
    told = {one.direct for one in mentions}
    return True if True in told else False if False in told else None


def _texts(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({one for one in values if one}))

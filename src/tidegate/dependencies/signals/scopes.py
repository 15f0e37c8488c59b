"""Scopes of npm: whose they are, and names that mistake them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from tidegate.dependencies.signals.asked import Asked, Signal
from tidegate.dependencies.signals.near import Nearby
from tidegate.knowledge.popular import popular

_ENOUGH = 2  # popular packages that make a scope an established one


def is_established(ecosystem: str, name: str) -> bool:
    """Whether the scope's owner is known for several packages."""
    return _scope(name) in _scopes(ecosystem)


def scoped(asked: Asked) -> Iterator[Signal]:
    """ "@typess/node" for "@types/node", "@lodash/lodash" for "lodash", "babel-core" for "@babel/core"."""
    known = popular(asked.ecosystem)
    if known is None:
        return
    scope, _, bare = asked.name.rpartition("/")
    if scope and not is_established(asked.ecosystem, asked.name):
        near = _nearby(asked.ecosystem).of(scope)
        if near:
            yield Signal("scope", f"has a scope that is one letter from `{near}`", f"{near}/{bare}")
        elif bare in known.ranks:
            yield Signal("scope", f"is `{bare}` under another's scope", bare)
    flat = _flattened(asked.ecosystem).get(asked.name.replace("/", "-").removeprefix("@"))
    if flat is not None and flat != asked.name:
        yield Signal("scope", f"is `{flat}` written otherwise", flat)


def _scope(name: str) -> str:
    return name.rpartition("/")[0]


@cache
def _scopes(ecosystem: str) -> frozenset[str]:
    known = popular(ecosystem)
    if known is None:
        return frozenset()
    counted = Counter(scope for name in known.ranks if (scope := _scope(name)).startswith("@"))
    return frozenset(scope for scope, count in counted.items() if count >= _ENOUGH)


@cache
def _nearby(ecosystem: str) -> Nearby:
    return Nearby(sorted(_scopes(ecosystem)))


@cache
def _flattened(ecosystem: str) -> dict[str, str]:
    """ "babel-core" and "types-node": what popular scoped names become without their scope's signs."""
    known = popular(ecosystem)
    names = [name for name in known.ranks if name.startswith("@")] if known else []
    return {name[1:].replace("/", "-"): name for name in reversed(names)}

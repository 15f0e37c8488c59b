"""What is odd about a package's name or release: each sign by itself, in words, and never one score.

A sign explains; none of them decides. Names are popular by ``tidegate.knowledge.popular``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidegate.dependencies.signals import affixes, near, published, scopes, words
from tidegate.dependencies.signals.asked import Asked, Signal
from tidegate.knowledge.popular import popular

__all__ = ["SIGNALS", "Asked", "Signal", "is_counted", "is_popular", "signals"]

_OTHER = {"PyPI": "npm", "npm": "PyPI"}


def is_counted(ecosystem: str) -> bool:
    """Whether anybody counted what is used of an ecosystem."""
    return popular(ecosystem) is not None


def is_popular(ecosystem: str, name: str) -> bool:
    """Whether a package (by its normal name) is among those that are used most, or of an owner of some.

    Only the owner of a scope of npm can publish in it, so nobody else can take a name there.
    """
    known = popular(ecosystem)
    return known is not None and (name in known.ranks or scopes.is_established(ecosystem, name))


def unpopular(asked: Asked) -> Iterator[Signal]:
    known = popular(asked.ecosystem)
    if known is not None and asked.name not in known.ranks:
        count = f"{len(known.ranks):,} most used packages of {known.ecosystem} ({known.date})"
        yield Signal("unpopular", f"is not among the {count}")


def elsewhere(asked: Asked) -> Iterator[Signal]:
    """A real name of another ecosystem: models mix them up, and attackers take the free one."""
    other = _OTHER.get(asked.ecosystem)
    known = popular(other) if other else None
    if known is not None and asked.name in known.ranks:
        yield Signal("elsewhere", f"is the name of a popular package of {known.ecosystem}")


SIGNALS: tuple[Callable[[Asked], Iterator[Signal]], ...] = (
    unpopular,
    elsewhere,
    near.separated,
    near.lookalike,
    near.one_edit,
    affixes.affixed,
    scopes.scoped,
    words.recombined,
    published.young,
    published.unlearned,
    published.deprecated,
    published.yanked,
    published.runs_when_installed,
)


def signals(asked: Asked) -> list[Signal]:
    """Every sign, the likeness to one other package told once."""
    found: list[Signal] = []
    for signal in (one for look in SIGNALS for one in look(asked)):
        if signal.like is None or all(signal.like != one.like for one in found):
            found.append(signal)
    return found

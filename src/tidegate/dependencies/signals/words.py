"""Names put together from words of popular ones: what a model invents, and an attacker then registers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from tidegate.dependencies.signals.asked import Asked, Signal
from tidegate.knowledge.popular import popular

_SPLIT = re.compile(r"[-_./@]+")
_OFTEN = 2  # popular names that have a word: then it is one


def recombined(asked: Asked) -> Iterator[Signal]:
    """At least two words of popular names, together no popular one; or a popular name and more."""
    known = popular(asked.ecosystem)
    if known is None or asked.name in known.ranks:
        return
    parts = list(dict.fromkeys(part for part in _SPLIT.split(asked.name) if len(part) > 1))
    usual = [part for part in parts if part in _words(asked.ecosystem)]
    if len(usual) >= 2:
        quoted = [f"`{part}`" for part in usual[:4]]
        yield Signal("words", f"{', '.join(quoted[:-1])} and {quoted[-1]} are words of popular packages")
    elif usual and len(parts) > 1 and usual[0] in known.ranks:
        yield Signal("words", f"carries the name of the popular package `{usual[0]}`", usual[0])


@cache
def _words(ecosystem: str) -> frozenset[str]:
    known = popular(ecosystem)
    names = list(known.ranks) if known else []
    counted = Counter(part for name in names for part in set(_SPLIT.split(name)) if part)
    often = {part for part, count in counted.items() if count >= _OFTEN}
    return frozenset(often | {name for name in names if not _SPLIT.search(name)})

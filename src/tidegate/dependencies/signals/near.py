"""Names that are almost a popular one: one edit away, other separators, letters that look alike.

Two names are at most one edit apart only if they are equal after at most one letter was left out of each,
so an index of what popular names become without one letter answers with a look-up for each letter.
Source: the "symmetric delete" idea of SymSpell; edits as of Damerau (1964), with transpositions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from tidegate.dependencies.signals.asked import Asked, Signal
from tidegate.knowledge.popular import popular

TARGETS = 5_000  # of the popular names: the ones worth being taken for
_SEPARATORS = re.compile(r"[-_.]+")
_LATIN = {"0": "o", "1": "l", "i": "l", "5": "s"}
_CYRILLIC = dict(zip("аеорсухіјѕԁһӏкмт", "aeopcyxljsdhlkmt", strict=True))
_GREEK = dict(zip("οαιντκρυχ", "oalvtkpux", strict=True))
_ALIKE = str.maketrans(_LATIN | _CYRILLIC | _GREEK)
_PAIRS = (("rn", "m"), ("vv", "w"))


class Nearby:
    """Finds the first of ``names`` that is one edit away from another name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._ranks = {name: rank for rank, name in enumerate(names)}
        self._longest = max(map(len, self._ranks), default=0)
        self._without: dict[str, list[str]] = {}
        for name in self._ranks:
            for part in {name, *_omissions(name)}:
                self._without.setdefault(part, []).append(name)

    def of(self, name: str) -> str | None:
        if len(name) > self._longest + 1:
            return None
        hits = [self._without[part] for part in (name, *_omissions(name)) if part in self._without]
        close = [one for hit in hits for one in hit if one != name and _is_one_edit(one, name)]
        return min(close, key=self._ranks.__getitem__, default=None)


def separated(asked: Asked) -> Iterator[Signal]:
    """The same letters with other separators: "date_fns", "python.dateutil" of npm, "pythondateutil"."""
    found = _by_letters(asked.ecosystem).get(squeezed(asked.name))
    if found and found != asked.name:
        yield Signal("separators", f"is `{found}` with other separators", found)


def lookalike(asked: Asked) -> Iterator[Signal]:
    """The same to the eye: digits for letters, "rn" for "m", letters of another script."""
    found = _by_looks(asked.ecosystem).get(looks(asked.name))
    if found and found != asked.name:
        yield Signal("lookalike", f"looks like `{found}`", found)


def one_edit(asked: Asked) -> Iterator[Signal]:
    found = _nearby(asked.ecosystem).of(asked.name)
    if found is None:
        return
    swapped = len(found) == len(asked.name) and sorted(found) == sorted(asked.name)
    text = f"is `{found}` with two letters swapped" if swapped else f"is one letter from `{found}`"
    yield Signal("near", text, found)


def squeezed(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


def looks(name: str) -> str:
    """What is equal for names that look alike."""
    seen = squeezed(unicodedata.normalize("NFKC", name)).translate(_ALIKE)
    for pair, single in _PAIRS:
        seen = seen.replace(pair, single)
    return seen


def _omissions(name: str) -> list[str]:
    return [name[:at] + name[at + 1 :] for at in range(len(name))]


def _is_one_edit(one: str, other: str) -> bool:
    """For names that are equal after at most one letter was left out of each."""
    if len(one) != len(other):
        return True
    differing = [at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(differing) < 2:
        return True
    first, last = differing[0], differing[-1]
    return last - first == 1 and one[first] == other[last] and one[last] == other[first]


def _targets(ecosystem: str) -> list[str]:
    known = popular(ecosystem)
    return known.top(TARGETS) if known else []


@cache
def _nearby(ecosystem: str) -> Nearby:
    return Nearby(_targets(ecosystem))


@cache
def _by_letters(ecosystem: str) -> dict[str, str]:
    return {squeezed(name): name for name in reversed(_targets(ecosystem))}


@cache
def _by_looks(ecosystem: str) -> dict[str, str]:
    return {looks(name): name for name in reversed(_targets(ecosystem))}

"""Packagist: which versions a constraint allows (Composer's "Versions and constraints").

Conditions beside each other all hold, of those with ``||`` one. Where a row of versions begins or ends, its
pre-releases count to what follows: ``^1.2`` allows 1.2.0-beta and not 2.0.0-beta.
"""

from __future__ import annotations

import re

from tidegate.dependencies.versions.packagist import canonical, key

_LONGEST = 1000  # characters
_EITHER = re.compile(r"\s*\|\|?\s*")
_HYPHEN = re.compile(r"(\S+)\s+-\s+(\S+)")
_CONDITION = re.compile(r"\s*(\^|~|>=|<=|!=|<>|==|=|>|<)?\s*([^\s,|<>=!^~]+)\s*,?\s*")
_NUMBERS = re.compile(r"v?([0-9]+(?:\.[0-9]+){0,3})")
_ROW = re.compile(r"v?((?:[0-9]+\.){0,3})[x*](?:\.[x*])*")


def satisfies(version: str, requirement: str) -> bool:
    """Raise ValueError where either is none; a branch is only itself."""
    asked = requirement[:_LONGEST].strip()
    if canonical(asked).startswith("dev-"):
        return canonical(asked) == canonical(version)
    return max(_all_hold(version, one) for one in _EITHER.split(asked))  # each must be one


def _all_hold(version: str, conditions: str) -> bool:
    if hyphen := _HYPHEN.fullmatch(conditions.strip()):
        return key(version) >= key(_dev(hyphen[1])) and _until(version, hyphen[2])
    at, held = 0, True
    while at < len(conditions) or not at:
        found = _CONDITION.match(conditions, at)
        if found is None:
            raise ValueError(f"{conditions[:80]!r} is no constraint of Composer's")
        held = _holds(version, found[1] or "=", found[2]) and held
        at = found.end()
    return held


def _holds(version: str, operator: str, wanted: str) -> bool:
    row = _ROW.fullmatch(wanted) if operator not in ("^", "~") else None
    if row is not None:
        named = [int(one) for one in row[1].split(".") if one]
        inside = not named or _between(version, row[1].rstrip("."), named)
        return inside if operator in ("=", "==") else operator not in ("!=", "<>") or not inside
    if operator in ("^", "~"):
        named = _named(wanted)
        fixed = _caret(named) if operator == "^" else named[: max(1, len(named) - 1)]
        return _between(version, wanted, fixed)
    place, edge = key(version), key(_dev(wanted) if operator in (">=", "<") else canonical(wanted))
    return {
        ">=": place >= edge,
        "<=": place <= edge,
        ">": place > edge,
        "<": place < edge,
        "!=": place != edge,
        "<>": place != edge,
    }.get(operator, place == edge)


def _named(wanted: str) -> list[int]:
    found = _NUMBERS.match(wanted)
    if found is None:
        raise ValueError(f"{wanted[:80]!r} is no version of a package")
    return [int(one) for one in found[1].split(".")]


def _caret(named: list[int]) -> list[int]:
    """The leading numbers that may not change: up to the first that is not 0."""
    first = next((at for at, number in enumerate(named) if number), len(named) - 1)
    return named[: first + 1]


def _between(version: str, low: str, fixed: list[int]) -> bool:
    """From ``low`` to before the next of the ``fixed`` numbers."""
    high = ".".join(map(str, [*fixed[:-1], fixed[-1] + 1]))
    return key(_dev(low)) <= key(version) < key(_dev(high))


def _until(version: str, last: str) -> bool:
    """The end of a hyphen's range: 2.0 allows all of 2.0.x."""
    named = _named(last)
    if len(named) > 2:
        return key(version) <= key(canonical(last))
    return key(version) < key(_dev(".".join(map(str, [*named[:-1], named[-1] + 1]))))


def _dev(version: str) -> str:
    """Its first pre-release, where it names none."""
    bare = canonical(version)
    return f"{bare}-dev" if _NUMBERS.fullmatch(bare) else bare

"""RubyGems: which versions a requirement allows (``Gem::Requirement``): conditions, all of which hold."""

from __future__ import annotations

import re

from tidegate.dependencies.versions.rubygems import key

_LONGEST = 1000  # characters
_CONDITION = re.compile(r"\s*(=|!=|>=|<=|~>|>|<)?\s*([0-9A-Za-z.-]+)\s*")
_RELEASE = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def satisfies(version: str, requirement: str) -> bool:
    """Raise ValueError where either is none."""
    return min(_holds(version, one) for one in requirement[:_LONGEST].split(","))  # each must be one


def _holds(version: str, condition: str) -> bool:
    found = _CONDITION.fullmatch(condition)
    if found is None:
        raise ValueError(f"{condition[:80]!r} is no requirement of a gem")
    place, wanted = key(version), key(found[2])
    match found[1]:
        case ">":
            return place > wanted
        case ">=":
            return place >= wanted
        case "<":
            return place < wanted
        case "<=":
            return place <= wanted
        case "!=":
            return place != wanted
        case "~>":
            return place >= wanted and key(_release(version)) < key(_bumped(found[2]))
    return place == wanted


def _release(version: str) -> str:
    """Without what makes it a pre-release: ``2.0.rc1`` is before 2.0, and no 1.x."""
    found = _RELEASE.match(version.strip())
    return found[0] if found else version


def _bumped(version: str) -> str:
    """The first that ``~>`` does not allow any more: 1.3 for 1.2.3, 2 for 1.2."""
    parts = _release(version).split(".")
    parts = parts[:-1] or parts
    return ".".join([*parts[:-1], str(int(parts[-1]) + 1)])

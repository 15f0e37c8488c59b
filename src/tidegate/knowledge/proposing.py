"""What names tell of a program that nobody has described yet; ``proposing.yaml`` explains each key."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from tidegate.knowledge.store import ROOT, convert_yaml

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+[0-9]*")
_LONGEST = 200  # of a name


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sort of code that is worth a second look. ``classes``: "migration", "deployment"."""

    tier: Literal["medium", "high", "critical"]
    reason: str
    words: frozenset[str] = frozenset()
    purposes: tuple[str, ...] = ()
    classes: tuple[Literal["migration", "deployment"], ...] = ()


class Proposing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: date
    asks: frozenset[str]
    means: frozenset[str]
    ends: frozenset[str]
    nots: frozenset[str]
    does: frozenset[str]
    subjects: dict[str, Subject]
    machines: dict[str, tuple[str, ...]]


@cache
def packaged() -> Proposing:
    file = ROOT / "proposing.yaml"
    return convert_yaml(file.read_text("utf-8"), Proposing, file.name)


@cache
def machines() -> dict[str, str]:
    """Address of a machine → what it is called."""
    return {address: name for name, addresses in packaged().machines.items() for address in addresses}


def words(name: str) -> tuple[str, ...]:
    """The words of a name in snake, kebab or camel case, in lower case; none of one that is no name."""
    return tuple(word.lower() for word in _WORDS.findall(name)) if len(name) <= _LONGEST else ()


def is_control(name: str) -> bool:
    """Whether a function's name says that it is there to let some callers through and others not."""
    said = words(name)
    return is_login(name) or (bool(said) and said[0] in packaged().asks and not _is_other(said))


def is_login(name: str) -> bool:
    """Whether a function's name says that it is there to ask who comes in or what he may do."""
    known, said = packaged(), words(name)
    if not said or _is_other(said):
        return False
    return said[-1] in known.ends or not known.means.isdisjoint(said)


def _is_other(said: tuple[str, ...]) -> bool:
    known = packaged()
    return said[0] in known.does or not known.nots.isdisjoint(said)

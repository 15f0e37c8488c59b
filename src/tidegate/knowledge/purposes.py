"""What packages are for: which of them do the same job, and which are used with each other.

``purposes.yaml`` says it; where it stands, each key is explained.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from tidegate.knowledge.store import ROOT, convert_yaml


class Purpose(msgspec.Struct, frozen=True):
    """One job. ``words`` follow "for"; ``packages`` are those that do it, by ecosystem, most used first.

    ``development`` says that it is no part of a running program.
    """

    id: str
    words: str
    packages: dict[str, tuple[str, ...]]
    development: bool = False


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: str
    PyPI: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    development: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: date
    purposes: dict[str, _Entry]
    together: dict[str, tuple[tuple[str, ...], ...]]


def purposes() -> dict[str, Purpose]:
    """All purposes, by id."""
    return _packaged()[0]


def purpose_of(ecosystem: str, name: str) -> Purpose | None:
    """What a package (by its normal name) is for, where that is known."""
    return _by_package().get((ecosystem, name))


def are_together(ecosystem: str, one: str, other: str) -> bool:
    """Whether two packages are used with each other, so that the one is no second choice for the other."""
    return any({one, other} <= set(group) for group in _packaged()[1].together.get(ecosystem, ()))


@cache
def _packaged() -> tuple[dict[str, Purpose], _File]:
    file = ROOT / "purposes.yaml"
    read = convert_yaml(file.read_text("utf-8"), _File, file.name)
    made = {
        name: Purpose(name, one.words, {"PyPI": one.PyPI, "npm": one.npm}, one.development)
        for name, one in read.purposes.items()
    }
    return made, read


@cache
def _by_package() -> dict[tuple[str, str], Purpose]:
    return {
        (ecosystem, name): purpose
        for purpose in purposes().values()
        for ecosystem, names in purpose.packages.items()
        for name in names
    }

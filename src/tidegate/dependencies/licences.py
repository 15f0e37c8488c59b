"""Whether a licence is one that the team allows: SPDX expressions against lists of identifiers.

Source: SPDX specification, annex on licence expressions. The identifiers that exist are those of the
``packaging`` library.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import IntEnum

import msgspec

_TOKEN = re.compile(r"[()]|[^\s()]+")
_LONGEST = 1000  # characters of an expression
_DEEPEST = 32  # parentheses in each other
_GNU = ("GPL-", "LGPL-", "AGPL-", "GFDL-")


class Answer(IntEnum):
    """Of several licences that all bind, the least counts; of several to choose from, the greatest."""

    DENIED = 0
    NOT_LISTED = 1
    ALLOWED = 2


class UnknownLicence(Exception):
    """The text is no SPDX expression."""


class Wanted(msgspec.Struct, frozen=True):
    """Identifiers; without ``allow``, what is not denied is allowed."""

    allow: frozenset[str]
    deny: frozenset[str]


def wanted(allow: Collection[str], deny: Collection[str]) -> Wanted:
    return Wanted(frozenset(map(_same, allow)), frozenset(map(_same, deny)))


def judge(expression: str, lists: Wanted) -> Answer:
    """What the lists say to an expression. Raise UnknownLicence."""
    tokens = _TOKEN.findall(_canonical(expression))
    answer, rest = _either(tokens, lists, 0)
    if rest:
        raise UnknownLicence(expression)
    return answer


def _canonical(expression: str) -> str:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    if len(expression) > _LONGEST:
        raise UnknownLicence(f"{expression[:80]}…")
    try:
        return str(canonicalize_license_expression(expression))
    except (InvalidLicenseExpression, RecursionError, SyntaxError, MemoryError) as error:
        raise UnknownLicence(expression) from error


def _either(tokens: list[str], lists: Wanted, depth: int) -> tuple[Answer, list[str]]:
    answer, rest = _both(tokens, lists, depth)
    while rest and rest[0] == "OR":
        other, rest = _both(rest[1:], lists, depth)
        answer = max(answer, other)
    return answer, rest


def _both(tokens: list[str], lists: Wanted, depth: int) -> tuple[Answer, list[str]]:
    answer, rest = _one(tokens, lists, depth)
    while rest and rest[0] == "AND":
        other, rest = _one(rest[1:], lists, depth)
        answer = min(answer, other)
    return answer, rest


def _one(tokens: list[str], lists: Wanted, depth: int) -> tuple[Answer, list[str]]:
    if not tokens or depth > _DEEPEST:
        raise UnknownLicence(" ".join(tokens))
    if tokens[0] == "(":
        answer, rest = _either(tokens[1:], lists, depth + 1)
        return answer, rest[1:]
    answer, rest = _listed(tokens[0], lists), tokens[1:]
    if rest and rest[0] == "WITH":  # an exception only permits more
        return max(answer, Answer.NOT_LISTED), rest[2:]
    return answer, rest


def _listed(identifier: str, lists: Wanted) -> Answer:
    name = _same(identifier)
    if name in lists.deny:
        return Answer.DENIED
    return Answer.ALLOWED if name in lists.allow or not lists.allow else Answer.NOT_LISTED


def _same(identifier: str) -> str:
    """One text for an identifier and the deprecated one that means it: GPL-2.0+ is GPL-2.0-or-later."""
    if identifier.upper().startswith(_GNU) and not identifier.endswith(("-only", "-or-later")):
        bare = identifier.removesuffix("+")
        identifier = bare + ("-or-later" if bare != identifier else "-only")
    return identifier.casefold()

"""Expressions out of knowledge, over text that nobody vouches for: RE2, so in linear time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol


class Expression(Protocol):
    def search(self, text: str) -> Any: ...

    def fullmatch(self, text: str) -> Any: ...


def one_of(patterns: Iterable[str]) -> Expression:
    """Any of them; of none, what never matches."""
    return _compiled(tuple(patterns))


@cache
def _compiled(patterns: tuple[str, ...]) -> Expression:
    import re2

    found: Expression = re2.compile("|".join(f"(?:{one})" for one in patterns) or r"[^\x00-\x{10FFFF}]")
    return found

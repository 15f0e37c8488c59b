"""What messages of commits say of the change that they belong to: numbers, reverts, copies, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from tidegate.knowledge.store import convert_yaml

_LINES = 2_000  # of one message
_LONGEST = 1_000  # characters of one line


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the number of a pull request stands."""

    of: Literal["subject", "body"]
    pattern: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. ``reviews`` are keys of trailers."""

    numbers: tuple[Number, ...]
    reverts: str
    copies: str
    reviews: tuple[str, ...]


@cache
def words() -> Words:
    """What is packaged."""
    file = Path(__file__).with_suffix(".yaml")
    return convert_yaml(file.read_text("utf-8"), Words, file.name)


def number(message: str) -> int | None:
    """The number of the pull request that a message tells."""
    subject, *body = _lines(message)
    for one in words().numbers:
        for line in (subject,) if one.of == "subject" else body:
            if found := _search(one.pattern, line, "number"):
                return int(found)
    return None


def reverted(message: str) -> Iterator[str]:
    """The commits that the message says it takes back."""
    return _named(words().reverts, message)


def copied(message: str) -> Iterator[str]:
    """The commits that the message says it is a copy of."""
    return _named(words().copies, message)


def _named(pattern: str, message: str) -> Iterator[str]:
    for line in _lines(message)[1:]:
        if found := _search(pattern, line, "commit"):
            yield found


def _lines(message: str) -> list[str]:
    return [line[:_LONGEST].rstrip() for line in message.splitlines()[:_LINES]] or [""]


def _search(pattern: str, line: str, group: str) -> str | None:
    found = _compiled(pattern).search(line)
    return str(found.group(group)) if found else None


@cache
def _compiled(pattern: str) -> Any:
    import re2

    return re2.compile(pattern)

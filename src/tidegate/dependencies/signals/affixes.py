"""A popular name with a common part put before or after it, or left out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tidegate.dependencies.signals.asked import Asked, Signal
from tidegate.knowledge.popular import popular

_BEFORE = ("python-", "python3-", "py-", "py", "node-", "node", "js-", "ts-", "the-")
_AFTER = (
    *(
        "-python",
        "-python3",
        "-py",
        ".py",
        "py",
        "-js",
        ".js",
        "js",
        "-node",
        "-ts",
        "-lib",
        "-sdk",
        "-client",
    ),
    *("-v2", "-v3", "2", "3", "4", "-2", "-3", "-requirements", "-official", "-core", "-utils"),
    *("es", "s"),
)
_SHORTEST = 3  # of what is left


def affixed(asked: Asked) -> Iterator[Signal]:
    """More than a popular name by such a part, or less than one."""
    known = popular(asked.ecosystem)
    if known is None:
        return
    for bare, part in _bare(asked.name):
        if bare in known.ranks:
            yield Signal("affix", f"is `{bare}` with “{part}” added", bare)
    longer = _by_bare(asked.ecosystem).get(asked.name)
    if longer is not None:
        yield Signal("affix", f"is `{longer[0]}` without “{longer[1]}”", longer[0])


def _bare(name: str) -> Iterator[tuple[str, str]]:
    for part in _BEFORE:
        if name.startswith(part) and len(name) >= len(part) + _SHORTEST:
            yield name[len(part) :], part
    for part in _AFTER:
        if name.endswith(part) and len(name) >= len(part) + _SHORTEST:
            yield name[: -len(part)], part


@cache
def _by_bare(ecosystem: str) -> dict[str, tuple[str, str]]:
    known = popular(ecosystem)
    names = reversed(known.ranks) if known else ()
    return {bare: (name, part) for name in names for bare, part in _bare(name)}

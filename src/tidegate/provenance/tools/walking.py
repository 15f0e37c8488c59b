"""Places in settings: ``permissions.allow[]``, ``hooks.*[].hooks[]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from tidegate.documents.located import At

EACH, ANY = "[]", "*"


class Met(NamedTuple):
    """A value and where it stands; ``names`` are the keys that a ``*`` stood for."""

    at: At
    names: tuple[str, ...]
    value: Any


@cache
def parts(text: str) -> tuple[str, ...]:
    """``a.b[].*`` → a, b, [], *."""
    return tuple(part for part in text.replace(EACH, f".{EACH}").split(".") if part)


def walk(value: Any, wanted: tuple[str, ...], at: At = (), names: tuple[str, ...] = ()) -> Iterator[Met]:
    """Everything at a place. A key may be written with its dots (``"a.b"``) or as objects in objects; what
    stands alone where a list may stand is taken for its only entry."""
    if not wanted:
        yield Met(at, names, value)
    elif wanted[0] == EACH:
        if isinstance(value, list):
            for number, one in enumerate(value):
                yield from walk(one, wanted[1:], (*at, number), names)
        elif not isinstance(value, dict):
            yield from walk(value, wanted[1:], at, names)
    elif isinstance(value, dict):
        for key, rest in _keys(value, wanted):
            more = (*names, key) if wanted[0] == ANY else names
            yield from walk(value[key], rest, (*at, key), more)


def _keys(value: Mapping[str, Any], wanted: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if wanted[0] == ANY:
        yield from ((str(key), wanted[1:]) for key in value)
        return
    for count in range(1, len(wanted) + 1):
        if wanted[count - 1] in (EACH, ANY):
            return
        if (key := ".".join(wanted[:count])) in value:
            yield key, wanted[count:]


def undescribed(value: Any, met: set[At]) -> Iterator[tuple[At, Any]]:
    """The outermost keys that neither were met nor lead to one that was."""
    leading = {at[:count] for at in met for count in range(len(at))}
    pending: list[tuple[At, Any]] = [((), value)]
    while pending:
        at, one = pending.pop()
        if at in met:
            continue
        if at and at not in leading:
            yield at, one
        elif isinstance(one, dict):
            pending += [((*at, str(key)), inner) for key, inner in one.items()]
        elif isinstance(one, list):
            pending += [((*at, number), inner) for number, inner in enumerate(one)]


def text(value: Any) -> str:
    """A scalar as a settings file would write it: ``true``, ``3``, ``never``; others in JSON."""
    import json

    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, default=str)

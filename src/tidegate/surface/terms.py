"""What a control is told: the roles that it lets in, the rate that it allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tidegate.flow.values import Closure, Instance, Value
from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.surface.conditions import last_name

_DEEPEST = 3
_MUCH = 3  # a limit that is raised by less is tuned
_RATE = re.compile(r"\s*(\d+)\s*(?:/|per\s|\sin\s)\s*(\d*)\s*([a-z]+)\s*", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000, "y": 31536000}
_EVERY = frozenset({"all", "issubset", "issuperset"})
_ANY = re.compile(r"(?:^|_)(?:any|accepted|allowed)(?:_|$)", re.IGNORECASE)
_ROLES = re.compile(r"role|group", re.IGNORECASE)


class Terms(NamedTuple):
    """``names`` are texts that a control was given; ``every``: who comes in must have all of them."""

    names: frozenset[str]
    every: bool = False


NONE = Terms(frozenset())


def of_value(value: Value) -> Terms:
    """What a function was given that was made for it, or an object."""
    names: set[str] = set()
    every = False
    for entity in value.entities:
        if isinstance(entity, Closure):
            given = (one for name, one in entity.environment.items() if name != entity.function.name)
            names.update(name for one in given for name in texts_of(one))
            every = every or wants_every(entity.function.body)
        elif isinstance(entity, Instance):
            names.update(texts_of(Value(fields=value.fields)))
    return Terms(frozenset(names), every)


def of_arguments(values: list[Value], name: str, is_own: bool) -> Terms:
    """What a decorator was given. Of several roles any is enough where the team's own names them so."""
    names = frozenset(one for value in values for one in texts_of(value))
    any_is_enough = _ANY.search(name) or (is_own and _ROLES.search(name))
    return Terms(names, not any_is_enough)


def texts_of(value: Value, depth: int = 0) -> Iterator[str]:
    """The texts that a value, or anything in it, is known to be."""
    yield from (one for one in value.constants or () if isinstance(one, str))
    for field in (value.fields or {}).values() if depth < _DEEPEST else ():
        yield from texts_of(field, depth + 1)


def wants_every(body: object) -> bool:
    """Whether code asks for all of several things."""
    for node in inside(body):
        if isinstance(node, ir.Compare) and not {"<=", ">=", "<", ">"}.isdisjoint(node.ops):
            return True
        name = last_name(node.function) if isinstance(node, ir.Call) else ""
        if name in _EVERY:
            return True
    return False


def lets_more_in(before: Terms, after: Terms) -> frozenset[str]:
    """What callers need not have any more, or may have instead; nothing where terms cannot be compared."""
    if before.every != after.every or not before.names:
        return frozenset()
    less, more = (after.names, before.names) if before.every else (before.names, after.names)
    return more - less if less < more else frozenset()


def allows_more(before: Terms, after: Terms) -> tuple[str, str] | None:
    """(the rate of base, that of head), where the lowest of head is much higher."""
    old, new = ({rate: name for name in terms.names if (rate := rate_of(name))} for terms in (before, after))
    if not old or not new or min(new) < _MUCH * min(old):
        return None
    return old[min(old)], new[min(new)]


def rate_of(text: str) -> float:
    """Requests a second that a text like ``5/minute`` allows; 0 for any other text."""
    found = _RATE.fullmatch(text)
    if found is None:
        return 0
    number, times, unit = found.groups()
    low = unit.lower()
    seconds = _SECONDS.get("mo" if low.startswith("mo") else low[:1])
    return int(number) / (seconds * int(times or 1)) if seconds and int(times or 1) else 0

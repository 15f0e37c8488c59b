"""Ways in that nobody has to sign in for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from tidegate.config.patterns import routes
from tidegate.model.proposal import Proposed
from tidegate.proposal.seen import Entry

_KINDS = frozenset({"http", "websocket"})
_PLAIN = re.compile(r"[\w.~@+-]*")
_MOST_OPEN = 0.75  # of all routes: beyond it what asks who comes in is more likely not understood
_FEWEST = 8  # routes, for that to say anything
_MOST = 25
_DEEPEST = 6
_EVERYWHERE = 0.9  # of all routes: what stands before so many is a middleware


class Public(NamedTuple):
    """``unsure`` says why it cannot be told of all routes, or of those that are not sure."""

    routes: tuple[Proposed, ...] = ()
    unsure: str = ""
    more: int = 0


def public(entries: Iterable[Entry]) -> Public:
    """Routes that somebody answers without asking who comes in, joined where all below a prefix do."""
    routed = [entry for entry in entries if entry.kind in _KINDS and entry.route is not None]
    found = _public(routed)
    middleware = _middleware(routed)
    if found.unsure or not middleware:
        return found
    beside = _public([_without(entry, middleware) for entry in routed])
    known = {one.value for one in found.routes}
    more = [msgspec.structs.replace(one, sure=False) for one in beside.routes if one.value not in known]
    names = " and ".join(sorted(middleware))
    says = f"before some routes only {names} asks, which stands before nearly all and may let callers through"
    return Public((*found.routes, *more), says if more or beside.unsure else "", found.more)


def _middleware(entries: list[Entry]) -> set[str]:
    """Functions of the program that turn callers away, it seems, before nearly every route."""
    counted = Counter(
        name for entry in entries for name in {one.provider for one in entry.guards if not one.named}
    )
    return {name for name, number in counted.items() if number >= max(_EVERYWHERE * len(entries), _FEWEST)}


def _without(entry: Entry, middleware: set[str]) -> Entry:
    left = tuple(one for one in entry.guards if one.provider not in middleware)
    return msgspec.structs.replace(entry, guards=left)


def _public(entries: list[Entry]) -> Public:
    by_route: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_route[_glob(entry.route or "/")].append(entry)
    opened = {route: found for route, found in by_route.items() if not all(one.asks_who for one in found)}
    if len(by_route) >= _FEWEST and len(opened) > _MOST_OPEN * len(by_route):
        return Public(unsure=_unsure(opened, len(by_route)))
    closed = [route for route in by_route if route not in opened]
    found = [_exact(one, closed) for one in _joined("", sorted(by_route), opened, 0)]
    return Public(tuple(found[:_MOST]), "", max(0, len(found) - _MOST))


def _exact(one: Proposed, closed: Iterable[str]) -> Proposed:
    """Not sure where the glob means a route, too, that asks who comes in."""
    if not any(map(routes([one.value]), closed)):
        return one
    return msgspec.structs.replace(one, why=f"{one.why}; means others too, that ask", sure=False)


def _unsure(opened: dict[str, list[Entry]], every: int) -> str:
    first = next(iter(opened.values()))[0]
    return (
        f"{len(opened)} of {every} routes show no check of who comes in, such as {first.name}: more likely "
        "it is made in a way that is not understood; name it under authentication and run this again"
    )


def _joined(prefix: str, routes: list[str], opened: dict[str, list[Entry]], depth: int) -> Iterator[Proposed]:
    """Below ``prefix``: one glob where all are open, else each by itself."""
    free = [route for route in routes if route in opened]
    if not free:
        return
    if prefix and len(free) == len(routes) and len(routes) > 1:
        yield _proposed(f"{prefix}/**", [one for route in free for one in opened[route]])
        return
    below: dict[str, list[str]] = defaultdict(list)
    for route in routes:
        head, slash, _ = route[len(prefix) + 1 :].partition("/")
        below[f"{prefix}/{head}" if slash and depth < _DEEPEST else ""].append(route)
    for inner, some in below.items():
        if inner and len(some) > 1:
            yield from _joined(inner, some, opened, depth + 1)
        else:
            yield from (_proposed(route, opened[route]) for route in some if route in opened)


def _proposed(glob: str, entries: list[Entry]) -> Proposed:
    free = [one for one in entries if not one.asks_who]
    names = sorted({one.name for one in free})
    why = names[0] + (f" and {len(names) - 1} more" if names[1:] else "")
    return Proposed(glob, why, free[0].spot.path, free[0].spot.line)


def _glob(route: str) -> str:
    """A route as a glob: a part that is not a fixed word is any part."""
    parts = [part if _PLAIN.fullmatch(part) else "*" for part in route.split("/")]
    return "/" + "/".join(parts).lstrip("/")

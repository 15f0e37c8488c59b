"""Routers and mounts: the prefix and the controls that a route gets from what it is part of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tidegate.flow.engine import Engine
from tidegate.flow.library import CallArguments
from tidegate.flow.summary import Registration
from tidegate.flow.told import HANDLER
from tidegate.flow.values import Site, Value
from tidegate.knowledge.paths import Arguments, parse_argument
from tidegate.knowledge.tables import Mounting

_DEEPEST = 8
_MOST_WAYS = 8  # by which one router is reached


class Join(NamedTuple):
    """A router, or a route, became part of another."""

    parent: Site | None
    prefix: str
    overrides: bool
    controls: tuple[Value, ...] = ()


class Way(NamedTuple):
    """A way in: what stands before the routes, the routers on it from the inner one, their controls."""

    prefix: str
    sites: tuple[Site, ...]
    controls: tuple[Value, ...]


NOWHERE = Way("", (), ())


class Routing:
    """All routers that the given registrations tell of. ``modules`` are files that mounts name."""

    def __init__(self, engine: Engine, registrations: Iterable[Registration]) -> None:
        self._engine = engine
        self._library = engine.library
        self._prefixes: dict[Site, str] = {}
        self._controls: dict[Site, list[Value]] = {}
        self._joins: dict[Site, list[Join]] = {}
        self.hooks: list[Registration] = []
        self.modules: set[str] = set()
        for registration in registrations:
            self._read(registration)

    def _read(self, registration: Registration) -> None:
        tables = self._library.tables
        if self._library.one(tables.routers, registration.reference) is not None:
            self._router(registration)
        mount = self._library.one(tables.mounts, registration.reference)
        if mount is not None:
            self._mount(registration, mount)
        if self._library.one(tables.hooks, registration.reference) is not None:
            self.hooks.append(registration)

    def _router(self, registration: Registration) -> None:
        router = self._library.one(self._library.tables.routers, registration.reference)
        assert router is not None
        site = registration.site
        self._prefixes[site] = text(_argument(registration, router.prefix))
        self._controls.setdefault(site, []).extend(_all(registration, router.controls))
        parent = _argument(registration, router.parent)
        if parent is not None and parent.site:
            self._join(site, Join(parent.site, "", False))
        for child in sites(_argument(registration, router.routes)):
            self._join(child, Join(site, "", False))

    def _mount(self, registration: Registration, mount: Mounting) -> None:
        child = _argument(registration, mount.child)
        parent = _argument(registration, mount.parent) if mount.parent else registration.receiver
        prefix = _argument(registration, mount.prefix)
        join = Join(
            (parent.site if parent is not None else None) or registration.site,
            text(prefix),
            mount.overrides and prefix is not None,
            _all(registration, mount.controls),
        )
        for value in self._children(registration, child, mount):
            for site in sites(value):
                self._join(site, join)

    def _children(self, registration: Registration, child: Value | None, mount: Mounting) -> Iterator[Value]:
        """What is mounted: a value, or what the module that it names holds."""
        if child is None:
            return
        yield child
        if mount.member is None:
            return
        for name in texts(child):
            file = self._engine.program.imported_module(registration.place.path, name, 0)
            held = self._engine.module_value(file, mount.member) if file is not None else None
            if file is not None and held is not None:
                self.modules.add(file)
                yield held

    def _join(self, child: Site, join: Join) -> None:
        if join.parent != child:
            self._joins.setdefault(child, []).append(join)

    def ways(self, site: Site | None, below: tuple[Site, ...] = ()) -> list[Way]:
        """Every way to a router from the outside: it may be part of several, or of one several times."""
        if site is None or site in below or len(below) >= _DEEPEST:
            return [NOWHERE]
        own, prefix = tuple(self._controls.get(site, ())), self._prefixes.get(site, "")
        joins = self._joined(site)
        if not joins:
            return [Way(prefix, (site,), own)]
        return [
            Way(
                above.prefix + join.prefix + ("" if join.overrides else prefix),
                (site, *above.sites),
                (*own, *controls, *above.controls),
            )
            for join, controls in joins
            for above in self.ways(join.parent, (*below, site))
        ][:_MOST_WAYS]

    def _joined(self, site: Site) -> list[tuple[Join, tuple[Value, ...]]]:
        """What a router is part of, with the controls that stand there; told twice, it counts once."""
        found: dict[tuple[object, ...], tuple[Join, tuple[Value, ...]]] = {}
        for join in self._joins.get(site, ()):
            key = (join.parent, join.prefix, join.overrides)
            controls = found[key][1] if key in found else ()
            found[key] = (join, (*controls, *join.controls))
        return list(found.values())

    def hooks_for(self, way: Way) -> Iterator[tuple[Registration, Value | None]]:
        """(hook, what it installs) on a way in. ``None``: the call itself is the control."""
        for registration in self.hooks:
            hook = self._library.one(self._library.tables.hooks, registration.reference)
            if hook is None:
                continue
            owner = registration.receiver.site
            if hook.receiver is not None:
                target = _argument(registration, parse_argument(hook.receiver))
                owner = target.site if target is not None else None
            if hook.everywhere or owner is None or owner in way.sites:
                yield registration, _installed(registration, hook.argument)


def _installed(registration: Registration, argument: str | None) -> Value | None:
    handler = dict(registration.keywords).get(HANDLER)
    if handler is not None:
        return handler
    return registration.argument(parse_argument(argument)) if argument is not None else None


def _argument(registration: Registration, spec: Arguments | None) -> Value | None:
    return arguments(registration).first(spec)


def _all(registration: Registration, spec: Arguments | None) -> tuple[Value, ...]:
    return tuple(arguments(registration).select(spec)) if spec is not None else ()


def sites(value: Value | None, depth: int = 4) -> Iterator[Site]:
    """Where the routers and routes that a value holds were made."""
    if value is None:
        return
    if value.site is not None:
        yield value.site
    for key, field in (value.fields or {}).items() if depth else ():
        if key[0] == "[":
            yield from sites(field, depth - 1)


def text(value: Value | None) -> str:
    """The text that a value is known to be, or nothing."""
    known = value.known if value is not None else None
    return known if isinstance(known, str) else ""


def texts(value: Value) -> list[str]:
    """The texts that a value, or a collection, is known to be."""
    items = [field for key, field in (value.fields or {}).items() if key[0] == "["] or [value]
    return [known for item in items for known in item.constants or () if isinstance(known, str)]


def arguments(registration: Registration) -> CallArguments:
    """The arguments of a registration, as knowledge selects them."""
    return CallArguments(list(registration.args), dict(registration.keywords), registration.receiver)

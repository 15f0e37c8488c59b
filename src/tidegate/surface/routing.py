"""Routers and mounts: the prefix and the controls that a route gets from what it is part of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tidegate.flow.library import CallArguments, Library
from tidegate.flow.told import HANDLER
from tidegate.flow.summary import Registration
from tidegate.flow.values import Value

Site = tuple[str, int]  # where a router was made
_DEEPEST = 8


class Join(NamedTuple):
    """A router became part of another."""

    parent: Site | None
    prefix: str
    overrides: bool
    controls: Value | None


class Routing:
    """All routers that the given registrations tell of."""

    def __init__(self, library: Library, registrations: Iterable[Registration]) -> None:
        self._library = library
        self._prefixes: dict[Site, str] = {}
        self._controls: dict[Site, list[Value]] = {}
        self._joins: dict[Site, list[Join]] = {}
        self.hooks: list[Registration] = []
        for registration in registrations:
            self._read(registration)

    def _read(self, registration: Registration) -> None:
        tables = self._library.tables
        router = self._library.one(tables.routers, registration.reference)
        if router is not None:
            site = (registration.place.path, registration.place.line)
            self._prefixes[site] = text(registration.argument(router.prefix))
            self._keep_controls(site, registration.argument(router.controls))
            parent = registration.argument(router.parent)
            if parent is not None and parent.site:
                self._joins.setdefault(site, []).append(Join(parent.site, "", False, None))
        mount = self._library.one(tables.mounts, registration.reference)
        if mount is not None:
            self._mount(registration)
        if self._library.one(tables.hooks, registration.reference) is not None:
            self.hooks.append(registration)

    def _keep_controls(self, site: Site, value: Value | None) -> None:
        if value is not None:
            self._controls.setdefault(site, []).append(value)

    def _mount(self, registration: Registration) -> None:
        mount = self._library.one(self._library.tables.mounts, registration.reference)
        assert mount is not None
        child = registration.argument(mount.child)
        parent = registration.argument(mount.parent) if mount.parent else registration.receiver
        if mount.parent and child is None:
            child = registration.receiver
        if child is None or child.site is None:
            return
        prefix = registration.argument(mount.prefix)
        overrides = mount.overrides and prefix is not None
        join = Join(parent.site if parent else None, text(prefix), overrides, registration.argument(mount.controls))
        self._joins.setdefault(child.site, []).append(join)

    def prefix(self, site: Site | None) -> str:
        """What stands before the routes of a router."""
        result, seen = "", 0
        while site is not None and seen < _DEEPEST:
            joins = self._joins.get(site, [])
            join = joins[0] if joins else None
            own = "" if join is not None and join.overrides else self._prefixes.get(site, "")
            result = own + result
            if join is not None:
                result = join.prefix + result
            site = join.parent if join is not None and join.parent != site else None
            seen += 1
        return result

    def chain(self, site: Site | None) -> list[Site]:
        """The router and everything it is part of."""
        found: list[Site] = []
        while site is not None and site not in found and len(found) < _DEEPEST:
            found.append(site)
            joins = self._joins.get(site, [])
            site = joins[0].parent if joins else None
        return found

    def controls(self, site: Site | None) -> Iterator[Value]:
        """Values given as controls to the router and to what it is part of."""
        for current in self.chain(site):
            yield from self._controls.get(current, ())
            for join in self._joins.get(current, ()):
                if join.controls is not None:
                    yield join.controls

    def hooks_for(self, site: Site | None) -> Iterator[tuple[Registration, Value | None]]:
        """(hook, what it installs) before the routes of a router. ``None``: the call itself is the control."""
        sites = self.chain(site)
        for registration in self.hooks:
            hook = self._library.one(self._library.tables.hooks, registration.reference)
            if hook is None:
                continue
            owner = registration.receiver.site
            if hook.receiver is not None:
                from tidegate.knowledge.paths import parse_argument

                target = registration.argument(parse_argument(hook.receiver))
                owner = target.site if target is not None else None
            if hook.everywhere or owner is None or owner in sites:
                yield registration, _installed(registration, hook.argument)


def _installed(registration: Registration, argument: str | None) -> Value | None:
    from tidegate.knowledge.paths import parse_argument

    handler = dict(registration.keywords).get(HANDLER)
    if handler is not None:
        return handler
    return registration.argument(parse_argument(argument)) if argument is not None else None


def text(value: Value | None) -> str:
    known = value.known if value is not None else None
    return known if isinstance(known, str) else ""


def arguments(registration: Registration) -> CallArguments:
    return CallArguments(list(registration.args), dict(registration.keywords), registration.receiver)

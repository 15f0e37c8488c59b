"""Routers and mounts: the prefix and the controls that a route gets from what it is part of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from tidegate.flow.classes import class_member, expression_in_module, external_bases, owner
from tidegate.flow.engine import Engine
from tidegate.flow.library import CallArguments
from tidegate.flow.summary import Place, Registration
from tidegate.flow.taints import Input
from tidegate.flow.told import HANDLER
from tidegate.flow.values import Site, Value
from tidegate.knowledge.entrances import Mounting
from tidegate.knowledge.paths import Arguments, parse_argument
from tidegate.knowledge.protection import ClassControls, Hook
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId

_DEEPEST = 8
_MOST_WAYS = 8  # by which one router is reached


Part: TypeAlias = Site | FunctionId | ClassId  # a router or route by where it is made, or a definition


class Placed(NamedTuple):
    """A control where a router or a mount names it."""

    value: Value
    place: Place


class Join(NamedTuple):
    """A router, or a route, became part of another; ``is_known``: under a prefix that can be told.

    ``passed``: of one that the function is given.
    """

    parent: Part | None
    prefix: str
    overrides: bool
    controls: tuple[Placed, ...] = ()
    is_known: bool = True
    passed: bool = False


class Way(NamedTuple):
    """A way in: what stands before the routes, the routers on it from the inner one, their controls from
    the outer one: a request meets them in this order. ``is_known``: ``prefix`` is all that stands there."""

    prefix: str
    sites: tuple[Part, ...]
    controls: tuple[Placed, ...]
    is_known: bool = True


NOWHERE = Way("", (), (), is_known=False)


class Routing:
    """All routers that the given registrations tell of. ``modules`` are files that mounts name."""

    def __init__(self, engine: Engine, registrations: Iterable[Registration]) -> None:
        self._engine = engine
        self._library = engine.library
        self._prefixes: dict[Part, str] = {}
        self._untold: set[Part] = set()  # whose own prefix nobody can tell
        self._controls: dict[Part, list[Placed]] = {}
        self._joins: dict[Part, list[Join]] = {}
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
        site = registration.receiver.site or registration.site  # of an object: where that was made
        prefix = _argument(registration, router.prefix)
        self._prefixes[site] = text(prefix) or router.named
        if not _is_told(prefix):
            self._untold.add(site)
        self._controls.setdefault(site, []).extend(_all(registration, router.controls))
        parent = _argument(registration, router.parent)
        if parent is not None and parent.site:
            self._join(site, Join(parent.site, "", False))
        for child in parts(_argument(registration, router.routes)):
            self._join(child, Join(site, "", False))

    def _mount(self, registration: Registration, mount: Mounting) -> None:
        child = _argument(registration, mount.child)
        parent = _argument(registration, mount.parent) if mount.parent else registration.receiver
        prefix = _argument(registration, mount.prefix)
        given = parent is not None and _is_given(parent)
        join = Join(
            (parent.site if parent is not None else None) or registration.site,
            text(prefix),
            mount.overrides and prefix is not None,
            _all(registration, mount.controls),
            _is_told(prefix) and not given,
            given,
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

    def _join(self, child: Part, join: Join) -> None:
        if join.parent != child:
            self._joins.setdefault(child, []).append(join)

    def part(self, registration: Registration) -> Part:
        """What a registration belongs to: a router, a class that groups routes, or the route it makes."""
        if registration.receiver.site is not None:
            return registration.receiver.site
        value = dict(registration.keywords).get(HANDLER)
        for entity in value.entities if value is not None else ():
            if isinstance(entity, FunctionId):
                of = owner(self._engine, entity)
                if of is not None and (of in self._joins or self._grouped(of) is not None):
                    return of
                if entity in self._joins:
                    return entity
        return registration.site

    def prefix(self, site: Part | None) -> str:
        """What stands before the routes of a router itself."""
        return self._prefixes.get(site, "") if site is not None else ""

    def ways(self, site: Part | None, below: tuple[Part, ...] = ()) -> list[Way]:
        """Every way to a router from the outside: it may be part of several, or of one several times."""
        if site is None or site in below or len(below) >= _DEEPEST:
            return [NOWHERE]
        own, prefix = self._of_class(site) if isinstance(site, ClassId) else self._of_site(site)
        joins, is_told = self._joined(site), site not in self._untold
        if not joins:
            return [Way(prefix, (site,), own, is_told)]
        return [
            Way(
                above.prefix + join.prefix + ("" if join.overrides else prefix),
                (site, *above.sites),
                (*above.controls, *controls, *own),
                above.is_known and join.is_known and (is_told or join.overrides),
            )
            for join, controls in joins
            for above in self.ways(join.parent, (*below, site))
        ][:_MOST_WAYS]

    def _of_site(self, site: Part) -> tuple[tuple[Placed, ...], str]:
        return tuple(self._controls.get(site, ())), self._prefixes.get(site, "")

    def _of_class(self, of: ClassId) -> tuple[tuple[Placed, ...], str]:
        """The controls and the prefix of a class that groups the routes which its members are."""
        grouped = self._grouped(of)
        if grouped is None:
            return (), ""
        controls = self._attribute(of, grouped.attribute)
        prefix = self._attribute(of, grouped.prefix or "")
        return (controls,) if controls is not None else (), text(prefix.value if prefix is not None else None)

    def _grouped(self, of: ClassId) -> ClassControls | None:
        known = self._library.tables.class_controls
        names = [name for base in external_bases(self._engine, of) for name in self._library.family(base)]
        entries = (entry for name in names for entry in known.get(name, ()))
        return next((entry for entry in entries if entry.prefix is not None), None)

    def _attribute(self, of: ClassId, name: str) -> Placed | None:
        found = class_member(self._engine, of, name)
        if found is None or not isinstance(found[1], ir.Assign) or found[1].value is None:
            return None
        path, line = found[0].path, found[1].line
        value = expression_in_module(self._engine, path, found[1].value)
        return Placed(value, Place(FunctionId(path, MODULE), line, line, 1))

    def _joined(self, site: Part) -> list[tuple[Join, tuple[Placed, ...]]]:
        """What a router is part of, with the controls that stand there; told twice, it counts once.

        What a function does with a router that it is given is told again by its callers.
        """
        found: dict[tuple[object, ...], tuple[Join, tuple[Placed, ...]]] = {}
        joins = self._joins.get(site, [])
        for join in [join for join in joins if not join.passed] or joins:
            key = (join.parent, join.prefix, join.overrides)
            controls = found[key][1] if key in found else ()
            found[key] = (join, (*controls, *join.controls))
        return list(found.values())

    def hooks_for(self, way: Way) -> list[Installed]:
        """The hooks on a way in, as a request meets them: the outermost first."""
        found: list[tuple[tuple[int, int], Installed]] = []
        for number, registration in enumerate(self.hooks):
            hook = self._library.one(self._library.tables.hooks, registration.reference)
            if hook is None:
                continue
            made = self._owner(registration, hook)
            if hook.everywhere or made is None or made in way.sites:
                depth = way.sites.index(made) if made in way.sites else len(way.sites)
                rank = (-depth, -number if hook.reversed else number)
                value = _installed(registration, hook.argument)
                found.append((rank, Installed(registration, value, hook, way.is_known and made in way.sites)))
        return [installed for _, installed in sorted(found, key=lambda one: one[0])]

    def _owner(self, registration: Registration, hook: Hook) -> Part | None:
        """The application or router that a hook is for."""
        if hook.receiver is None:
            return registration.receiver.site
        target = _argument(registration, parse_argument(hook.receiver))
        return target.site if target is not None else None


class Installed(NamedTuple):
    """A hook, and what it installs. ``None``: the call itself is the control.

    ``sees_route``: what it sees of the way in is the whole of it, and can be told.
    """

    registration: Registration
    value: Value | None
    hook: Hook
    sees_route: bool


def _installed(registration: Registration, argument: str | None) -> Value | None:
    handler = dict(registration.keywords).get(HANDLER)
    if handler is not None:
        return handler
    return registration.argument(parse_argument(argument)) if argument is not None else None


def _is_given(parent: Value) -> bool:
    """Whether only callers know which router it is."""
    return parent.site is None and any(isinstance(taint.origin, Input) for taint in parent.taints)


def _argument(registration: Registration, spec: Arguments | None) -> Value | None:
    return arguments(registration).first(spec)


def _all(registration: Registration, spec: Arguments | None) -> tuple[Placed, ...]:
    chosen = arguments(registration).select(spec) if spec is not None else ()
    return tuple(Placed(value, registration.place) for value in chosen)


def parts(value: Value | None, depth: int = 4) -> Iterator[Part]:
    """What a list of routes holds: routers and routes by where they were made, else by their definitions."""
    if value is None:
        return
    if value.site is not None:
        yield value.site
    for entity in value.entities if value.site is None else ():
        if isinstance(entity, FunctionId | ClassId):
            yield entity
    for key, field in (value.fields or {}).items() if depth else ():
        if key[0] == "[":
            yield from parts(field, depth - 1)


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


def _is_told(prefix: Value | None) -> bool:
    """Whether a prefix is there as a text, or not at all."""
    return prefix is None or isinstance(prefix.known, str)


def texts(value: Value) -> list[str]:
    """The texts that a value, or a collection, is known to be."""
    items = [field for key, field in (value.fields or {}).items() if key[0] == "["] or [value]
    return [known for item in items for known in item.constants or () if isinstance(known, str)]


def arguments(registration: Registration) -> CallArguments:
    """The arguments of a registration, as knowledge selects them."""
    return CallArguments(list(registration.args), dict(registration.keywords), registration.receiver)

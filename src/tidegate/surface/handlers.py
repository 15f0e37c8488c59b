"""Handlers: the functions that the outside calls, with how it calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

import msgspec
from msgspec.structs import replace

from tidegate.flow.classes import class_member, expression_in_module, external_bases, linearized, owner
from tidegate.flow.classes import members as class_members
from tidegate.flow.engine import Engine
from tidegate.flow.outside import MEMBERS, WRAPPERS
from tidegate.flow.summary import Place, Registration
from tidegate.flow.told import HANDLER
from tidegate.flow.values import UNKNOWN_VALUE, Closure, Instance, Method, Value, named_items, sequence
from tidegate.knowledge.entrances import EntryPointSpec
from tidegate.knowledge.paths import parse_argument
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted
from tidegate.surface.routes import joined, named, readable
from tidegate.surface.routing import NOWHERE, Routing, Way, arguments, text, texts

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})


class Handler(msgspec.Struct, eq=False):
    """One way in: a method of a route, or a handler without one.

    ``identity`` is a definition of the program (the class, where its own base answers); ``closure`` is
    given where the handler was made inside another function. ``route`` is ``None`` where the registration
    was not found. ``inner`` are members of the class that the framework calls first; ``way`` is by which
    routers it is reached.
    """

    kind: str
    name: str
    identity: FunctionId
    closure: Closure | None
    of: ClassId | None
    spec: EntryPointSpec
    place: Place
    route: str | None
    own_controls: tuple[Value, ...] = ()
    registration: Registration | None = None
    inner: tuple[FunctionId, ...] = ()
    way: Way = NOWHERE


def defined_at(engine: Engine, handler: Handler) -> int:
    """The line of a handler in its own file: of its class, where that inherits it from a library."""
    if handler.closure is not None:
        return handler.closure.function.line
    function = engine.function(handler.identity)
    definition = engine.program.class_(ClassId(*handler.identity)) if function is None else None
    found = function or definition
    return found.line if found is not None else handler.place.line


class Decorated(msgspec.Struct):
    """A handler by its decorator alone: where it is called from is said elsewhere."""

    spec: EntryPointSpec
    registration: Registration


class Handlers:
    """Reads registrations; ``found`` are the handlers that they tell of."""

    def __init__(self, engine: Engine, registrations: Iterable[Registration], routing: Routing) -> None:
        self._engine = engine
        self._routing = routing
        self._decorated: dict[FunctionId, Decorated] = {}
        self._nested: dict[ClassId, list[tuple[FunctionId, Decorated]]] = {}
        self._found: dict[tuple[str, FunctionId], Handler] = {}
        known = [(one, spec) for r in registrations for spec in specs(engine, r) for one in _each(r, spec)]
        for registration, spec in known:
            if spec.route is None or spec.nested is not None:
                self._keep(registration, spec)
        for registration, spec in known:
            if spec.route is not None and spec.nested is None:
                for handler in self._registered(registration, spec):
                    self._found.setdefault((handler.name, handler.identity), handler)
        self._unrouted()

    @property
    def found(self) -> list[Handler]:
        return list(self._found.values())

    # --- what was registered -------------------------------------------------------------------

    def _keep(self, registration: Registration, spec: EntryPointSpec) -> None:
        value = dict(registration.keywords).get(HANDLER)
        if value is None and spec.handler is not None:
            value = registration.argument(parse_argument(spec.handler))
        for entity in value.entities if value is not None else ():
            if not isinstance(entity, FunctionId):
                continue
            of = owner(self._engine, entity)
            if spec.nested is not None and of is not None:
                self._nested.setdefault(of, []).append((entity, Decorated(spec, registration)))
            elif spec.nested is None:
                self._decorated[entity] = Decorated(spec, registration)

    def _unrouted(self) -> None:
        """Decorated handlers that no route names."""
        routed = {identity for _, identity in self._found}
        for identity, decorated in self._decorated.items():
            if identity not in routed:
                name = own_name(decorated.spec.kind, identity.path, identity.qualname)
                of = owner(self._engine, identity)
                spec, registration = decorated.spec, decorated.registration
                self._found[name, identity] = Handler(
                    spec.kind, name, identity, None, of, spec, registration.place, None,
                    _controls(registration, spec, UNKNOWN_VALUE), registration, (),
                    self._routing.ways(registration.receiver.site)[0],
                )  # fmt: skip

    def _registered(self, registration: Registration, spec: EntryPointSpec) -> Iterator[Handler]:
        value = dict(registration.keywords).get(HANDLER)
        if value is None and spec.handler is not None:
            value = registration.argument(parse_argument(spec.handler))
        if value is None:
            return
        chosen = arguments(registration).select(parse_argument(spec.route or ""))
        own = [known for value in chosen for known in texts(value)]
        for way in self._routing.ways(self._routing.part(registration)):
            for route in own or [""]:
                whole = readable(joined(spec.kind, way.prefix, route))
                for handler in self._of_value(value, spec, registration, whole):
                    yield replace(handler, way=way)

    def _of_value(
        self, value: Value, spec: EntryPointSpec, registration: Registration, route: str
    ) -> Iterator[Handler]:
        controls = _controls(registration, spec, value)
        for entity in value.entities:
            if isinstance(entity, Method):
                entity = entity.function  # noqa: PLW2901 - a bound method is its function
            if isinstance(entity, FunctionId | Closure):
                yield from self._of_function(entity, spec, registration, route, controls)
            elif isinstance(entity, ClassId | Instance):
                of = entity.of if isinstance(entity, Instance) else entity
                yield from self.of_class(of, registration, route, controls, given=spec)
        if value.subject is not None and not value.entities:
            members = dict(_member_map(value))
            yield from self.of_class(value.subject, registration, route, controls, members)

    def _of_function(
        self,
        entity: FunctionId | Closure,
        spec: EntryPointSpec,
        registration: Registration,
        route: str,
        controls: tuple[Value, ...],
    ) -> Iterator[Handler]:
        identity = entity if isinstance(entity, FunctionId) else entity.identity
        closure = entity if isinstance(entity, Closure) else None
        methods = _methods(registration, spec)
        decorated = self._decorated.get(identity)
        if decorated is not None and methods == [""]:
            spec, methods = decorated.spec, _methods(decorated.registration, decorated.spec)
        of = owner(self._engine, identity)
        for method in methods:
            plain = dotted(identity.path, identity.qualname)
            if spec.kind == "graphql":
                plain = route or own_name(spec.kind, identity.path, identity.qualname)
            name = plain if spec.kind in ("cli", "graphql") else named(spec.kind, method, route)
            yield Handler(
                spec.kind, name, identity, closure, of, spec, registration.place,
                route, controls, registration,
            )  # fmt: skip

    # --- classes -------------------------------------------------------------------------------

    def of_class(
        self,
        of: ClassId,
        registration: Registration | None = None,
        route: str | None = None,
        controls: tuple[Value, ...] = (),
        members: dict[str, str] | None = None,
        given: EntryPointSpec | None = None,
    ) -> Iterator[Handler]:
        """The members of a handler class that the outside calls; ``members``: HTTP method → member.

        ``given`` says it of a class that extends nothing known.
        """
        told = [given] if given is not None and given.members else []
        specs = handler_specs(self._engine, of) or told
        if self._engine.program.class_(of) is None or not specs:
            return
        inner = tuple(self._inner(of, specs))
        found: dict[str, Handler] = {}
        for spec in specs:
            for verb, member in _members(spec, members) or self._fitting(of, spec):
                for handler in self._of_member(of, spec, verb, member, registration, route):
                    found.setdefault(handler.name, replace(handler, own_controls=controls, inner=inner))
        yield from found.values()
        yield from self._of_nested(of, registration, route, controls)

    def _of_member(
        self,
        of: ClassId,
        spec: EntryPointSpec,
        verb: str,
        member: str,
        registration: Registration | None,
        route: str | None,
    ) -> Iterator[Handler]:
        """A member, by each way that it is called by; of what the class inherits from a library the class."""
        own = _function_of(self._engine, of, member)
        definition = self._engine.program.class_(of)
        if definition is None or (own is None and member not in spec.default_members):
            return
        identity = own or FunctionId(of.path, of.qualname)
        place = registration.place if registration else Place(identity, definition.line, definition.line, 1)
        for method, path in self._ways(of, spec, verb, member, registration, route):
            name = (
                own_name(spec.kind, of.path, f"{of.qualname}.{member}")
                if path is None
                else named(spec.kind, method, path)
            )
            yield Handler(spec.kind, name, identity, None, of, spec, place, path, registration=registration)

    def _fitting(self, of: ClassId, spec: EntryPointSpec) -> list[tuple[str, str]]:
        """Members whose names fit a pattern: ``resolve_*``."""
        chain = linearized(self._engine, of)
        names = [name for current in chain for name in class_members(self._engine, current)]
        return [(name, name) for name in dict.fromkeys(names) if fits(spec, name)]

    def _ways(
        self,
        of: ClassId,
        spec: EntryPointSpec,
        verb: str,
        member: str,
        registration: Registration | None,
        route: str | None,
    ) -> Iterator[tuple[str, str | None]]:
        """(HTTP method, route) by which a member is called."""
        action = spec.actions.get(member)
        if action is not None and verb == member:
            method, _, suffix = action.partition(" ")
            yield method, None if route is None else route.rstrip("/") + suffix
            return
        for method in _class_methods(self._engine, of, spec, verb, registration):
            yield method, route

    def _of_nested(
        self, of: ClassId, registration: Registration | None, route: str | None, controls: tuple[Value, ...]
    ) -> Iterator[Handler]:
        """Members that a decorator makes handlers, below the class's own route."""
        for current in linearized(self._engine, of):
            for identity, decorated in self._nested.get(current, ()):
                spec, told = decorated.spec, decorated.registration
                if not self._engine.library.holds(spec.where, arguments(told)):
                    continue
                given = text(told.argument(parse_argument(spec.route or "")))
                name = given or identity.qualname.rpartition(".")[2]
                path = (
                    None if route is None else route.rstrip("/") + (spec.nested or "").replace("{name}", name)
                )
                own = _controls(told, spec, Value()) or controls
                for method in _methods(told, spec):
                    shown = (
                        dotted(identity.path, identity.qualname)
                        if path is None
                        else named(spec.kind, method, path)
                    )
                    yield Handler(
                        spec.kind, shown, identity, None, of, spec, told.place,
                        path, own, registration or told,
                    )  # fmt: skip

    def _inner(self, of: ClassId, specs: list[EntryPointSpec]) -> Iterator[FunctionId]:
        for name in dict.fromkeys(name for spec in specs for name in spec.inner):
            found = _function_of(self._engine, of, name)
            if found is not None:
                yield found


def _each(registration: Registration, spec: EntryPointSpec) -> Iterator[Registration]:
    """The registration, or one for each item of the list of routes that it is given."""
    if spec.each is None:
        yield registration
        return
    given = registration.argument(parse_argument(spec.each))
    for item in sequence(given) or () if given is not None else ():
        args = sequence(item)
        if args:
            yield registration._replace(args=tuple(args), keywords=())


def specs(engine: Engine, registration: Registration) -> list[EntryPointSpec]:
    """How the outside calls what a registration tells of."""
    library, tables = engine.library, engine.library.tables
    decorates = HANDLER in dict(registration.keywords)
    return library.all(tables.decorators if decorates else tables.registrations, registration.reference)


def _controls(registration: Registration, spec: EntryPointSpec, value: Value) -> tuple[Value, ...]:
    """What protects one route: an argument of its registration, and what wraps its handler there."""
    own = arguments(registration).select(parse_argument(spec.controls)) if spec.controls else ()
    wrapped = (value.fields or {}).get(WRAPPERS)
    return (*own, wrapped) if wrapped is not None else tuple(own)


def _methods(registration: Registration, spec: EntryPointSpec) -> list[str]:
    if spec.method_from_name and not spec.subclass:
        return [registration.reference.rpartition(".")[2].removeprefix("add_").upper()]
    value = registration.argument(parse_argument(spec.methods)) if spec.methods else None
    if value is not None:
        return sorted(method.upper() for method in texts(value)) or ["*"]
    return list(spec.default_methods) or [""]


def _members(spec: EntryPointSpec, given: dict[str, str] | None) -> list[tuple[str, str]]:
    """(HTTP method or member, member)"""
    if given:
        return list(given.items())
    names = dict.fromkeys([*spec.members, *spec.default_members])
    return [(name, name) for name in names if "*" not in name]


def fits(spec: EntryPointSpec, member: str) -> bool:
    """Whether the outside calls a member of such a name."""
    return any(fnmatchcase(member, pattern) for pattern in spec.members)


def own_name(kind: str, path: str, qualname: str) -> str:
    """The name of a handler that no route names: of a field that of the schema."""
    if kind != "graphql":
        return dotted(path, qualname)
    of, _, member = qualname.rpartition(".")
    return f"{of}.{member.removeprefix('resolve_')}" if of else member


def _class_methods(
    engine: Engine, of: ClassId, spec: EntryPointSpec, verb: str, registration: Registration | None
) -> list[str]:
    if spec.method_from_name or verb in _VERBS:
        return [verb.upper()]
    if spec.methods_attribute is not None:
        found = class_member(engine, of, spec.methods_attribute)
        if found is not None and isinstance(found[1], ir.Assign) and found[1].value is not None:
            listed = texts(expression_in_module(engine, found[0].path, found[1].value))
            if listed:
                return sorted(method.upper() for method in listed)
    given = _methods(registration, spec) if registration is not None and spec.methods else []
    return given or list(spec.default_methods) or [""]


def _member_map(value: Value) -> Iterator[tuple[str, str]]:
    """``as_view({"get": "list"})``: HTTP method → member."""
    members = (value.fields or {}).get(MEMBERS)
    for verb, field in named_items(members) if members is not None else ():
        if isinstance(field.known, str):
            yield verb, field.known


def _function_of(engine: Engine, of: ClassId, member: str) -> FunctionId | None:
    found = class_member(engine, of, member)
    if found is None or not isinstance(found[1], ir.Define):
        return None
    return FunctionId(found[0].path, found[1].function.qualname)


def handler_specs(engine: Engine, of: ClassId) -> list[EntryPointSpec]:
    """How the outside calls a class, by its external bases and theirs."""
    library = engine.library
    found: list[EntryPointSpec] = []
    for base in external_bases(engine, of):
        for spelling in library.family(base):
            found.extend(
                spec for spec in library.tables.handler_classes.get(spelling, ()) if spec not in found
            )
    return found


def file_registrations(engine: Engine, path: str, functions: Iterable[FunctionId] = ()) -> list[Registration]:
    """What a file's module level, and the given functions, tell frameworks."""
    found = list(engine.summary(FunctionId(path, MODULE)).registrations)
    for function in functions:
        found.extend(engine.summary(function).registrations)
    return found

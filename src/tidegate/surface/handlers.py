"""Handlers: the functions that the outside calls, with how it calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tidegate.flow.classes import class_member, external_bases, owner
from tidegate.flow.engine import Engine
from tidegate.flow.told import HANDLER
from tidegate.flow.summary import Place, Registration
from tidegate.flow.values import Closure, Method, Value
from tidegate.knowledge.paths import parse_argument
from tidegate.knowledge.schema import EntryPointSpec
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted
from tidegate.surface.routing import Routing, Site, arguments, text


class Handler(msgspec.Struct, eq=False):
    """One way in: a method of a route, or a handler without one.

    ``function`` is a definition of the program; ``closure`` is given where it was made inside another
    function. ``route`` is ``None`` where the registration was not found.
    """

    kind: str
    name: str
    identity: FunctionId
    closure: Closure | None
    of: ClassId | None
    spec: EntryPointSpec
    place: Place
    site: Site | None
    route: str | None
    own_controls: tuple[Value, ...] = ()
    registration: Registration | None = None


def handlers(engine: Engine, registrations: Iterable[Registration], routing: Routing) -> list[Handler]:
    """All handlers that registrations tell of."""
    found: dict[tuple[str, FunctionId], Handler] = {}
    for registration in registrations:
        for handler in _registered(engine, registration, routing):
            found.setdefault((handler.name, handler.identity), handler)
    return list(found.values())


def _registered(engine: Engine, registration: Registration, routing: Routing) -> Iterator[Handler]:
    library, tables = engine.library, engine.library.tables
    named = dict(registration.keywords)
    specs = library.all(tables.decorators if HANDLER in named else tables.registrations, registration.reference)
    for spec in specs:
        value = named.get(HANDLER)
        if value is None and spec.handler is not None:
            value = registration.argument(parse_argument(spec.handler))
        if value is not None:
            route = _route(registration, spec, routing)
            for method in _methods(registration, spec):
                yield from _for_value(engine, value, spec, registration, route, method)


def _route(registration: Registration, spec: EntryPointSpec, routing: Routing) -> str:
    own = registration.argument(parse_argument(spec.route)) if spec.route else None
    return routing.prefix(registration.receiver.site) + text(own)


def _methods(registration: Registration, spec: EntryPointSpec) -> list[str]:
    if spec.method_from_name and not spec.subclass:
        return [registration.reference.rpartition(".")[2].removeprefix("add_").upper()]
    value = registration.argument(parse_argument(spec.methods)) if spec.methods else None
    if value is not None:
        known = [field.known for field in (value.fields or {}).values()] or [value.known]
        methods = sorted(str(method).upper() for method in known if isinstance(method, str))
        return methods or ["*"]
    return list(spec.default_methods) or [""]


def _for_value(
    engine: Engine, value: Value, spec: EntryPointSpec, registration: Registration, route: str, method: str
) -> Iterator[Handler]:
    own = registration.argument(parse_argument(spec.controls)) if spec.controls else None
    controls = (own,) if own is not None else ()
    site = registration.receiver.site
    for entity in value.entities:
        if isinstance(entity, Method):
            entity = entity.function
        if isinstance(entity, FunctionId | Closure):
            identity = entity if isinstance(entity, FunctionId) else entity.identity
            closure = entity if isinstance(entity, Closure) else None
            name = _name(spec.kind, method, route, identity)
            yield Handler(
                spec.kind, name, identity, closure, owner(engine, identity), spec, registration.place, site, route,
                controls, registration,
            )  # fmt: skip
        elif isinstance(entity, ClassId):
            yield from class_handlers(engine, entity, registration, route, controls)
    if value.subject is not None and not value.entities:
        yield from class_handlers(engine, value.subject, registration, route, controls, _member_map(engine, value))


def _member_map(engine: Engine, value: Value) -> dict[str, str]:
    """``as_view({"get": "list"})``: HTTP method → member."""
    fields = (value.fields or {}).get(".<members>")
    if fields is None or not fields.fields:
        return {}
    return {key[2:-2]: str(field.known) for key, field in fields.fields.items() if isinstance(field.known, str)}


def class_handlers(
    engine: Engine,
    of: ClassId,
    registration: Registration | None = None,
    route: str | None = None,
    controls: tuple[Value, ...] = (),
    members: dict[str, str] | None = None,
) -> Iterator[Handler]:
    """The members of a handler class that the outside calls."""
    definition = engine.program.class_(of)
    if definition is None:
        return
    for spec in handler_specs(engine, of):
        pairs = [(verb, name) for verb, name in (members or {}).items()] or [(m, m) for m in spec.members]
        for verb, member in pairs:
            found = class_member(engine, of, member)
            if found is None or not isinstance(found[1], ir.Define):
                continue
            identity = FunctionId(found[0].path, found[1].function.qualname)
            place = registration.place if registration else Place(identity, definition.line, definition.line, 1)
            for method in _class_methods(spec, verb, registration):
                name = _name(spec.kind, method, route, FunctionId(of.path, f"{of.qualname}.{member}"))
                site = registration.receiver.site if registration else None
                yield Handler(spec.kind, name, identity, None, of, spec, place, site, route, controls, registration)


def _class_methods(spec: EntryPointSpec, verb: str, registration: Registration | None) -> list[str]:
    if spec.method_from_name or verb in ("get", "post", "put", "patch", "delete", "head", "options"):
        return [verb.upper()]
    given = _methods(registration, spec) if registration is not None and spec.methods else []
    return given or list(spec.default_methods) or [""]


def handler_specs(engine: Engine, of: ClassId) -> list[EntryPointSpec]:
    """How the outside calls a class, by its external bases."""
    library = engine.library
    for base in external_bases(engine, of):
        specs = library.all(library.tables.handler_classes, base)
        if specs:
            return specs
    return []


def _name(kind: str, method: str, route: str | None, identity: FunctionId) -> str:
    if route is None:
        return dotted(identity.path, identity.qualname)
    path = route if route.startswith("/") else "/" + route
    if kind == "websocket":
        return f"WEBSOCKET {path}"
    return f"{method} {path}" if method else path


def file_registrations(engine: Engine, path: str, functions: Iterable[FunctionId] = ()) -> list[Registration]:
    """What a file's module level, and the given functions, tell frameworks."""
    found = list(engine.summary(FunctionId(path, MODULE)).registrations)
    for function in functions:
        found.extend(engine.summary(function).registrations)
    return found


__all__ = ["Handler", "arguments", "class_handlers", "file_registrations", "handler_specs", "handlers"]

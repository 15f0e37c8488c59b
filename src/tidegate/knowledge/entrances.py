"""Where the outside calls in: how handlers are registered, and the routers that group them, by reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tidegate.knowledge.conditions import Where
from tidegate.knowledge.containers import Parameters
from tidegate.knowledge.paths import Arguments, enter, optional, parse_argument, references

if TYPE_CHECKING:
    from tidegate.knowledge.schema import Library
    from tidegate.knowledge.tables import Tables


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An ``item`` of what a handler returns is a sink, where that (argument 0) is as ``where`` says."""

    kind: str
    item: str
    where: list[Where] = []


class Making(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A framework makes an object of the class that the attribute ``of`` names and calls a member of it, as
    long as the handler's class has no member ``unless``, which then does that.
    """

    of: str
    call: str
    unless: str


class EntryPointSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a handler is registered: by ``decorator``, ``call`` (with ``handler``), ``subclass`` or ``shape``.

    ``shape`` are the names of all its parameters: no one registers what a server calls by protocol. With
    ``made_with`` it is a ``__call__``, whose class has a constructor of these parameters.

    ``methods`` is where the HTTP methods stand, ``method_from_name`` that the member is the method
    (``app.get``). ``members`` lists the methods of a subclass that are called from outside (all that fit
    ``resolve_*``), ``inner`` those that the framework calls on the way (``get_queryset``), ``before`` those
    of them that run before every member; ``default_members`` those that the base class has itself;
    ``methods_attribute`` is the class attribute that lists its HTTP methods.
    ``actions`` gives a member's method and what it adds to the route: ``GET /{pk}/``.
    ``nested``: a decorator of a class's member, whose route is that of the class and this: ``/{pk}/{name}/``,
    where ``where`` holds. ``each``: an argument that is a list of routes, whose items are the arguments
    that ``route`` and ``handler`` mean. ``made``: an inner member → the class attribute of whose class the
    framework makes what it passes there (``form_valid: form_class``); ``makes`` is what it makes itself, by
    HTTP method or member.
    """

    kind: str
    decorator: str | None = None
    call: str | None = None
    subclass: str | None = None
    shape: list[str] = []
    made_with: list[str] = []
    handler: str | None = None
    route: str | None = None
    methods: str | None = None
    method_from_name: bool = False
    default_methods: list[str] = []
    members: list[str] = []
    inner: list[str] = []
    before: list[str] = []
    made: dict[str, str] = {}
    makes: dict[str, Making] = {}
    default_members: list[str] = []
    actions: dict[str, str] = {}
    methods_attribute: str | None = None
    nested: str | None = None
    each: str | None = None
    where: list[Where] = []
    controls: str | None = None  # argument with controls of this route: dependencies=[…]
    shape_of_answer: str | None = None  # argument that names the fields which objects are answered with
    parameters: Parameters = Parameters()
    returns: list[str] = []  # sink kinds of the handler's return value: ["html"]
    responses: list[Response] = []  # sinks in a mapping that it returns
    returns_where: list[Where] = []  # what the registration must say for ``returns`` to hold


class Router(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object that groups routes: where its prefix and its controls stand in its constructor.

    ``routes`` is what it holds from the start: a list of routes and routers, or another router;
    ``parent`` the router that it joins by being made (``Api(app)``). ``named``: a prefix that never differs.
    """

    call: str
    prefix: str | None = None
    named: str = ""
    controls: str | None = None
    routes: str | None = None
    parent: str | None = None


class Mount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call by which a router, or a list of routes (``child``), joins its parent (the receiver).

    The prefix stands before the child's own; ``overrides``: it takes its place (Flask). ``parent`` is
    the argument that is the parent where the receiver is the child (``api.init_app(app)``). A child that
    is a text names a module, whose ``member`` is what is mounted (``include("shop.urls")``).
    """

    call: str
    child: str
    prefix: str | None = None
    controls: str | None = None
    overrides: bool = False
    parent: str | None = None
    member: str | None = None


class ClassHandler(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call on a class that makes a handler of it: ``View.as_view()``.

    The class's handler members are those of its ``subclass`` entry point; ``members`` is an
    argument that maps HTTP methods to other ones (``as_view({"get": "list"})``).
    """

    call: str
    members: str | None = None


class Grouping(msgspec.Struct, frozen=True):
    prefix: Arguments | None
    controls: Arguments | None
    routes: Arguments | None = None
    parent: Arguments | None = None
    named: str = ""


class Mounting(msgspec.Struct, frozen=True):
    child: Arguments
    prefix: Arguments | None
    controls: Arguments | None
    overrides: bool = False
    parent: Arguments | None = None
    member: str | None = None


def add_entrances(tables: Tables, library: Library) -> None:
    """Enter how the outside calls in through a library."""
    _add_entry_points(tables, library)
    _add_groups(tables, library)
    for handler in library.class_handlers:
        members = optional(handler.members)
        tables.class_handlers.update(dict.fromkeys(references(handler.call, library.types), members))


def _add_entry_points(tables: Tables, library: Library) -> None:
    for spec in library.entry_points:
        if spec.decorator:
            enter(tables.decorators, spec.decorator, library.types, spec)
        if spec.call:
            enter(tables.registrations, spec.call, library.types, spec)
        if spec.subclass:
            tables.handler_classes[spec.subclass].append(spec)
        if spec.shape:
            tables.given.shapes[tuple(spec.shape)] = spec


def _add_groups(tables: Tables, library: Library) -> None:
    for router in library.routers:
        grouping = Grouping(
            optional(router.prefix),
            optional(router.controls),
            optional(router.routes),
            optional(router.parent),
            router.named,
        )
        tables.routers.update(dict.fromkeys(references(router.call, library.types), grouping))
    for mount in library.mounts:
        mounting = Mounting(
            parse_argument(mount.child),
            optional(mount.prefix),
            optional(mount.controls),
            mount.overrides,
            optional(mount.parent),
            mount.member,
        )
        tables.mounts.update(dict.fromkeys(references(mount.call, library.types), mounting))

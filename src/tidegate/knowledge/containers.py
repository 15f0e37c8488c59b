"""What is injected: markers and their providers, containers that are told what to give and asked for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import msgspec

from tidegate.knowledge.paths import Arguments, optional, parse_argument, references

if TYPE_CHECKING:
    from tidegate.knowledge.schema import Library
    from tidegate.knowledge.tables import Tables


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the framework passes to a handler.

    ``source``: parameters carry outside data of this kind, except those of a declared type and those
    that are injected. ``coerced``: "annotations" (FastAPI) or "route" (``<int:id>``) says where a type
    that is not a string is enforced, "groups" that the route is a regular expression whose groups are
    given, decoded after the match where they hold ``encoded``. ``types``: types given by position (``self``
    is not counted) to parameters that are not annotated (``request``), ``named`` by the parameter's name;
    ``sent`` the types of those that are outside data. ``unbound``: methods are called as functions, ``self``
    is the first argument. ``declared_in`` are
    classes within the handler's class whose attributes declare its arguments, ``declared_by_attribute``
    that its attribute does whose name the member's pattern leaves. ``declared_argument``
    is an argument of the registration that maps names to types, ``declared_by_schema``: members count
    that are fields of the schema's root types. ``returned_resolve``: handlers that are methods of
    the object that is returned are called on it.
    """

    source: str | None = None
    coerced: str | None = None
    types: list[str] = []
    sent: list[str] = []
    encoded: str = ""
    says: str = ""
    named: dict[str, str] = {}
    unbound: bool = False
    returned_resolve: bool = False
    declared_in: list[str] = []
    declared_by_attribute: bool = False
    declared_argument: str | None = None
    declared_by_schema: bool = False


class Injection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A marker of what is injected: a ``provider`` that is called, ``Depends(f)``, or a ``type`` for which a
    container gives the value, ``FromDishka[Mailer]``; ``type: annotation`` is that of the parameter.

    ``parameters`` is what the framework passes to the provider.
    """

    call: str
    provider: str | None = None
    type: str | None = None
    parameters: Parameters = Parameters()


class Binding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that tells what is given (``to``) for a type, or in the place of a function (``key``).

    Where one of both is not given it is the other. As a decorator it binds the function to ``key``, or to the
    type that it returns. ``word`` stands in every file that has such a call; by default the member's name.
    """

    call: str
    key: str | None = None
    to: str | None = None
    word: str | None = None


class Bound(msgspec.Struct, frozen=True):
    """``word`` stands in each file that binds so."""

    key: Arguments | None
    to: Arguments | None
    word: str


class Containers:
    """What is known of containers, by reference."""

    def __init__(self) -> None:
        self.wanted: dict[str, Arguments | None] = {}  # marker → its type; None: that of the parameter
        self.injects: set[str] = set()
        self.binds: dict[str, Bound] = {}
        self.converters: dict[str, Bound] = {}  # what routes are told to convert their parts with
        self.resolves: dict[str, Arguments] = {}
        self.partials: dict[str, Arguments] = {}

    def by_reference(self) -> tuple[Collection[str], ...]:
        """The tables whose keys are references of what is called."""
        return self.wanted, self.binds, self.converters, self.resolves, self.partials


def add_containers(tables: Tables, library: Library) -> None:
    """Enter what a library injects, and what its containers are told and asked."""
    known = tables.containers
    for injection in library.injections:
        for reference in references(injection.call, library.types):
            if injection.provider is not None:
                tables.injections[reference] = parse_argument(injection.provider)
                tables.providers[reference] = injection.parameters
            if injection.type is not None:
                by_annotation = injection.type == "annotation"
                known.wanted[reference] = None if by_annotation else parse_argument(injection.type)
    for decorator in library.injects:
        known.injects.update(references(decorator, library.types))
    for table_, bindings in ((known.binds, library.binds), (known.converters, library.converters)):
        for binding in bindings:
            for reference in references(binding.call, library.types):
                word = binding.word or reference.rpartition(".")[2].removesuffix("()")
                table_[reference] = Bound(optional(binding.key), optional(binding.to), word)
    for table, given in ((known.resolves, library.resolves), (known.partials, library.partials)):
        for call, argument in given.items():
            table.update(dict.fromkeys(references(call, library.types), parse_argument(argument)))

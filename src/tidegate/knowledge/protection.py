"""What protects handlers: how a library file says it, and by reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from tidegate.knowledge.conditions import Where
from tidegate.knowledge.containers import Parameters
from tidegate.knowledge.paths import Arguments, enter, optional, references
from tidegate.knowledge.places import place

if TYPE_CHECKING:
    from tidegate.knowledge.schema import Library
    from tidegate.knowledge.tables import Tables


class ControlSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A control by name; ``where`` for one that counts under conditions only.

    ``anonymous``: it may let callers in whom nobody knows, so that it stands for no authentication. Of an
    exemption ``weakness`` is what it is for what changes something and stands behind a control ``beside`` it,
    by the beginning of its name: a login by cookie.
    """

    path: str
    where: list[Where] = []
    argument: str | None = None  # the argument that is the predicate or the inner view
    anonymous: bool = False
    weakness: str | None = None
    beside: list[str] = []


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to put a control before every handler of the receiver: middleware, ``before_request``.

    Without ``argument`` the call itself is the control (``CSRFProtect(app)``). ``everywhere``: of the
    whole application, though the receiver is a part of it. ``reversed``: what is installed later stands
    before what was installed earlier. ``kinds``: of handlers that no route names, those of these kinds alone.
    """

    call: str | None = None
    decorator: str | None = None
    argument: str | None = None  # what is installed, for ``call``
    receiver: str | None = None  # the argument that is the application, where the receiver is not
    members: list[str] = []  # of an installed class: the methods that run before the handler
    everywhere: bool = False
    reversed: bool = False
    kinds: list[str] = []


class ClassControls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class attribute that lists controls: ``permission_classes`` of a DRF view.

    ``method`` is what the framework calls for the list, and gives the attribute's where nobody overrides it.
    ``setting`` names the module-level setting, with its key, that holds where the class says nothing. A
    control of the program that has the method ``on_object`` and not ``always`` is asked by handlers that call
    one of ``asked_by``, and by those that the library itself gives. ``prefix``: the class groups the routes
    that its members are, and this attribute stands before theirs.
    """

    subclass: str
    attribute: str
    method: str | None = None
    prefix: str | None = None
    setting: str | None = None
    always: str | None = None
    on_object: str | None = None
    asked_by: list[str] = []


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class whose ``member`` says by its truth whether a request goes on: ``has_permission``."""

    subclass: str
    member: str
    kind: str
    parameters: Parameters = Parameters()  # besides the handler's own arguments, which it gets by name


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that protects: given to ``name`` as a constant, a key, an attribute, or an argument.

    Arguments count of functions that are called one of ``of``, by position too (``gensalt 0``). ``weaker``:
    which way it protects less, "more" or "less".
    """

    name: str
    says: str
    weaker: str = "more"
    of: tuple[str, ...] = ()


class NamedControl(msgspec.Struct, frozen=True):
    kind: str
    where: tuple[Where, ...]
    argument: Arguments | None
    anonymous: bool = False
    weakness: str | None = None
    beside: tuple[str, ...] = ()


def add_controls(tables: Tables, library: Library) -> None:
    """Enter what of a library protects, takes protection away or turns requests away."""
    tables.controls.update(_named(library.controls, library))
    tables.exemptions.update(_named(library.exemptions, library))
    for kind, values in library.refusals.items():
        for given in map(place, values):
            refusal = NamedControl(kind, tuple(given.where), None)
            enter(tables.refusals, given.path, library.types, refusal)
    for hook in library.hooks:
        for reference in references(hook.call or hook.decorator or "", library.types):
            if hook.argument is not None or reference not in tables.hooks:
                tables.hooks[reference] = hook
    for entry in library.class_controls:
        tables.class_controls[entry.subclass].append(entry)
    tables.middleware_settings.update(library.middleware_settings)


def _named(controls: dict[str, list[Any]], library: Library) -> Iterator[tuple[str, NamedControl]]:
    for kind, values in controls.items():
        for given in values:
            spec = ControlSpec(given) if isinstance(given, str) else msgspec.convert(given, ControlSpec)
            argument, beside = optional(spec.argument), tuple(spec.beside)
            known = NamedControl(kind, tuple(spec.where), argument, spec.anonymous, spec.weakness, beside)
            for reference in references(spec.path, library.types):
                yield reference, known

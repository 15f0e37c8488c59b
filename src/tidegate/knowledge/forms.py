"""Declared inputs: fields of forms and what gives the values that these let through; options by name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

import msgspec

from tidegate.knowledge.conditions import Where
from tidegate.knowledge.paths import Arguments, enter, optional, parse_argument, references

if TYPE_CHECKING:
    from tidegate.knowledge.schema import Library


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that declares a field of a form, or a check of one: what it lets through is safe for ``for``.

    ``pattern`` and ``anchored`` as of a guard; ``validators`` is the argument that holds more such checks,
    ``each`` the one that declares the elements of a list; ``type`` what it makes of the data.
    """

    call: str
    for_: list[str] = msgspec.field(name="for", default_factory=list)
    where: list[Where] = []
    pattern: str | None = None
    anchored: str = ""
    validators: str | None = None
    each: str | None = None
    type: str | None = None


class Bound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call, or a type, that keeps values out of a field: those below (``low``: the arguments that say it),
    above (``high``) or of another ``form``; ``always`` are the kinds for which no argument is asked.
    """

    call: str
    low: str | None = None
    high: str | None = None
    form: str | None = None
    always: list[Literal["low", "high", "form"]] = []


class Bounding(msgspec.Struct, frozen=True):
    """``given``: kind → the arguments that keep out."""

    given: tuple[tuple[str, Arguments], ...]
    always: tuple[str, ...]


class Declared(msgspec.Struct, frozen=True):
    names: Arguments
    harmless: tuple[tuple[Where, ...], ...]


class Accepting(msgspec.Struct, frozen=True):
    """A declared field: the kinds it makes safe, or the pattern that does; more checks; its elements."""

    kinds: frozenset[str]
    where: tuple[Where, ...]
    pattern: Arguments | None
    anchored: str
    validators: Arguments | None
    each: Arguments | None
    type: str | None


class Forms:
    """What is known of declared inputs, by reference."""

    def __init__(self) -> None:
        self.fields: dict[str, list[Accepting]] = defaultdict(list)
        self.bounds: dict[str, list[Bounding]] = defaultdict(list)
        self.classes: set[str] = set()  # whose objects are made of requests
        self.values: set[str] = set()
        self.checks: dict[str, str] = {}  # what gives the values → the form's method for one: clean_{name}
        self.declares: dict[str, Declared] = {}  # of command lines

    def add(self, library: Library) -> None:
        for field in library.fields:
            accepting = Accepting(
                frozenset(field.for_),
                tuple(field.where),
                optional(field.pattern),
                field.anchored,
                optional(field.validators),
                optional(field.each),
                field.type,
            )
            enter(self.fields, field.call, library.types, accepting)
        for bound in library.bounds:
            said = (("low", bound.low), ("high", bound.high), ("form", bound.form))
            told = tuple((kind, parse_argument(spec)) for kind, spec in said if spec is not None)
            enter(self.bounds, bound.call, library.types, Bounding(told, tuple(bound.always)))
        self.classes.update(library.form_classes)
        for form in library.forms:
            self.values.update(references(form, library.types))
        for place, method in library.form_checks.items():
            self.checks.update(dict.fromkeys(references(place, library.types), method))
        for given in library.declares:
            declared = Declared(parse_argument(given.names), tuple(map(tuple, given.harmless)))
            self.declares.update(dict.fromkeys(references(given.call, library.types), declared))

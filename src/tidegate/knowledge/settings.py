"""Values that are a weakness where they are set: constants of settings files, attributes, items, keywords."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from tidegate.knowledge.paths import Arguments, parse_argument, references

if TYPE_CHECKING:
    from tidegate.knowledge.schema import Library


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that is a weakness where it is assigned: module constant, attribute or key.

    ``name`` is a module-level name (in a file that ``files`` matches), ``of`` an API object whose
    item or attribute it is (``flask.Flask().config``). ``names`` instead is RE2, of the whole name.
    ``item`` are the keys below it: ``[OPTIONS, autoescape]``, "*" for any. A file counts too that
    gives one of the names ``beside`` a value. ``classes`` is RE2: the name counts in the body of such a class
    too, wherever it stands; ``subclass``: only in the body of a class of that base.
    ``together``: other names of the same file that must have these values too.
    """

    weakness: str
    name: str = ""
    names: str = ""
    item: list[str | int] = []
    equals: Any = msgspec.UNSET
    one_of: list[Any] | None = None
    contains: Any = msgspec.UNSET
    matches: str | None = None
    refers: list[str] | None = None
    literal_string: bool = False
    together: dict[str, Any] = {}
    of: str | None = None  # (``on`` is a truth value in YAML)
    files: list[str] = []
    beside: list[str] = []
    classes: str = ""
    subclass: str = ""
    message: str = ""
    confidence: str = "high"


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that sets many settings ``of`` an object: its keywords, and the items of a mapping or the
    members of a class that it is given (``app.config.update``, ``from_object``).
    """

    call: str
    of: str


class Fallback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that reads what is set outside: what it gives where nothing is, and what converts it."""

    call: str
    default: str
    cast: str = ""


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ``member`` of a class outside that must not be replaced by one that does nothing."""

    weakness: str
    subclass: str
    member: str
    message: str = ""
    fix: str = ""


class Conversion(msgspec.Struct, frozen=True):
    """Where a call's default stands, and what converts it."""

    default: Arguments
    cast: Arguments | None


class Configured:
    """What is known of settings, by what the engine asks with."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Setting]] = defaultdict(list)  # module-level name → settings
        self.by_pattern: list[Setting] = []
        self.by_object: dict[str, list[Setting]] = defaultdict(list)  # reference → its settings
        self.objects: dict[str, list[str]] = defaultdict(list)  # call → references that it configures
        self.fallbacks: dict[str, Conversion] = {}
        self.overrides: dict[str, list[Override]] = defaultdict(list)  # member → what it must not be

    def add(self, library: Library) -> None:
        for setting in library.settings:
            if setting.of is not None:
                for reference in references(setting.of, library.types):
                    self.by_object[reference].append(setting)
            elif setting.names:
                self.by_pattern.append(setting)
            else:
                self.by_name[setting.name].append(setting)
        for given in library.configures:
            for reference in references(given.call, library.types):
                self.objects[reference] += references(given.of, library.types)
        for fallback in library.fallbacks:
            cast = parse_argument(fallback.cast) if fallback.cast else None
            conversion = Conversion(parse_argument(fallback.default), cast)
            self.fallbacks.update(dict.fromkeys(references(fallback.call, library.types), conversion))
        for override in library.overrides:
            self.overrides[override.member].append(override)

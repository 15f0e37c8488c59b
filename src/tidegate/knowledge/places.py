"""Where data comes in and where it must not arrive unchecked: places in an API, by reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tidegate.knowledge.conditions import Where
from tidegate.knowledge.paths import ApiPath, Arguments, optional, parse

if TYPE_CHECKING:
    from tidegate.knowledge.schema import Library
    from tidegate.knowledge.tables import Tables


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in an API with conditions; a bare string in YAML is the path alone.

    ``item`` (a position, or a key): of a collection whose items are known only this one counts. Of a source
    it is a pattern of the key that the element is asked for by: ``HTTP_*``.
    ``after``: of a list whose items are known only the one behind the first that matches this counts.
    ``text``: text does harm here too, though the weakness says that it is harmless as a rule. ``remote``:
    whoever starts the program may choose this (``import_module(sys.argv[1])``). ``formatted``: the argument
    that is a text into which those of the path are put, as ``%`` does (``log.info("%r", value)``).
    ``harmless_in``: sink kinds in which a source's data does no harm.
    ``begins``: what a source's data always begins with ("/": the path of a request). ``lacks``: characters
    that never stand in it (line breaks in a header: no server that speaks the protocol lets them through).
    ``trusts``: source kinds that may choose this. ``having``: of a list of objects those count that have one
    of these constants at each of these keys (``{role: [system]}``), and of them the ``item``. ``filled``:
    what is given are values for a template whose ``messages`` that argument has; those count that stand as
    ``{name}`` in a text that counts.
    """

    path: str
    item: int | str | None = None
    after: str | None = None
    text: bool = False
    escapes: bool = False  # the place makes data safe by itself: ``{{ value }}`` in a template
    remote: bool = False
    formatted: str | None = None
    trusts: list[str] = []
    having: dict[str, list[Any]] = {}
    filled: str | None = None
    where: list[Where] = []
    says: str = ""  # how a person would call a source ("a query string value"), or what a sink does with it
    safe: str = ""  # of a sink: what to write instead, where that is not what the library says of its kind
    begins: str = ""
    lacks: str = ""
    harmless_in: list[str] = []
    confidence: str = "high"


class Source(msgspec.Struct, frozen=True):
    kind: str
    says: str
    arguments: Arguments | None = None  # a callback's or out-argument's place
    item: str | None = None  # pattern of the key by which the element is asked for
    begins: str = ""  # constant text that such data begins with
    lacks: str = ""  # characters that such data never has
    harmless_in: frozenset[str] = frozenset()


class Sink(msgspec.Struct, frozen=True):
    kind: str
    arguments: Arguments
    where: tuple[Where, ...]
    confidence: str
    item: int | str | None = None
    text: bool = False
    escapes: bool = False
    remote: bool = False
    formatted: Arguments | None = None
    trusts: tuple[str, ...] = ()
    having: tuple[tuple[int | str, tuple[bool | int | float | str | None, ...]], ...] = ()
    filled: Arguments | None = None
    after: str | None = None
    says: str = ""
    safe: str = ""


def place(value: Any) -> Place:
    """A bare string in YAML is a path without conditions."""
    return Place(path=value) if isinstance(value, str) else msgspec.convert(value, Place)


def add_places(tables: Tables, library: Library) -> None:
    """Enter where data comes in through a library, and where it must not arrive unchecked."""
    for kind, values in library.sources.items():
        for given in map(place, values):
            for path in parse(given.path, library.types):
                tables.sources[path.reference].append(_source(kind, given, path.arguments))
    for kind, values in library.sinks.items():
        for given in map(place, values):
            for path in parse(given.path, library.types):
                sink = _sink(kind, given, _argument(path), library.safe.get(kind, ""))
                tables.sinks[path.reference].append(sink)


def _source(kind: str, given: Place, arguments: Arguments | None) -> Source:
    item = None if given.item is None else str(given.item)
    return Source(kind, given.says, arguments, item, given.begins, given.lacks, frozenset(given.harmless_in))


def _sink(kind: str, given: Place, arguments: Arguments, safe: str) -> Sink:
    having = ((int(key) if key.isdecimal() else key, tuple(options)) for key, options in given.having.items())
    return Sink(
        kind,
        arguments,
        tuple(given.where),
        given.confidence,
        given.item,
        given.text,
        given.escapes,
        given.remote,
        optional(given.formatted),
        tuple(given.trusts),
        tuple(having),
        optional(given.filled),
        given.after,
        given.says,
        given.safe or safe,
    )


def _argument(path: ApiPath) -> Arguments:
    return path.arguments if path.arguments is not None else Arguments(rest=0, keywords=True)

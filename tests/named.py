"""What a library file names: references into the package, with the arguments that are spoken of at each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tidegate.knowledge.paths import Arguments, parse, parse_argument
from tidegate.knowledge.schema import Library
from tidegate.knowledge.tables import Tables


class Named(msgspec.Struct):
    """``references``: all that the file names; ``arguments``: which of them are given the same arguments.

    A path may name several calls at once, ``Member[get,post].Argument[0,url:]``: then each name and each
    position must be an argument of one of them at least.
    """

    references: set[str]
    arguments: dict[Arguments, set[str]]

    def pairs(self) -> list[tuple[int | str, list[str]]]:
        """Each position and name with the calls of which one at least should take it."""
        found: list[tuple[int | str, list[str]]] = []
        for argument, calls in self.arguments.items():
            found += [(position, sorted(calls)) for position in argument.positions]
            found += [(name, sorted(calls)) for name in argument.names]
        return found


def named(library: Library) -> Named:
    tables = Tables()
    tables.add(library)
    found, arguments = set(_others(tables, library)), defaultdict(set)
    for table in tables.by_reference():
        found.update(table)
        if isinstance(table, dict):
            for reference, value in table.items():
                for given in _arguments(value):
                    arguments[given].add(reference)
    return Named(set(filter(_is_api, found)), arguments)


def references(library: Library, paths: Iterable[str]) -> set[str]:
    return {path.reference for text in paths for path in parse(text, library.types)}


def _others(tables: Tables, library: Library) -> Iterator[str]:
    yield from library.types
    yield from tables.types
    yield from (base for bases in tables.bases.values() for base in bases)
    yield from library.aliases
    yield from library.aliases.values()
    for names in (tables.keeps, tables.tables, tables.calling.hands_back, tables.applied_to, tables.aborts):
        yield from names
    for classes in (tables.handler_classes, tables.class_controls, tables.class_renders):
        yield from classes
    yield from tables.configured.by_object
    yield from (name for names in tables.configured.objects.values() for name in names)
    yield from tables.forms.classes
    yield from (override.subclass for override in library.overrides)
    yield from (f"{override.subclass}.{override.member}" for override in library.overrides)
    yield from (setting.subclass for setting in library.settings if setting.subclass)
    yield from _refers(msgspec.to_builtins(library))


def _refers(given: Any) -> Iterator[str]:
    """What conditions compare with: ``refers: [yaml.UnsafeLoader]``."""
    if isinstance(given, dict):
        for key, value in given.items():
            yield from value if key == "refers" and value else _refers(value)
    elif isinstance(given, list):
        for value in given:
            yield from _refers(value)


def _is_api(reference: str) -> bool:
    """``returned`` is a place in the handler, and ``*`` any member that nothing else describes."""
    return reference not in ("", "returned") and not reference.endswith(".*")


def _arguments(value: Any) -> Iterator[Arguments]:
    if isinstance(value, Arguments):
        yield value
    elif isinstance(value, str) and value.startswith("Argument["):
        yield parse_argument(value)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _arguments(item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            given = getattr(value, name)
            bare = name == "argument" and isinstance(given, str)  # of a condition: "shell:"
            yield from [parse_argument(given)] if bare else _arguments(given)

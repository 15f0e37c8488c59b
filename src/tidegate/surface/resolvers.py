"""Resolvers of fields whose schema differs: what the schema says of a field is a part of what it does.

Nothing in a program names a field but a text, so the climb from definitions to their users does not lead
from a schema to the functions behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from tidegate.flow.engine import Engine
from tidegate.flow.summary import Registration
from tidegate.flow.told import HANDLER
from tidegate.knowledge.paths import parse_argument
from tidegate.languages import graphql, ir
from tidegate.languages.digest import digest
from tidegate.languages.facts import Facts
from tidegate.languages.uses import uses
from tidegate.model.paths import PathClass, classify
from tidegate.program.names import FunctionId
from tidegate.surface.changed import Changed
from tidegate.surface.handlers import file_registrations
from tidegate.surface.reach import CODE_SUFFIXES, Reach
from tidegate.surface.routing import arguments, texts
from tidegate.surface.sdl import documents

_MOST_FILES = 60
_MOST_SCHEMAS = 60
_DEEPEST = 6  # input types in input types


def add_resolvers(
    base: Engine, head: Engine, changed: tuple[Changed, Changed], reached: tuple[Reach, Reach]
) -> None:
    """Add the resolvers of such fields to what both sides reach. All pairs are (base's, head's)."""
    paths = {path for side in changed for path in side.paths}
    before, after = (dict(_said(engine, paths)) for engine in (base, head))
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not differing:
        return
    fields = _fields((base, head), paths, differing)
    for engine, reach in zip((base, head), reached, strict=True):
        _add(engine, reach, fields)


def _said(engine: Engine, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(type or ``type.field``, what schemas in these files say of it)"""
    for facts in _schemas(engine, paths):
        for definition in facts.classes.values():
            fields = tuple(one for one in definition.body if isinstance(one, ir.Assign))
            yield definition.qualname, digest(definition.bases, definition.decorators, fields)
        for qualname, function in facts.functions.items():
            yield qualname, digest(function.parameters, function.decorators)


def _schemas(engine: Engine, paths: Iterable[str]) -> Iterator[Facts]:
    for path in sorted(paths):
        module = engine.program.module(path) if classify(path) is not PathClass.TEST else None
        if module is not None and path.endswith(graphql.SUFFIXES):
            yield module.facts
        elif module is not None:
            for registration in file_registrations(engine, path):
                yield from (found.facts for found in documents(engine, registration) if found.path == path)


def _fields(engines: Iterable[Engine], paths: set[str], differing: set[str]) -> set[str]:
    """The fields that differ, and those with an argument of a type that does."""
    schemas = [facts for engine in engines for facts in _around(engine, paths)]
    types = {name.partition("#")[0] for name in differing if "." not in name}
    for _ in range(_DEEPEST):
        inner = {
            definition.name
            for facts in schemas
            for definition in facts.classes.values()
            if any(
                isinstance(one, ir.Assign) and not types.isdisjoint(_named(one)) for one in definition.body
            )
        }
        if inner <= types:
            break
        types |= inner
    found = {name.partition("#")[0].rpartition(".")[2] for name in differing if "." in name}
    for function in chain.from_iterable(facts.functions.values() for facts in schemas):
        of = function.qualname.partition(".")[0]
        if of in types or not types.isdisjoint(_named(*function.parameters)):
            found.add(function.name)
    return found


def _named(*nodes: ir.Node) -> set[str]:
    return set(uses(*nodes).names)


def _around(engine: Engine, paths: set[str]) -> Iterator[Facts]:
    """The schemas that differ, and those in files beside them."""
    words = ["type", "input", "extend", "interface"]
    found = engine.program.sources.tree.search(words, graphql.SUFFIXES)
    yield from _schemas(engine, {*paths, *sorted(found)[:_MOST_SCHEMAS]})


def _add(engine: Engine, reach: Reach, fields: set[str]) -> None:
    found = engine.program.sources.tree.search(sorted(fields), CODE_SUFFIXES)
    paths = [path for path in sorted(found) if classify(path) is not PathClass.TEST]
    for path in paths[:_MOST_FILES]:
        for registration in file_registrations(engine, path):
            for identity in _resolvers(engine, registration, fields):
                reach.functions.setdefault(identity, 1)
                reach.modules.add(path)
    if len(paths) > _MOST_FILES:
        reach.limits.append(f"fields of a schema stand in {len(paths)} files; {_MOST_FILES} were looked at")


def _resolvers(engine: Engine, registration: Registration, fields: set[str]) -> Iterator[FunctionId]:
    """Functions that a registration makes resolvers of one of the fields."""
    library, tables = engine.library, engine.library.tables
    decorates = dict(registration.keywords).get(HANDLER)
    table = tables.registrations if decorates is None else tables.decorators
    for spec in library.all(table, registration.reference):
        if spec.kind != "graphql" or spec.route is None:
            continue
        names = arguments(registration).select(parse_argument(spec.route))
        if fields.isdisjoint(name for value in names for name in texts(value)):
            continue
        given = arguments(registration).first(parse_argument(spec.handler)) if spec.handler else None
        handler = decorates if decorates is not None else given
        for entity in handler.entities if handler is not None else ():
            if isinstance(entity, FunctionId):
                yield entity

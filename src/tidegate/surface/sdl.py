"""Schemas in GraphQL's own language: the arguments of fields, their types, and the directives on fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from tidegate.flow.calls import call_value
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame
from tidegate.flow.outside import SCHEMA_FILE
from tidegate.flow.summary import Registration
from tidegate.flow.told import HANDLER
from tidegate.flow.typed import converted
from tidegate.flow.typed import text as as_text
from tidegate.flow.values import UNKNOWN_VALUE, Value, key_of, named_items, with_part
from tidegate.languages import graphql, ir
from tidegate.languages.facts import Facts
from tidegate.surface.handlers import Handler
from tidegate.surface.routing import Routing, arguments, text
from tidegate.surface.schemas import Declared

_DEEPEST = 3  # objects in objects whose fields are told apart
_MOST_FILES = 60
_MOST_TEXTS = 60


class Document(NamedTuple):
    """A schema, and the file that it stands in. ``line`` is where, in a program's text."""

    path: str
    facts: Facts
    line: int = 0


class Directive(NamedTuple):
    """A directive on a field: where it stands, and what the program says that it is."""

    expression: ir.Expr
    path: str
    line: int
    value: Value
    members: tuple[str, ...]


class Sdl:
    """All schemas that one side's registrations tell of."""

    def __init__(self, engine: Engine, registrations: Iterable[Registration], routing: Routing) -> None:
        self._engine = engine
        self._routing = routing
        self._classes: dict[str, list[tuple[Document, ir.Class]]] = defaultdict(list)
        self._fields: dict[str, list[tuple[Document, ir.Function]]] = defaultdict(list)
        self._parsers: dict[str, Value] = {}
        self._directives: dict[str, tuple[Value, tuple[str, ...]]] = {}
        given = engine.library.tables.given
        for registration in registrations if given.schemas else ():
            self._read(registration)

    def _read(self, registration: Registration) -> None:
        for document in documents(self._engine, registration):
            for definition in document.facts.classes.values():
                self._classes[definition.name].append((document, definition))
            for qualname, function in document.facts.functions.items():
                self._fields[qualname.partition("#")[0]].append((document, function))
        library, given = self._engine.library, self._engine.library.tables.given
        told = library.one(given.schemas, registration.reference)
        directives = arguments(registration).first(told.directives) if told is not None else None
        if told is not None and directives is not None:
            found = {name: (value, told.members) for name, value in named_items(directives)}
            self._directives.update(found)
        parser = arguments(registration).first(library.one(given.parsers, registration.reference))
        if parser is not None:
            self._parsers[self._routing.prefix(registration.site)] = parser
        if library.one(given.parser_decorators, registration.reference) is not None:
            name = self._routing.prefix(registration.receiver.site)
            self._parsers[name] = dict(registration.keywords).get(HANDLER, UNKNOWN_VALUE)

    def fields_of(self, handler: Handler) -> Iterator[Handler]:
        """The handler; one that is a member of an object whose members are fields, only if it is a field."""
        if not handler.spec.parameters.declared_by_schema:
            yield handler
            return
        for root in graphql.ROOTS:
            name = f"{root}.{handler.identity.qualname.rpartition('.')[2]}"
            if name in self._fields:
                yield replace(handler, name=name)

    # --- fields -----------------------------------------------------------------------------------

    def declared(self, field: str) -> Declared:
        """The arguments of ``Query.user``, each also by the name that it has in Python."""
        found: Declared = {}
        for document, function in self._fields.get(field, ()):
            for parameter in function.parameters:
                if parameter.annotation is not None:
                    reading = partial(self._sent, document, parameter.annotation)
                    found[parameter.name] = found[_snake(parameter.name)] = reading
        return found

    def directives(self, field: str) -> Iterator[Directive]:
        """What stands on a field, and on its type."""
        of = field.partition(".")[0]
        places = [(document, one.decorators) for document, one in self._fields.get(field, ())]
        places += [(document, one.decorators) for document, one in self._classes.get(of, ())]
        for document, decorators in places if self._fields.get(field) else ():
            for expression in decorators:
                assert isinstance(expression, ir.Call)
                assert isinstance(expression.function, ir.Name)
                value, members = self._directives.get(expression.function.id, (UNKNOWN_VALUE, ()))
                line = document.line or expression.line
                yield Directive(expression, document.path, line, value, members)

    # --- types ------------------------------------------------------------------------------------

    def _sent(self, document: Document, annotation: ir.Expr, frame: Frame, source: Value) -> Value:
        return self._typed(frame, document, annotation, source, 0)

    def _typed(
        self, frame: Frame, document: Document, annotation: ir.Expr, source: Value, depth: int
    ) -> Value:
        """``source`` as a value of a type of the schema."""
        if isinstance(annotation, ir.Subscript):
            return Value(fields={"[]": self._typed(frame, document, annotation.key, source, depth)})
        name = annotation.id if isinstance(annotation, ir.Name) else ""
        line = document.line or annotation.line
        if name in graphql.NUMBERS:
            return converted(frame, document.path, name, line, source)
        if name in graphql.TEXTS:
            return as_text(source)
        for place, definition in self._classes.get(name, ()):
            kind = definition.bases[0]
            if isinstance(kind, ir.Name) and kind.id == graphql.ENUM:
                return converted(frame, place.path, name, line, source)
            if isinstance(kind, ir.Name) and kind.id == graphql.INPUT:
                return self._object(frame, name, source, depth)
        parser = self._parsers.get(name)
        return call_value(frame, parser, [source], {}, line).result if parser is not None else source

    def _object(self, frame: Frame, name: str, source: Value, depth: int) -> Value:
        result = Value(source.taints)
        if depth >= _DEEPEST:
            return result
        for document, definition in self._classes[name]:
            for field in definition.body:
                if isinstance(field, ir.Assign) and field.annotation is not None:
                    (target,) = field.targets
                    value = self._typed(frame, document, field.annotation, source, depth + 1)
                    result = with_part(result, key_of(getattr(target, "id", "")), value)
        return result


def documents(engine: Engine, registration: Registration) -> Iterator[Document]:
    """The schemas that a call is given: texts in the program, and files."""
    told = engine.library.one(engine.library.tables.given.schemas, registration.reference)
    if told is None:
        return
    place = registration.place
    values = [part for value in arguments(registration).select(told.text) for part in _parts(value)]
    for value in values[:_MOST_TEXTS]:
        if isinstance(value.known, str):
            yield Document(place.path, graphql.read(value.known), place.line)
        elif value.fields and SCHEMA_FILE in value.fields:
            yield from _files(engine, text(value.fields[SCHEMA_FILE]))


def _parts(value: Value) -> Iterator[Value]:
    yield value
    for key, field in (value.fields or {}).items():
        if key[0] == "[":
            yield field


def _files(engine: Engine, named: str) -> Iterator[Document]:
    """Files of that name, or in a folder of that name; all that there are where the name is not known."""
    wanted = "/" + named.removeprefix("./").strip("/")
    found = engine.program.sources.tree.search(["type", "input", "enum", "scalar"], graphql.SUFFIXES)
    paths = [path for path in sorted(found) if not named or _is_in(f"/{path}", wanted)]
    for path in paths[:_MOST_FILES]:
        module = engine.program.module(path)
        if module is not None:
            yield Document(path, module.facts)


def _is_in(path: str, wanted: str) -> bool:
    return path.endswith(wanted) or f"{wanted}/" in path


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")

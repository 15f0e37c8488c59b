"""What containers of dependencies give: for a type, or in the place of a function.

A container is told in one file what it gives, and asked in another: ``container.register(Members, Plain)``,
``app.dependency_overrides[f] = g``. What it gives is the program's own; only what a provider itself reads
from a request is outside data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tidegate.flow.aliases import items, last_name, plain_type, stated
from tidegate.flow.binding import Outcome
from tidegate.flow.classes import class_member, expression_in_module, instance_of, owner
from tidegate.flow.frame import Frame
from tidegate.flow.summary import Registration
from tidegate.flow.told import HANDLER
from tidegate.flow.values import (
    ELEMENT,
    UNKNOWN_VALUE,
    Closure,
    Instance,
    Method,
    Partial,
    Value,
    elements,
    join_all,
)
from tidegate.knowledge.containers import Bound
from tidegate.languages import ir
from tidegate.languages.registry import LANGUAGES
from tidegate.model.paths import PathClass, classify
from tidegate.program.names import MODULE, ClassId, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_MOST_FILES = 60  # that tell containers what to give
_DEEPEST = 6  # providers that need what others provide
_ITERATED = frozenset(
    {"Iterable", "Iterator", "Generator", "AsyncIterable", "AsyncIterator", "AsyncGenerator"}
)


def provided(frame: Frame, wanted: Value, line: int, depth: int = 0) -> Value:
    """What is given for the type ``wanted``: by what is bound to it, else an object of that type."""
    given = bound_to(frame.engine, wanted) if depth < _DEEPEST else []
    if not given and depth < _DEEPEST and _is_class(wanted):
        return _called(frame, wanted, line, depth).result
    if not given:
        return instance_of(wanted, frame)
    return join_all(_made(frame, value, wanted, line, depth) for value in given)


def bound_to(engine: Engine, key: Value) -> list[Value]:
    """What the program binds to a type or to a function, outside of its tests."""
    keys = _keys(key)
    return [bond.value for bond in _bonds(engine, _binds(engine)) if not keys.isdisjoint(bond.keys)]


def converters(engine: Engine, name: str) -> list[Value]:
    """What the program's routes convert a part with that they give this name."""
    bonds = _bonds(engine, engine.library.tables.containers.converters)
    return [bond.value for bond in bonds if name in bond.keys]


def _binds(engine: Engine) -> dict[str, Bound]:
    return engine.library.tables.containers.binds


def asked_as(engine: Engine, identity: FunctionId | ClassId) -> list[FunctionId | ClassId]:
    """The types and functions of the program in whose place a definition is given, or that it binds."""
    of = owner(engine, identity) if isinstance(identity, FunctionId) else None
    meant = {identity, *([of] if of is not None else [])}
    return [
        key
        for bond in _bonds(engine, _binds(engine))
        if identity == bond.teller or not meant.isdisjoint(_given(bond.value))
        for key in bond.keys
        if isinstance(key, FunctionId | ClassId) and key not in meant
    ]


def _given(value: Value) -> Iterator[object]:
    for entity in value.entities:
        if isinstance(entity, Instance):
            yield entity.of
        elif isinstance(entity, Method):
            yield entity.function
        elif isinstance(entity, Partial):
            yield from _given(entity.function)
        else:
            yield entity


def _keys(value: Value) -> set[object]:
    """What a type is known by: a name, as of ``NewType("Tenant", str)``, or what it is."""
    return set(value.constants or ()) or {*value.entities, *value.references}


def _is_class(value: Value) -> bool:
    return any(isinstance(entity, ClassId) for entity in value.entities)


def _made(frame: Frame, value: Value, wanted: Value, line: int, depth: int) -> Value:
    """What a container gives where ``value`` is bound: the object, or what the class or function makes."""
    if _is_class(value) and value.entities != wanted.entities and bound_to(frame.engine, value):
        return provided(frame, value, line, depth + 1)
    if any(isinstance(entity, Instance) for entity in value.entities) or not value.entities:
        return value
    return yielded(_called(frame, value, line, depth).result)


def _called(frame: Frame, value: Value, line: int, depth: int) -> Outcome:
    from tidegate.flow.calls import call_value  # calls ask containers

    keywords: dict[str, Value] = {}
    for entity in value.entities:
        for function, identity in _function_of(frame.engine, entity):
            for parameter in function.parameters:
                if parameter.annotation is not None and parameter.name not in keywords:
                    kind = expression_in_module(
                        frame.engine, *plain_type(frame.engine, identity.path, parameter.annotation)
                    )
                    if bound_to(frame.engine, kind) or _is_class(kind):
                        keywords[parameter.name] = provided(frame, kind, line, depth + 1)
    return call_value(frame, value, [], keywords, line)


def _function_of(engine: Engine, entity: object) -> Iterator[tuple[ir.Function, FunctionId]]:
    """The function that runs where a class or a function is called."""
    if isinstance(entity, Closure):
        yield entity.function, entity.identity
    elif isinstance(entity, Partial):
        for inner in entity.function.entities:
            yield from _function_of(engine, inner)
    elif isinstance(entity, ClassId):
        found = class_member(engine, entity, "__init__")
        if found is not None and isinstance(found[1], ir.Define):
            yield found[1].function, FunctionId(found[0].path, found[1].function.qualname)
    elif isinstance(entity, FunctionId | Method):
        identity = entity if isinstance(entity, FunctionId) else entity.function
        function = engine.function(identity)
        if function is not None:
            yield function, identity


def yielded(result: Value) -> Value:
    """What a provider gives: of a generator, what it yields."""
    is_generator = not result.references and not result.entities and ELEMENT in (result.fields or {})
    return elements(result) if is_generator else result


# --- what containers are told ---------------------------------------------------------------------


class Bond(NamedTuple):
    """What is bound to a type, or in the place of a function, and where that is told."""

    keys: set[object]
    value: Value
    teller: FunctionId


def _bonds(engine: Engine, binds: Mapping[str, Bound]) -> list[Bond]:
    words = frozenset(bound.word for bound in binds.values())
    if not words:
        return []
    engine.program.depends_on_search(words)
    return engine.remember(("bindings", words), lambda: list(_told(engine, binds, words)), [])


def _told(engine: Engine, binds: Mapping[str, Bound], words: frozenset[str]) -> Iterator[Bond]:
    found = engine.program.sources.tree.search(sorted(words), LANGUAGES[0].SUFFIXES)
    paths = sorted(path for path in found if classify(path) is not PathClass.TEST)
    for path in paths[:_MOST_FILES]:
        for identity in _tellers(engine, path, found[path]):
            for registration in engine.summary(identity).registrations:
                bound = engine.library.one(binds, registration.reference)
                if bound is not None:
                    yield from _read(engine, registration, bound, identity)


def _tellers(engine: Engine, path: str, words: Collection[str]) -> Iterator[FunctionId]:
    """The module, and its functions that name one of ``words``."""
    yield FunctionId(path, MODULE)
    text, module = engine.program.sources.text(path), engine.program.module(path)
    if text is None or module is None:
        return
    named = [word.encode() for word in words]
    lines = [
        number for number, line in enumerate(text.splitlines(), 1) if any(word in line for word in named)
    ]
    for qualname, function in module.facts.functions.items():
        identity = FunctionId(path, qualname)
        inside = any(function.line <= number <= function.end_line for number in lines)
        if inside and not engine.is_running(identity):
            yield identity


def _read(engine: Engine, told: Registration, bound: Bound, teller: FunctionId) -> Iterator[Bond]:
    maker = dict(told.keywords).get(HANDLER)
    key = told.argument(bound.key)
    value = maker if maker is not None else told.argument(bound.to)
    if maker is not None and key is None:
        key = join_all(_returned(engine, entity) for entity in maker.entities)
    key, value = key or value, value or key
    if key is not None and value is not None:
        yield Bond(_keys(key), _of_object(engine, value), teller)


def _returned(engine: Engine, entity: object) -> Value:
    """The type that a function says it returns, or yields."""
    function = engine.function(entity) if isinstance(entity, FunctionId) else None
    if function is None or function.returns is None or not isinstance(entity, FunctionId):
        return UNKNOWN_VALUE
    path, annotation = plain_type(engine, entity.path, function.returns)
    if isinstance(annotation, ir.Subscript) and last_name(annotation.value) in _ITERATED:
        path, annotation = stated(engine, path, items(annotation)[0])
    return expression_in_module(engine, path, annotation)


def _of_object(engine: Engine, value: Value) -> Value:
    """A provider that is a method is called on an object of its class."""
    methods = [
        Method(entity, Value(entities=(Instance(of),)))
        for entity in value.entities
        if isinstance(entity, FunctionId) and (of := owner(engine, entity)) is not None
    ]
    return Value(entities=tuple(methods)) if methods else value

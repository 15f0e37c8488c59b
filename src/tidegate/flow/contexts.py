"""How exactly the calls of a function are told apart: a context is what of its arguments counts."""

from __future__ import annotations

from typing import TypeAlias

from tidegate.flow.values import (
    MORE,
    Constant,
    Instance,
    Method,
    Value,
    is_small,
    join,
    named_parts,
    options,
    surplus,
    without_data,
)
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId, ModuleId

Shape: TypeAlias = tuple[object, ...]
Context: TypeAlias = tuple[tuple[str, Shape], ...]  # parameter → what is known of its argument
GENERIC: Context = ()
MOST_CONTEXTS = 10  # per function, of all that is known of arguments
MOST_TYPES = 40  # with those of their types alone; beyond, the types of all other calls are one context
_MOST_HELD = 8  # parts of an object; of one that holds more none is told


class Contexts:
    """The contexts of every function: those of both sides, so that a bound binds both alike."""

    def __init__(self) -> None:
        self._seen: dict[FunctionId, set[Context]] = {}
        self._together: dict[FunctionId, dict[str, Value]] = {}

    def of(
        self, identity: FunctionId, function: ir.Function, arguments: dict[str, Value]
    ) -> tuple[Context, dict[str, Value]]:
        """What is known of arguments: all that matters; their types where that is too much.

        Where these are too many as well: the types of all further calls together.
        """
        seen, types = self._seen.setdefault(identity, set()), _types_of(arguments)
        for limit, known in ((MOST_CONTEXTS, arguments), (MOST_TYPES, types)):
            context = _shapes(function, known)
            if context in seen or len(seen) < limit:
                seen.add(context)
                return context, {name: known[name] for name, _ in context}
        together = self._together.setdefault(identity, {})
        for name, value in types.items():
            together[name] = _either(together[name], value) if name in together else value
        context = _shapes(function, together)
        return context, {name: together[name] for name, _ in context}


def _types_of(arguments: dict[str, Value]) -> dict[str, Value]:
    return {name: _type_of(value) for name, value in arguments.items()}


def _type_of(value: Value) -> Value:
    """What an argument may be and what it holds, without data and constants: it is kept."""
    held = {key: Value(references=field.references) for key, field in _held(value)}
    entities = tuple(map(without_data, value.entities))
    return Value(references=value.references, entities=entities, fields=held or None, subject=value.subject)


def _either(one: Value, other: Value) -> Value:
    """The types of both: methods that differ by their receivers alone are one."""
    known = set(map(_plain, one.entities))
    entities = tuple(entity for entity in other.entities if _plain(entity) not in known)
    subject = one.subject if one.subject == other.subject else None
    return join(one, other.but(entities=entities)).but(subject=subject)


def _shapes(function: ir.Function, arguments: dict[str, Value]) -> Context:
    found: list[tuple[str, Shape]] = []
    for parameter in function.parameters:
        value = arguments.get(parameter.name)
        shape = _shape(value, parameter) if value is not None else ()
        if shape:
            found.append((parameter.name, shape))
    return tuple(found)


def _shape(value: Value, parameter: ir.Parameter) -> Shape:
    """What of an argument makes the callee behave otherwise: types where it states none, small constants."""
    entities = tuple(_plain(entity) for entity in value.entities)
    if None in entities:
        return ()
    known: tuple[Constant, ...] = value.constants or ()
    small = tuple((type(c).__name__, c) for c in known) if len(known) == 1 and is_small(known[0]) else ()
    annotated = parameter.annotation is not None
    references, parts = (_more(value), ()) if annotated else (value.references, _parts(value))
    if annotated and value.taints:  # data of a type of its own, of which the annotation may say less
        references = tuple(name for name in value.references if not name.startswith("builtins."))
    parts = (*parts, *named_parts(value))
    if parameter.kind == "keywords":
        parts = tuple((key, type(c).__name__, c) for key, c in options(value).items())
    elif parameter.kind == "rest":
        parts = (len(value.fields or ()),) if surplus(value) else ()
    if not (entities or references or small or parts):
        return ()
    return (entities, references, small, value.subject, parts)


def _more(value: Value) -> tuple[str, ...]:
    return (MORE,) if MORE in value.references else ()


def _parts(value: Value) -> Shape:
    return tuple(sorted((key, field.references) for key, field in _held(value)))


def _held(value: Value) -> list[tuple[str, Value]]:
    """What an object holds of libraries (a request, a connection), where that is not too much."""
    found = [
        (key, field)
        for key, field in (value.fields or {}).items()
        if key[0] == "." and any(not name.startswith("builtins.") for name in field.references)
    ]
    return found if len(found) <= _MOST_HELD else []


def _plain(entity: object) -> object:
    """Identities serve as they are; objects that hold values do not."""
    if isinstance(entity, FunctionId | ClassId | ModuleId | Instance):
        return (type(entity).__name__, *entity)
    if isinstance(entity, Method):
        return ("Method", entity.function)
    return None

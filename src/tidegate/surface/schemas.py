"""Arguments that a schema declares: which a handler gets, and of which type each is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import TypeAlias

from tidegate.flow.classes import class_member, linearized
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame
from tidegate.flow.typed import StatedField, stated_fields, typed, typed_by
from tidegate.flow.values import Value, named_items
from tidegate.knowledge.paths import parse_argument
from tidegate.languages import ir
from tidegate.program.names import ClassId
from tidegate.surface.handlers import Handler
from tidegate.surface.routing import arguments

Reading: TypeAlias = Callable[[Frame, Value], Value]  # what was sent → a value of the declared type
Declared: TypeAlias = dict[str, Reading]  # by argument


def declared(engine: Engine, handler: Handler) -> Declared:
    """What the program's classes declare of a handler's arguments; nothing where they declare none."""
    spec, of = handler.spec.parameters, handler.of
    if spec.declared_argument is not None:
        return dict(_by_argument(handler, spec.declared_argument))
    if of is None:
        return {}
    found: dict[str, StatedField] = {}
    for name in spec.declared_in:
        for inner in _classes(engine, of, name):
            found |= stated_fields(engine, inner, called=True)
    if spec.declared_by_attribute:
        found |= dict(_by_attribute(engine, of, handler))
    return {name: partial(_read, path, kind) for name, (path, kind, _) in found.items()}


def _by_argument(handler: Handler, argument: str) -> Iterator[tuple[str, Reading]]:
    """``args={"id": Argument(Int)}`` of the call that registers the handler."""
    told = handler.registration
    given = arguments(told).first(parse_argument(argument)) if told is not None else None
    for name, kind in named_items(given) if given is not None else ():
        yield name, partial(_read_value, kind, handler.place.path, handler.place.line)


def _read_value(kind: Value, path: str, line: int, frame: Frame, source: Value) -> Value:
    return typed_by(frame, kind, source, path, line)


def _read(path: str, kind: ir.Expr, frame: Frame, source: Value) -> Value:
    return typed(frame, path, kind, source)


def _classes(engine: Engine, of: ClassId, name: str) -> Iterator[ClassId]:
    """A class within another, with what it inherits; the nearest last."""
    member = class_member(engine, of, name)
    if member is not None and isinstance(member[1], ir.DefineClass):
        inner = ClassId(member[0].path, member[1].definition.qualname)
        yield from reversed(linearized(engine, inner))


def _by_attribute(engine: Engine, of: ClassId, handler: Handler) -> Iterator[tuple[str, StatedField]]:
    """``name = List(T, year=Int())`` declares what ``resolve_name`` is given."""
    attribute = attribute_of(handler.spec.members, handler.identity.qualname.rpartition(".")[2])
    member = class_member(engine, of, attribute)
    call = member[1].value if member is not None and isinstance(member[1], ir.Assign) else None
    if member is None or not isinstance(call, ir.Call):
        return
    for keyword in call.keywords:
        if keyword.name == "args" and isinstance(keyword.value, ir.Mapping):
            for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if isinstance(key, ir.Const):
                    yield str(key.value), StatedField(member[0].path, value)
        elif keyword.name is not None and not isinstance(keyword.value, ir.Const):
            yield keyword.name, StatedField(member[0].path, keyword.value)


def attribute_of(patterns: list[str], member: str) -> str:
    """What the star stands for in the pattern that a member's name fits: ``resolve_*``."""
    for pattern in patterns:
        if "*" in pattern and fnmatchcase(member, pattern):
            before, _, after = pattern.partition("*")
            return member.removeprefix(before).removesuffix(after)
    return member

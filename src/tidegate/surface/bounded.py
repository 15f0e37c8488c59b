"""What declared fields of requests keep out: values too low or too high, and other forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tidegate.flow.aliases import Stated, beside_type, is_named, items, last_name, plain_type
from tidegate.flow.classes import annotated, class_member, declared_fields, external_bases
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame, evaluate, made
from tidegate.flow.validators import validators
from tidegate.flow.values import ELEMENT, Instance, Value
from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.program.names import MODULE, ClassId, FunctionId
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Side

ALL = frozenset({"low", "high", "form"})
_OPEN = frozenset(
    {"int", "float", "str", "bytes", "Decimal", "complex", "list", "List", "dict", "Dict", "Any"}
)
_DEEPEST = 3  # objects within objects of a request


class Kept(NamedTuple):
    """A field or a parameter in ``line`` of ``path``, and the ``kinds`` of values that are kept out of it.

    ``by`` are functions that check it.
    """

    kinds: frozenset[str]
    path: str
    line: int
    by: tuple[FunctionId, ...] = ()


def parameters(side: Side, handler: Handler) -> tuple[ir.Parameter, ...]:
    function = handler.closure.function if handler.closure else side.engine.function(handler.identity)
    return function.parameters if function is not None else ()


def is_form(engine: Engine, of: ClassId) -> bool:
    """Whether objects of a class are made of requests by what the class is."""
    forms = engine.library.tables.forms.classes
    return any(name in forms for base in external_bases(engine, of) for name in engine.library.family(base))


def asked_for(side: Side) -> dict[ClassId, Handler]:
    """Classes of which a request makes objects, with a handler that takes one."""
    found: dict[ClassId, Handler] = {}
    for handler in side.handlers:
        for parameter in parameters(side, handler):
            if parameter.annotation is not None:
                value = _typed(side.engine, handler.identity.path, parameter.annotation)
                for of in _within(side.engine, value, _DEEPEST):
                    found.setdefault(of, handler)
    return found


def _within(engine: Engine, value: Value, depth: int) -> Iterator[ClassId]:
    inner = (value.fields or {}).get(ELEMENT)
    for entity in (*value.entities, *(inner.entities if inner is not None else ())):
        if isinstance(entity, Instance) and isinstance(entity.of, ClassId):
            yield entity.of
            for name in declared_fields(engine, entity.of) if depth else ():
                where, statement = _field(engine, entity.of, name) or (None, None)
                if where is not None and statement is not None and statement.annotation is not None:
                    yield from _within(engine, _typed(engine, where.path, statement.annotation), depth - 1)


def _typed(engine: Engine, path: str, annotation: ir.Expr) -> Value:
    frame = _frame(engine, path)
    return annotated(frame, annotation) if frame is not None else Value()


def _frame(engine: Engine, path: str) -> Frame | None:
    module = FunctionId(path, MODULE)
    function = engine.function(module)
    return Frame(engine, module, function) if function is not None else None


def _field(engine: Engine, of: ClassId, name: str) -> tuple[ClassId, ir.Assign] | None:
    found = class_member(engine, of, name)
    return (found[0], found[1]) if found is not None and isinstance(found[1], ir.Assign) else None


def kept(engine: Engine, of: ClassId, name: str) -> Kept | None:
    """What the field ``name`` keeps out: everything where its type is none that takes anything.

    ``None``: there is no such field.
    """
    found = _field(engine, of, name)
    if found is None:
        return None
    where, line = found[0].path, found[1].line
    by = tuple(
        one.identity for one in validators(engine, of) if _checks(engine, one.identity, one.fields, name)
    )
    kinds = ALL if by else frozenset(_declared(engine, where, found[1].annotation, found[1].value))
    return Kept(kinds, where, line, by)


def kept_from(engine: Engine, path: str, parameter: ir.Parameter) -> Kept:
    """What the declaration of a handler's parameter keeps out."""
    kinds = frozenset(_declared(engine, path, parameter.annotation, parameter.default))
    return Kept(kinds, path, parameter.line)


def _checks(engine: Engine, identity: FunctionId, fields: tuple[str, ...], name: str) -> bool:
    """Whether a validator may refuse the field: one of the whole object where it reads it."""
    function = engine.function(identity)
    if function is None or (fields and name not in fields and "*" not in fields):
        return False
    nodes = list(inside(engine.body(identity, function)))
    reads = any(isinstance(node, ir.Attribute) and node.name == name for node in nodes)
    return any(isinstance(node, ir.Raise | ir.Assert) for node in nodes) and (bool(fields) or reads)


def _declared(engine: Engine, path: str, annotation: ir.Expr | None, value: ir.Expr | None) -> Iterator[str]:
    if annotation is not None:
        yield from _of_type(engine, path, annotation)
    if value is not None:
        yield from _of_call(engine, Stated(path, value))


def _of_type(engine: Engine, path: str, annotation: ir.Expr) -> Iterator[str]:
    for one in beside_type(engine, path, annotation):
        yield from _of_call(engine, one)
    plain = plain_type(engine, path, annotation)
    for one in _alternatives(plain):
        known = list(_of_call(engine, one))
        yield from known
        if not known and not _takes_anything(one.annotation):
            yield from ALL


def _alternatives(plain: Stated) -> Iterator[Stated]:
    """The types of a union; what may be left out (``None``) is none of them."""
    path, annotation = plain
    if isinstance(annotation, ir.Binary) and annotation.op == "|":
        yield from _alternatives(Stated(path, annotation.left))
        yield from _alternatives(Stated(path, annotation.right))
    elif is_named(annotation, "Optional") or is_named(annotation, "Union"):
        for item in items(annotation):
            yield from _alternatives(Stated(path, item))
    elif not (isinstance(annotation, ir.Const) and annotation.value is None):
        yield plain


def _takes_anything(annotation: ir.Expr) -> bool:
    """Whether a type lets every number or text through; of one that is not known nobody says so."""
    outer = annotation.value if isinstance(annotation, ir.Subscript) else annotation
    return last_name(outer) in _OPEN


def _of_call(engine: Engine, stated: Stated) -> Iterator[str]:
    """What a call (``Field(ge=1)``) and the calls in it keep out, or a library's type by its name alone."""
    frame = _frame(engine, stated.path)
    if frame is None:
        return
    value, node = evaluate(frame, {}, stated.annotation), stated.annotation
    latest = made(frame, node) if isinstance(node, ir.Call) else None
    bounds = engine.library.tables.forms.bounds
    for reference in latest.callee.references if latest is not None else value.references:
        for bound in engine.library.all(bounds, reference):
            yield from bound.always
            if latest is not None:
                yield from (
                    kind for kind, spec in bound.given if any(True for _ in latest.given.select(spec))
                )
    for inner in _arguments(node) if isinstance(node, ir.Call) else ():
        yield from _of_call(engine, Stated(stated.path, inner))


def _arguments(call: ir.Call) -> Iterator[ir.Call]:
    """Calls among the arguments, and in lists of them."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        inner = argument.items if isinstance(argument, ir.Collection) else (argument,)
        yield from (item for item in inner if isinstance(item, ir.Call))

"""Outside data in the type that a framework gives it: a number carries no attack, an object has fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tidegate.flow.aliases import items, last_name, underlying
from tidegate.flow.attributes import attribute
from tidegate.flow.calls import call_value
from tidegate.flow.checks import GUARD
from tidegate.flow.classes import class_member, declared_fields, expression_in_module, external_bases, members
from tidegate.flow.engine import Engine
from tidegate.flow.fields import accepted
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.outside import OF_TYPE, PARSER
from tidegate.flow.safe import clear
from tidegate.flow.taints import NOTHING
from tidegate.flow.validators import validated
from tidegate.flow.values import (
    UNKNOWN_VALUE,
    Closure,
    Instance,
    Method,
    Value,
    join_all,
    key_of,
    part,
    with_part,
)
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId

_DEEPEST = 3  # objects in objects whose fields are told apart
_TEXT = "builtins.str"
_RAW = frozenset({"builtins.bytes", "builtins.list", "builtins.dict", "builtins.object", "typing.Any"})


def typed(frame: Frame, path: str, annotation: ir.Expr, source: Value, depth: int = 0) -> Value:
    """``source`` as a value of the type that ``annotation`` says in the file ``path``."""
    path, annotation = underlying(frame.engine, path, annotation)
    if isinstance(annotation, ir.Binary) and annotation.op == "|":
        sides = (annotation.left, annotation.right)
        return _either(typed(frame, path, side, source, depth) for side in sides)
    if isinstance(annotation, ir.Subscript):
        return _generic(frame, path, annotation, source, depth)
    if isinstance(annotation, ir.Const):
        return _quoted(frame, path, annotation, source, depth)
    kind = expression_in_module(frame.engine, path, annotation)
    return typed_by(frame, kind, source, path, annotation.line, depth)


def typed_by(frame: Frame, kind: Value, source: Value, path: str, line: int, depth: int = 0) -> Value:
    """The same for a type that is a value: ``List(Int)``, made at a line of ``path``."""
    fields = kind.fields or {}
    if OF_TYPE in fields:
        inner = typed_by(frame, fields[OF_TYPE], source, path, line, depth)
        makers = frame.library.tables.given.many
        many = any(frame.library.one(makers, name) is not None for name in _plain(kind))
        return Value(fields={"[]": inner}) if many else inner
    if PARSER in fields:
        return call_value(frame, fields[PARSER], [source], {}, line).result
    for entity in kind.entities:
        if isinstance(entity, ClassId | Instance):
            return _object(frame, entity.of if isinstance(entity, Instance) else entity, source, depth)
        if isinstance(entity, FunctionId | Closure | Method) and depth < _DEEPEST:
            later = call_value(frame, Value(entities=(entity,)), [], {}, line).result
            return typed_by(frame, later, source, path, line, depth + 1)
    for reference in _plain(kind):
        return accepted(frame, kind, _outside(frame, reference, source, path, line), line)
    return accepted(frame, kind, source, line)


def converted(frame: Frame, path: str, to: str, line: int, value: Value) -> Value:
    """Outside data that the framework refuses unless it is a number or the like: it carries no attack."""
    function = FunctionId(path, frame.identity.qualname if path == frame.path else MODULE)
    kinds = frame.checks.kinds(frozenset({"all"}), GUARD, to, function, line)
    return Value(clear(value, kinds).all_taints())


def text(source: Value) -> Value:
    """Data that is text for sure, no object that the sender may choose."""
    return source.but(references=(f"{_TEXT}()",)) if source.taints else source


def _outside(frame: Frame, reference: str, source: Value, path: str, line: int) -> Value:
    """A type that is not of the program."""
    cleaned = frame.library.all(frame.library.tables.sanitizers, reference)
    if any("all" in cleaning.kinds for cleaning in cleaned):
        return converted(frame, path, reference, line, source)
    if reference == _TEXT:
        return text(source)
    if cleaned:  # a text that the type checks
        kinds = frozenset().union(*(cleaning.kinds for cleaning in cleaned))
        kinds = frame.checks.kinds(kinds, GUARD, reference, FunctionId(path, MODULE), line)
        return clear(source, kinds).but(references=(frame.library.canonical(reference + "()"),))
    return source if reference in _RAW else Value(references=(frame.library.canonical(reference + "()"),))


def _quoted(frame: Frame, path: str, annotation: ir.Const, source: Value, depth: int) -> Value:
    """``None``, or a type whose name stands in quotes because it comes later."""
    if annotation.value is None:
        return UNKNOWN_VALUE
    name = annotation.value
    if not isinstance(name, str) or not name.isidentifier():
        return source
    return typed(frame, path, ir.Name(name, annotation.line), source, depth)


def _generic(frame: Frame, path: str, annotation: ir.Subscript, source: Value, depth: int) -> Value:
    name, inner = last_name(annotation.value), items(annotation)
    if name == "Literal" or not inner:
        return converted(frame, path, name, annotation.line, source)
    if name == "Annotated":
        result = typed(frame, path, inner[0], source, depth)
        for note in inner[1:]:
            if isinstance(note, ir.Call):
                declaration = expression_in_module(frame.engine, path, note)
                result = accepted(frame, declaration, result, note.line)
        return result
    if name in ("Optional", "Union"):
        return _either(typed(frame, path, item, source, depth) for item in inner)
    known = _of_its_own(frame, path, annotation.value)
    return known if known.references else Value(fields={"[]": typed(frame, path, inner[-1], source, depth)})


def _of_its_own(frame: Frame, path: str, base: ir.Expr) -> Value:
    """A generic type of which knowledge says what it is: ``Info[Context, None]`` is no collection."""
    references = expression_in_module(frame.engine, path, base).references
    made = (frame.library.canonical(f"{name}()") for name in references)
    plain = ("builtins.", "typing.")
    known = (name for name in made if frame.library.has_type(name) and not name.startswith(plain))
    return Value(references=tuple(known))


# --- objects ---------------------------------------------------------------------------------------


def _object(frame: Frame, of: ClassId, source: Value, depth: int) -> Value:
    """An object whose fields the outside fills: each as its own type says."""
    bases = [name for base in external_bases(frame.engine, of) for name in frame.library.family(base)]
    if any(base.startswith("enum.") for base in bases):
        return Value(entities=(Instance(of),))
    parser = _parser(frame, of, bases)
    if parser is not None:
        return call_value(frame, parser, [source], {}, frame.function.line).result
    result = Value(NOTHING if is_closed(frame.engine, of) else source.taints, entities=(Instance(of),))
    if depth >= _DEEPEST:
        return result
    keyed = not frame.library.tables.given.inputs.isdisjoint(bases)
    for name, (path, kind, default) in stated_fields(frame.engine, of, called=keyed).items():
        value = typed(frame, path, kind, source, depth + 1)
        if isinstance(default, ir.Call):
            value = accepted(frame, expression_in_module(frame.engine, path, default), value, default.line)
        result = with_part(result, f".{name}", value)
        result = with_part(result, key_of(name), value) if keyed else result
    return validated(frame, of, result, frame.function.line)


def is_closed(engine: Engine, of: ClassId) -> bool:
    """Whether objects of a class hold what it declares and no more, each of its type."""
    closed = engine.library.tables.given.closed
    bases = [name for base in external_bases(engine, of) for name in engine.library.family(base)]
    known = next((closed[base] for base in bases if base in closed), None)
    if known is None:
        return False
    found = class_member(engine, of, known.attribute)
    if found is None or not isinstance(found[1], ir.Assign) or found[1].value is None:
        return True
    settings = expression_in_module(engine, found[0].path, found[1].value)
    return part(settings, key_of(known.item)).known != known.open


def by_item(frame: Frame, value: Value, line: int) -> Value:
    """An object as the mapping that it may become: its attributes by name, of a closed class these alone."""
    of = next(
        (e.of for e in value.entities if isinstance(e, Instance) and is_closed(frame.engine, e.of)), None
    )
    if of is not None:
        names = declared_fields(frame.engine, of)
        fields = {key_of(name): attribute(frame, value, name, line) for name in names}
        return Value(references=("builtins.dict()",), fields=fields)
    if not value.fields or not any(key[0] == "." for key in value.fields):
        return value
    items = {key_of(key[1:]): field for key, field in value.fields.items() if key[0] == "."}
    return value.but(fields={**items, **value.fields})


def read(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """The object that a call makes of data: ``Model.model_validate_json(text)``."""
    spec = frame.library.one(frame.library.tables.given.reads, reference)
    if spec is None:
        return None
    kind, data = (call.first(argument) for argument in spec)
    if kind is None or data is None or not any(isinstance(entity, ClassId) for entity in kind.entities):
        return None
    return typed_by(frame, kind, Value(data.all_taints()), frame.path, line)


def _parser(frame: Frame, of: ClassId, bases: Iterable[str]) -> Value | None:
    """What makes the value of a scalar that is a class: its method, or an argument of its decorator."""
    for base in bases:
        member = frame.library.tables.given.scalar_classes.get(base)
        found = class_member(frame.engine, of, member) if member is not None else None
        if found is not None and isinstance(found[1], ir.Define):
            return Value(entities=(FunctionId(found[0].path, found[1].function.qualname),))
    definition = frame.engine.program.class_(of)
    for decorator in definition.decorators if definition is not None else ():
        value = expression_in_module(frame.engine, of.path, decorator)
        if value.fields and PARSER in value.fields:
            return value.fields[PARSER]
    return None


class StatedField(NamedTuple):
    """Where a field is declared, its type and its default."""

    path: str
    type: ir.Expr
    default: ir.Expr | None = None


def stated_fields(engine: Engine, of: ClassId, *, called: bool) -> dict[str, StatedField]:
    """By name what a class declares by annotations; ``called``: by calls too."""
    found: dict[str, StatedField] = {}
    for name in declared_fields(engine, of):
        member = class_member(engine, of, name)
        if member is not None and isinstance(member[1], ir.Assign) and member[1].annotation is not None:
            found[name] = StatedField(member[0].path, member[1].annotation, member[1].value)
    for name, statement in members(engine, of).items() if called else ():
        if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Call):
            found.setdefault(name, StatedField(of.path, statement.value))
    return found


def _plain(kind: Value) -> tuple[str, ...]:
    """The names of a type; of one with options (``String(required=True)``) too."""
    return tuple(name.removesuffix("()") for name in kind.references)


def _either(values: Iterable[Value]) -> Value:
    return join_all(value for value in values if value is not UNKNOWN_VALUE)

"""Outside data that a framework has made into the type that a parameter is annotated with."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.aliases import items, last_name, underlying
from tidegate.flow.checks import GUARD
from tidegate.flow.classes import class_member, declared_fields, expression_in_module, external_bases
from tidegate.flow.engine import Engine
from tidegate.flow.fields import accepted
from tidegate.flow.frame import Frame
from tidegate.flow.validators import validated
from tidegate.flow.values import UNKNOWN_VALUE, Instance, Value, clear, join_all, with_part
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId

_DEEPEST = 3
_TEXT = frozenset({"builtins.str", "builtins.bytes", "builtins.list", "builtins.dict", "typing.Any"})


def typed(frame: Frame, path: str, annotation: ir.Expr, source: Value, depth: int = 0) -> Value:
    """``source`` as a value of the annotated type: a number carries no attack, a model has fields."""
    path, annotation = underlying(frame.engine, path, annotation)
    if isinstance(annotation, ir.Binary) and annotation.op == "|":
        sides = (annotation.left, annotation.right)
        return _either(typed(frame, path, side, source, depth) for side in sides)
    if isinstance(annotation, ir.Subscript):
        return _generic(frame, path, annotation, source, depth)
    if isinstance(annotation, ir.Const):
        return UNKNOWN_VALUE if annotation.value is None else source
    kind = expression_in_module(frame.engine, path, annotation)
    for entity in kind.entities:
        if isinstance(entity, ClassId):
            return _model(frame, entity, source, depth)
    for reference in kind.references:
        cleaned = frame.library.all(frame.library.tables.sanitizers, reference)
        if any("all" in cleaning.kinds for cleaning in cleaned):
            return converted(frame, path, reference, annotation.line, source)
        if reference.removesuffix("()") not in _TEXT:
            return Value(references=(frame.library.canonical(reference + "()"),))
    return accepted(frame, kind, source, annotation.line)


def converted(frame: Frame, path: str, to: str, line: int, value: Value) -> Value:
    """Outside data that the framework refuses unless it is a number or the like: it carries no attack."""
    function = FunctionId(path, frame.identity.qualname if path == frame.path else MODULE)
    kinds = frame.checks.kinds(frozenset({"all"}), GUARD, to, function, line)
    return Value(clear(value, kinds).all_taints())


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
    return Value(fields={"[]": typed(frame, path, inner[-1], source, depth)})


def _model(frame: Frame, of: ClassId, source: Value, depth: int) -> Value:
    """An object whose fields the outside fills: each as its own type says."""
    engine = frame.engine
    if any(base.startswith("enum.") for base in external_bases(engine, of)):
        return Value(entities=(Instance(of),))
    result = Value(source.taints, entities=(Instance(of),))
    if depth >= _DEEPEST:
        return result
    for name in declared_fields(engine, of):
        declared = _declaration(engine, of, name)
        if declared is None:
            continue
        where, annotation, default = declared
        value = typed(frame, where, annotation, source, depth + 1)
        if isinstance(default, ir.Call):
            value = accepted(frame, expression_in_module(engine, where, default), value, default.line)
        result = with_part(result, f".{name}", value)
    return validated(frame, of, result, frame.function.line)


def _declaration(engine: Engine, of: ClassId, name: str) -> tuple[str, ir.Expr, ir.Expr | None] | None:
    """Where a field is declared, its type and its default."""
    found = class_member(engine, of, name)
    if found is None or not isinstance(found[1], ir.Assign) or found[1].annotation is None:
        return None
    return found[0].path, found[1].annotation, found[1].value


def _either(values: Iterator[Value]) -> Value:
    return join_all(value for value in values if value is not UNKNOWN_VALUE)

"""Classes and objects: attributes along the inheritance chain, constructors, annotations as types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tidegate.flow.values import (
    NOTHING,
    UNKNOWN_VALUE,
    Instance,
    Method,
    Value,
    elements,
    join_all,
    part,
    with_part,
)
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine
    from tidegate.flow.frame import Frame

_DEEPEST_BASES = 12
_WRAPPERS = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "Awaitable", "Type", "type"})
_COLLECTIONS = frozenset(
    {"list", "List", "Sequence", "Iterable", "Iterator", "set", "Set", "frozenset", "tuple", "Tuple", "Generator",
     "AsyncIterator", "AsyncGenerator", "AsyncIterable", "Collection", "deque"}
)  # fmt: skip


def owner(engine: Engine, identity: FunctionId) -> ClassId | None:
    """The class that a method is defined in."""
    qualname = identity.qualname.rpartition(".")[0]
    if not qualname:
        return None
    candidate = ClassId(identity.path, qualname)
    return candidate if engine.program.class_(candidate) is not None else None


def decorator_names(function: ir.Function) -> list[str]:
    """The last names of the decorators."""
    found: list[str] = []
    for decorator in function.decorators:
        inner = decorator.function if isinstance(decorator, ir.Call) else decorator
        if isinstance(inner, ir.Name):
            found.append(inner.id)
        elif isinstance(inner, ir.Attribute):
            found.append(inner.name)
    return found


def is_static(function: ir.Function) -> bool:
    return "staticmethod" in decorator_names(function)


def is_class_method(function: ir.Function) -> bool:
    names = decorator_names(function)
    return "classmethod" in names or "validator" in names or function.name in ("__new__", "__init_subclass__")


def is_property(function: ir.Function) -> bool:
    return not {"property", "cached_property", "hybrid_property"}.isdisjoint(decorator_names(function))


def linearized(engine: Engine, of: ClassId) -> Iterator[ClassId]:
    """The class and its bases in the program, nearest first."""
    seen: set[ClassId] = set()
    waiting = [of]
    while waiting and len(seen) < _DEEPEST_BASES:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        yield current
        for base in bases(engine, current):
            waiting.extend(entity for entity in base.entities if isinstance(entity, ClassId))


def bases(engine: Engine, of: ClassId) -> list[Value]:
    """The values of a class's bases."""
    definition = engine.program.class_(of)
    return [expression_in_module(engine, of.path, base) for base in definition.bases] if definition else []


def external_bases(engine: Engine, of: ClassId) -> list[str]:
    """References of all bases that are not in the program."""
    found: list[str] = []
    for current in linearized(engine, of):
        for base in bases(engine, current):
            found.extend(reference for reference in base.references if reference not in found)
    return found


def expression_in_module(engine: Engine, path: str, expression: ir.Expr) -> Value:
    """An expression's value in a module's scope."""
    from tidegate.flow.expressions import evaluate
    from tidegate.flow.frame import Frame
    from tidegate.program.names import MODULE

    identity = FunctionId(path, MODULE)
    function = engine.function(identity)
    return evaluate(Frame(engine, identity, function), {}, expression) if function else UNKNOWN_VALUE


def class_member(engine: Engine, of: ClassId, name: str, skip: ClassId | None = None) -> tuple[ClassId, ir.Stmt] | None:
    """The statement that gives a class its member, along the chain (after ``skip`` for ``super()``)."""
    passed = skip is None
    for current in linearized(engine, of):
        if passed:
            definition = engine.program.class_(current)
            statement = _member(definition, name) if definition else None
            if statement is not None:
                return current, statement
        passed = passed or current == skip
    return None


def _member(definition: ir.Class, name: str) -> ir.Stmt | None:
    from tidegate.program.modules import bound_names

    found: ir.Stmt | None = None
    for statement in definition.body:
        if name in bound_names(statement):
            found = statement
    return found


def attribute_of_class(frame: Frame, of: ClassId, name: str, receiver: Value | None, skip: ClassId | None = None) -> Value:
    """``of.name``; with a ``receiver`` functions are bound to it and properties are read."""
    engine = frame.engine
    found = class_member(engine, of, name, skip)
    if found is None:
        return _external_attribute(frame, of, name, receiver)
    where, statement = found
    if isinstance(statement, ir.Define):
        return _function_member(frame, FunctionId(where.path, statement.function.qualname), statement.function, receiver, of)
    if isinstance(statement, ir.DefineClass):
        return Value(entities=(ClassId(where.path, statement.definition.qualname),))
    if isinstance(statement, ir.Assign):
        if statement.value is not None:
            return expression_in_module(engine, where.path, statement.value)
        if statement.annotation is not None:
            return annotated(frame, statement.annotation, where.path)
    return UNKNOWN_VALUE


def _function_member(
    frame: Frame, identity: FunctionId, function: ir.Function, receiver: Value | None, of: ClassId
) -> Value:
    if is_static(function):
        return Value(entities=(identity,))
    if is_class_method(function):
        return Value(entities=(Method(identity, Value(entities=(of,))),))
    if receiver is None:
        return Value(entities=(identity,))
    if is_property(function):
        from tidegate.flow.calls import invoke

        return invoke(frame, identity, [receiver], {}, function.line).result
    return Value(entities=(Method(identity, receiver),))


def _external_attribute(frame: Frame, of: ClassId, name: str, receiver: Value | None) -> Value:
    """An attribute that the program does not define: that of the external bases."""
    from tidegate.flow.expressions import referenced

    suffix = "()" if receiver is not None else ""
    found = [f"{base}{suffix}.{name}" for base in external_bases(frame.engine, of)]
    return referenced(frame, found, 0).but(subject=of) if found else UNKNOWN_VALUE


def attribute_of_instance(frame: Frame, of: ClassId, name: str, receiver: Value) -> Value:
    """``object.name``: what the constructor sets, else the class's member."""
    set_there = constructed(frame.engine, of).get(f".{name}")
    member = class_member(frame.engine, of, name)
    if set_there is not None and not (member and isinstance(member[1], ir.Define)):
        return set_there
    return attribute_of_class(frame, of, name, receiver)


def constructed(engine: Engine, of: ClassId) -> dict[str, Value]:
    """Fields that ``__init__`` sets, without the data of its arguments: types, constants, sources."""
    found = class_member(engine, of, "__init__")
    if found is None or not isinstance(found[1], ir.Define):
        return {}
    function = found[1].function
    if not function.parameters:
        return {}
    summary = engine.summary(FunctionId(found[0].path, function.qualname))
    fields = summary.effects.get(function.parameters[0].name, {})
    return {key: _own(value) for key, value in fields.items()}


def _own(value: Value) -> Value:
    """Without symbolic inputs: they belong to the constructor's caller."""
    from tidegate.flow.values import Source

    taints = {taint: trace for taint, trace in value.taints.items() if isinstance(taint.origin, Source)}
    fields = {key: _own(field) for key, field in value.fields.items()} if value.fields else None
    return value.but(taints=taints or NOTHING, fields=fields)


def construct(frame: Frame, of: ClassId, args: list[Value], keywords: dict[str, Value], line: int) -> Value:
    """``of(…)``: a new object whose fields come from ``__init__`` or from its declared fields."""
    from tidegate.flow.calls import invoke

    fresh = Value(entities=(Instance(of),), site=(frame.path, line))
    found = class_member(frame.engine, of, "__init__")
    if found is not None and isinstance(found[1], ir.Define) and found[1].function.parameters:
        identity = FunctionId(found[0].path, found[1].function.qualname)
        outcome = invoke(frame, identity, [fresh, *args], keywords, line)
        return fresh.but(fields=outcome.effects.get(found[1].function.parameters[0].name))
    names = declared_fields(frame.engine, of)
    result = fresh
    for name, value in [*zip(names, args, strict=False), *keywords.items()]:
        result = with_part(result, f".{name}", value)
    return result


def declared_fields(engine: Engine, of: ClassId) -> list[str]:
    """Annotated names of a dataclass-like class, base classes first."""
    names: list[str] = []
    for current in reversed(list(linearized(engine, of))):
        definition = engine.program.class_(current)
        for statement in definition.body if definition else ():
            if isinstance(statement, ir.Assign) and statement.annotation is not None:
                names.extend(target.id for target in statement.targets if isinstance(target, ir.Name))
    return list(dict.fromkeys(names))


def annotated(frame: Frame, annotation: ir.Expr, path: str | None = None) -> Value:
    """A value of the annotated type: an instance in the program's or a library's terms."""
    where = path or frame.path
    if isinstance(annotation, ir.Const):
        return UNKNOWN_VALUE
    if isinstance(annotation, ir.Binary) and annotation.op == "|":
        sides = [annotated(frame, side, where) for side in (annotation.left, annotation.right)]
        return join_all(side for side in sides if side.references or side.entities)
    if isinstance(annotation, ir.Subscript):
        return _generic(frame, annotation, where)
    return instance_of(expression_in_module(frame.engine, where, annotation), frame)


def instance_of(kind: Value, frame: Frame) -> Value:
    """An object of the class that ``kind`` is."""
    entities = tuple(Instance(entity) for entity in kind.entities if isinstance(entity, ClassId))
    if kind.references and kind.references[0].endswith("()"):
        return kind  # an alias such as Annotated[…] bound to a name
    names = (frame.library.canonical(name + "()") for name in kind.references if not name.startswith("builtins.None"))
    fields = kind.fields if "[]" in (kind.fields or {}) else None
    return Value(references=tuple(name for name in names if name), entities=entities, fields=fields)


def _generic(frame: Frame, annotation: ir.Subscript, where: str) -> Value:
    base = annotation.value
    name = base.id if isinstance(base, ir.Name) else base.name if isinstance(base, ir.Attribute) else ""
    inner = annotation.key.items if isinstance(annotation.key, ir.Collection) else (annotation.key,)
    if name in _WRAPPERS:
        return annotated(frame, inner[0], where) if inner else UNKNOWN_VALUE
    if name == "Union":
        return join_all(annotated(frame, item, where) for item in inner)
    if name in _COLLECTIONS:
        return Value(fields={"[]": annotated(frame, inner[0], where)}) if inner else UNKNOWN_VALUE
    if name in ("dict", "Dict", "Mapping", "MutableMapping"):
        return Value(fields={"[]": annotated(frame, inner[-1], where)})
    return annotated(frame, base, where)


__all__ = ["annotated", "attribute_of_class", "attribute_of_instance", "construct", "elements", "owner", "part"]

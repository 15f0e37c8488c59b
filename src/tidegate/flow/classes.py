"""Classes and objects: attributes along the inheritance chain, constructors, annotations as types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.flow.aliases import items, last_name, underlying
from tidegate.flow.frame import Frame, evaluate
from tidegate.flow.values import UNKNOWN_VALUE, Instance, Value, join_all
from tidegate.languages import ir
from tidegate.languages.uses import uses
from tidegate.program.linked import bound_names
from tidegate.program.names import MODULE, ClassId, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_ANYTHING = frozenset({"typing.Any", "typing_extensions.Any", "builtins.object"})  # types that say nothing
_DEEPEST_BASES = 12
_WRAPPERS = frozenset(
    {"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "Awaitable", "Type", "type"}
)
_SEQUENCES = frozenset(
    {"list", "List", "tuple", "Tuple", "set", "Set", "frozenset", "deque", "Sequence", "Collection"}
)
_ITERATIONS = frozenset(
    {"Iterable", "Iterator", "Generator", "AsyncIterable", "AsyncIterator", "AsyncGenerator"}
)
_COLLECTIONS = _SEQUENCES | _ITERATIONS


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


def linearized(engine: Engine, of: ClassId) -> list[ClassId]:
    """The class and its bases in the program, nearest first."""
    return engine.remember(("linearized", of), lambda: _linearized(engine, of), [of])


def _linearized(engine: Engine, of: ClassId) -> list[ClassId]:
    found: list[ClassId] = []
    waiting = [of]
    while waiting and len(found) < _DEEPEST_BASES:
        current = waiting.pop(0)
        if current not in found:
            found.append(current)
            for base in bases(engine, current):
                waiting.extend(entity for entity in base.entities if isinstance(entity, ClassId))
    return found


def bases(engine: Engine, of: ClassId) -> list[Value]:
    """The values of a class's bases."""
    return engine.remember(("bases", of), lambda: _bases(engine, of), [])


def _bases(engine: Engine, of: ClassId) -> list[Value]:
    definition = engine.program.class_(of)
    found = [expression_in_module(engine, of.path, base) for base in definition.bases] if definition else []
    return [_without_itself(engine, of, base) for base in found]


def _without_itself(engine: Engine, of: ClassId, base: Value) -> Value:
    """In ``class A(A):`` the base is the class that had the name before."""
    if of not in base.entities:
        return base
    stem, _, number = of.qualname.rpartition("#")
    names = [f"{stem}#{n}" for n in range(int(number) - 1, 1, -1)] + [stem] if number.isdigit() else []
    earlier = next((e for name in names if engine.program.class_(e := ClassId(of.path, name))), None)
    others = tuple(entity for entity in base.entities if entity != of)
    return base.but(entities=others if earlier is None else (*others, earlier))


def external_bases(engine: Engine, of: ClassId) -> list[str]:
    """References of all bases that are not in the program."""
    return engine.remember(("external", of), lambda: _external(engine, of), [])


def _external(engine: Engine, of: ClassId) -> list[str]:
    found = [base.references for current in linearized(engine, of) for base in bases(engine, current)]
    return list(dict.fromkeys(reference for references in found for reference in references))


def expression_in_module(engine: Engine, path: str, expression: ir.Expr) -> Value:
    """An expression's value in a module's scope."""
    identity = FunctionId(path, MODULE)
    function = engine.function(identity)
    return evaluate(Frame(engine, identity, function), {}, expression) if function else UNKNOWN_VALUE


def class_member(
    engine: Engine, of: ClassId, name: str, skip: ClassId | None = None
) -> tuple[ClassId, ir.Stmt] | None:
    """The statement that gives a class its member, along the chain (after ``skip`` for ``super()``)."""
    chain = linearized(engine, of)
    if skip is not None:
        chain = chain[chain.index(skip) + 1 :] if skip in chain else []
    for current in chain:
        statement = members(engine, current).get(name)
        if statement is not None:
            return current, statement
    return None


def members(engine: Engine, of: ClassId) -> dict[str, ir.Stmt]:
    """What a class binds itself: name → the last statement that does."""
    return engine.remember(("members", of), lambda: _members(engine, of), {})


def _members(engine: Engine, of: ClassId) -> dict[str, ir.Stmt]:
    definition = engine.program.class_(of)
    body = definition.body if definition else ()
    return {name: statement for statement in body for name in bound_names(statement)}


def declared_fields(engine: Engine, of: ClassId) -> list[str]:
    """Annotated names of a dataclass-like class, base classes first."""
    names: list[str] = []
    for current in reversed(linearized(engine, of)):
        definition = engine.program.class_(current)
        for statement in definition.body if definition else ():
            if isinstance(statement, ir.Assign) and statement.annotation is not None:
                names.extend(target.id for target in statement.targets if isinstance(target, ir.Name))
    return list(dict.fromkeys(names))


def annotated(frame: Frame, annotation: ir.Expr, path: str | None = None) -> Value:
    """A value of the annotated type: an instance in the program's or a library's terms."""
    where, annotation = underlying(frame.engine, path or frame.path, annotation)
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
    names = (
        frame.library.canonical(name + "()")
        for name in kind.references
        if not name.startswith("builtins.None") and name not in _ANYTHING
    )
    fields = kind.fields if "[]" in (kind.fields or {}) else None
    return Value(references=tuple(name for name in names if name), entities=entities, fields=fields)


def _generic(frame: Frame, annotation: ir.Subscript, where: str) -> Value:
    base, name, inner = annotation.value, last_name(annotation.value), items(annotation)
    if name in _WRAPPERS:
        return annotated(frame, inner[0], where) if inner else UNKNOWN_VALUE
    if name == "Union":
        return join_all(annotated(frame, item, where) for item in inner)
    if name in _COLLECTIONS:
        return Value(fields={"[]": annotated(frame, inner[0], where)}) if inner else UNKNOWN_VALUE
    if name in ("dict", "Dict", "Mapping", "MutableMapping"):
        fields = {"[]": annotated(frame, inner[-1], where)} if inner else None
        return Value(references=("builtins.dict()",), fields=fields)
    kind = expression_in_module(frame.engine, where, base)
    wanted = frame.library.tables.containers.wanted
    if any(f"{reference}.__getitem__" in wanted for reference in kind.references):
        return annotated(frame, inner[0], where)
    return annotated(frame, base, where)


def class_aliases(engine: Engine, of: ClassId, member: str) -> list[str]:
    """Attributes of a class that an assignment makes of its member: ``name = property(_name)``."""
    definition = engine.program.class_(of)
    return [
        target.id
        for statement in (definition.body if definition is not None else ())
        if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Call | ir.Name)
        for target in statement.targets
        if isinstance(target, ir.Name) and member in uses(statement.value).names
    ]

"""Names that are given to types: ``Name = Annotated[str, Depends(f)]``, ``type Ids = list[int]``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from tidegate.languages import ir

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_DEEPEST = 8  # names of names, files that pass a name on


class Stated(NamedTuple):
    """A type as it is written out, and the file whose names it uses."""

    path: str
    annotation: ir.Expr


def stated(engine: Engine, path: str, annotation: ir.Expr) -> Stated:
    """What an annotation of the file ``path`` says, behind the names that the program gives to types."""
    found = Stated(path, annotation)
    for _ in range(_DEEPEST):
        behind = _behind(engine, found)
        if behind is None:
            break
        found = behind
    return found


def underlying(engine: Engine, path: str, annotation: ir.Expr) -> Stated:
    """As ``stated``, and behind ``NewType`` too: what a value of the type is when the program runs."""
    found = stated(engine, path, annotation)
    for _ in range(_DEEPEST):
        made = _new_type(engine, found)
        if made is None:
            break
        found = stated(engine, *made)
    return found


def _new_type(engine: Engine, named: Stated) -> Stated | None:
    name = named.annotation.id if isinstance(named.annotation, ir.Name) else ""
    for binding in engine.program.bindings(named.path, name):
        value = binding.statement.value if isinstance(binding.statement, ir.Assign) else None
        if isinstance(value, ir.Call) and last_name(value.function) == "NewType" and len(value.args) == 2:
            return Stated(named.path, value.args[1])
    return None


def _behind(engine: Engine, named: Stated) -> Stated | None:
    path, annotation = named
    if isinstance(annotation, ir.Name):
        return _name(engine, path, annotation.id)
    if isinstance(annotation, ir.Attribute) and isinstance(annotation.value, ir.Name):
        module = _module(engine, path, annotation.value.id)
        return Stated(module, ir.Name(annotation.name, annotation.line)) if module is not None else None
    return None


def _name(engine: Engine, path: str, name: str) -> Stated | None:
    return engine.remember(("alias", path, name), lambda: _given(engine, path, name), None)


def _module(engine: Engine, path: str, name: str) -> str | None:
    return engine.remember(("import", path, name), lambda: _imported(engine, path, name), None)


def _given(engine: Engine, path: str, name: str) -> Stated | None:
    """What a module-level name stands for, if it is given once and to a type that is written out."""
    bindings = engine.program.bindings(path, name)
    if not bindings:
        return _from_stars(engine, path, name)
    statement = bindings[0].statement if len(bindings) == 1 else None
    if isinstance(statement, ir.Import) and statement.member is not None:
        file = engine.program.imported_module(path, statement.module, statement.level)
        if file is None or file == path:
            return None
        return Stated(file, ir.Name(statement.member, statement.line))
    value = statement.value if isinstance(statement, ir.Assign) else None
    return Stated(path, value) if value is not None and _is_type(value) else None


def _from_stars(engine: Engine, path: str, name: str) -> Stated | None:
    for star in engine.program.stars(path):
        file = engine.program.imported_module(path, star.module, star.level)
        found = _given(engine, file, name) if file is not None and file != path else None
        if found is not None:
            return found
    return None


def _imported(engine: Engine, path: str, name: str) -> str | None:
    """The file of the program that a name imports as a module."""
    bindings = engine.program.bindings(path, name)
    statement = bindings[0].statement if len(bindings) == 1 else None
    if not isinstance(statement, ir.Import) or (statement.member is None and "." in statement.module):
        return None
    inner = [part for part in (statement.module, statement.member) if part]
    return engine.program.imported_module(path, ".".join(inner), statement.level)


def _is_type(value: ir.Expr) -> bool:
    """Whether an expression writes a type out: ``list[int]``, ``A | B``, or another name of one."""
    if isinstance(value, ir.Binary):
        return value.op == "|"
    return isinstance(value, ir.Subscript | ir.Name | ir.Attribute)


def beside_type(engine: Engine, path: str, annotation: ir.Expr) -> Iterator[Stated]:
    """What ``Annotated[type, …]`` says beside the type, from the outside in, through aliases."""
    for _ in range(_DEEPEST):
        path, annotation = stated(engine, path, annotation)
        if not is_named(annotation, "Annotated"):
            return
        annotation, *more = items(annotation)
        yield from (Stated(path, item) for item in more)


def plain_type(engine: Engine, path: str, annotation: ir.Expr) -> Stated:
    """The type in ``Annotated[type, …]``, through aliases."""
    found = stated(engine, path, annotation)
    for _ in range(_DEEPEST):
        if not is_named(found.annotation, "Annotated"):
            break
        found = stated(engine, found.path, items(found.annotation)[0])
    return found


def is_named(annotation: ir.Expr, name: str) -> TypeGuard[ir.Subscript]:
    """Whether an annotation is ``name[…]``."""
    return (
        isinstance(annotation, ir.Subscript)
        and last_name(annotation.value) == name
        and bool(items(annotation))
    )


def items(annotation: ir.Subscript) -> tuple[ir.Expr, ...]:
    """What stands in the brackets."""
    return annotation.key.items if isinstance(annotation.key, ir.Collection) else (annotation.key,)


def last_name(expression: ir.Expr) -> str:
    """``List`` of ``typing.List``."""
    if isinstance(expression, ir.Name):
        return expression.id
    return expression.name if isinstance(expression, ir.Attribute) else ""

"""What names stand for: module-level bindings, imports, builtins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.flow.frame import Frame, execute, reference
from tidegate.flow.library import Library
from tidegate.flow.values import UNKNOWN_VALUE, Value, join, with_part
from tidegate.languages import ir
from tidegate.languages.python import modules as python
from tidegate.program.linked import Binding
from tidegate.program.names import MODULE, ClassId, FunctionId, ModuleId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_MOST_BINDINGS = 60


def module_value(engine: Engine, path: str, name: str) -> Value | None:
    """The value that a module-level name has after the module ran; ``None`` if it has none."""
    if not engine.program.exists(path):
        return None
    bindings = engine.program.bindings(path, name)
    if not bindings:
        return _from_stars(engine, path, name)
    result: Value | None = None
    for binding in bindings[:_MOST_BINDINGS]:
        found = _bound(engine, path, binding, name, result)
        result = found if result is None or binding.certain else join(result, found)
    return result


def _from_stars(engine: Engine, path: str, name: str) -> Value | None:
    if name.startswith("_"):
        return None
    for star in engine.program.stars(path):
        found = engine.program.imported_module(path, star.module, star.level)
        if found is not None:
            value = engine.module_value(found, name)
            if value is not None:
                return value
        elif not engine.program.is_local(path, star.module, star.level):
            engine.library.require(star.module)
            candidate = reference(engine.library, f"{star.module}.{name}")
            if _is_described(engine.library, candidate):
                return candidate
    return None


def _is_described(library: Library, value: Value) -> bool:
    """Whether knowledge has anything on a name: only then is it taken to come from a star import."""
    tables = library.tables
    for name in value.references:
        if name.endswith("()") or any(
            name in table for table in (tables.sinks, tables.decorators, tables.types)
        ):
            return True
    return False


def _bound(engine: Engine, path: str, binding: Binding, name: str, before: Value | None) -> Value:
    statement = binding.statement
    if isinstance(statement, ir.Define):
        return Value(entities=(FunctionId(path, statement.function.qualname),))
    if isinstance(statement, ir.DefineClass):
        return Value(entities=(ClassId(path, statement.definition.qualname),))
    if isinstance(statement, ir.Import):
        return imported(engine, path, statement)
    return _executed(engine, path, statement, name, before)


def _executed(engine: Engine, path: str, statement: ir.Stmt, name: str, before: Value | None) -> Value:
    """Run the one statement in the module's scope."""
    identity = FunctionId(path, MODULE)
    function = engine.function(identity)
    if function is None:
        return UNKNOWN_VALUE
    frame = Frame(engine, identity, function)
    environment = {name: before} if before is not None else {}
    simple = statement
    if isinstance(statement, ir.Loop | ir.With):  # only what it binds itself
        simple = _head(statement)
    after = execute(frame, environment, (simple,))
    return (after or {}).get(name, before or UNKNOWN_VALUE)


def _head(statement: ir.Loop | ir.With) -> ir.Stmt:
    if isinstance(statement, ir.Loop):
        return ir.Loop(statement.target, statement.iter, statement.test, (), (), statement.line)
    return ir.With(statement.items, (), statement.line)


def imported(engine: Engine, path: str, statement: ir.Import) -> Value:
    """The value that an import statement binds."""
    program = engine.program
    if statement.member is None:
        return _module(engine, path, statement)
    file = program.imported_module(path, statement.module, statement.level)
    if file is not None and file != path:
        value = engine.module_value(file, statement.member)
        if value is not None:
            return value
    submodule = f"{statement.module}.{statement.member}" if statement.module else statement.member
    nested = program.imported_module(path, submodule, statement.level)
    if nested is not None:
        return Value(entities=(ModuleId(nested),))
    engine.library.require(statement.member)  # what it is called may be all that says what it is
    if file is not None or program.is_local(path, statement.module, statement.level):
        return UNKNOWN_VALUE
    _missed(engine, path, statement.module)
    engine.library.require(submodule)
    return reference(engine.library, submodule)


def _module(engine: Engine, path: str, statement: ir.Import) -> Value:
    name = statement.module if statement.renamed else statement.name
    file = engine.program.imported_module(path, name, 0)
    if file is not None:
        return _with_submodules(engine, path, statement, Value(entities=(ModuleId(file),)))
    if engine.program.is_local(path, statement.module, 0):
        return _with_submodules(engine, path, statement, UNKNOWN_VALUE)
    _missed(engine, path, name)
    engine.library.require(statement.module)
    return reference(engine.library, name)


def _missed(engine: Engine, path: str, module: str) -> None:
    """An import that means no file of this tree depends on there being none."""
    first = module.partition(".")[0]
    for root in python.roots(path, engine.program.sources.names):
        place = f"{root}/{first}" if root else first
        engine.program.depends_on_absence((f"{place}.py", f"{place}/__init__.py"))


def _with_submodules(engine: Engine, path: str, statement: ir.Import, value: Value) -> Value:
    """``import a.b.c`` binds ``a``; its parts are known by attribute."""
    if statement.renamed or "." not in statement.module:
        return value
    parts = statement.module.split(".")
    inner = UNKNOWN_VALUE
    for count in range(len(parts), 1, -1):
        file = engine.program.imported_module(path, ".".join(parts[:count]), 0)
        here = Value(entities=(ModuleId(file),)) if file else UNKNOWN_VALUE
        inner = here if count == len(parts) else with_part(here, f".{parts[count]}", inner)
    return with_part(value, f".{parts[1]}", inner)

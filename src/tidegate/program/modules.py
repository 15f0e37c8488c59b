"""Modules linked by their imports: what a name in a file stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import msgspec

from tidegate.languages import ir
from tidegate.languages.facts import Facts, blocks, imports
from tidegate.languages.python import modules as python
from tidegate.program.names import ClassId, FunctionId, ModuleId
from tidegate.program.sources import Sources
from tidegate.program.units import Units


class Binding(msgspec.Struct, frozen=True):
    """A statement that gives a module-level name its value; ``certain`` unless it is under a condition."""

    statement: ir.Stmt
    certain: bool


class Module:
    """One file of the program."""

    def __init__(self, path: str, facts: Facts) -> None:
        self.path = path
        self.facts = facts
        self.bindings: dict[str, list[Binding]] = defaultdict(list)
        self.stars: list[ir.Import] = []
        self.packages = tuple(dict.fromkeys(_packages(facts)))
        self._bind(facts.outline.body, True)

    def _bind(self, body: tuple[ir.Stmt, ...], certain: bool) -> None:
        for statement in body:
            for name in bound_names(statement):
                self.bindings[name].append(Binding(statement, certain))
            if isinstance(statement, ir.Import) and statement.member == "*":
                self.stars.append(statement)
            for block in blocks(statement):
                self._bind(block, False)

    def function(self, qualname: str) -> ir.Function | None:
        return self.facts.functions.get(qualname)

    def class_(self, qualname: str) -> ir.Class | None:
        return self.facts.classes.get(qualname)


def _packages(facts: Facts) -> Iterator[str]:
    for statement in imports(facts.outline.body):
        if not statement.level:
            yield statement.module.partition(".")[0]


def bound_names(statement: ir.Stmt) -> Iterator[str]:
    """Names that a statement binds (not those bound in its blocks)."""
    if isinstance(statement, ir.Define):
        yield statement.function.name
    elif isinstance(statement, ir.DefineClass):
        yield statement.definition.name
    elif isinstance(statement, ir.Import):
        if statement.member != "*":
            yield statement.name
    else:
        for target in _targets(statement):
            yield from _target_names(target)


def _targets(statement: ir.Stmt) -> tuple[ir.Expr, ...]:
    if isinstance(statement, ir.Assign):
        return statement.targets
    if isinstance(statement, ir.Augment):
        return (statement.target,)
    if isinstance(statement, ir.Loop):
        return (statement.target,) if statement.target is not None else ()
    if isinstance(statement, ir.With):
        return tuple(item.target for item in statement.items if item.target is not None)
    return ()


def _target_names(target: ir.Expr) -> Iterator[str]:
    if isinstance(target, ir.Name):
        yield target.id
    elif isinstance(target, ir.Collection):
        for item in target.items:
            yield from _target_names(item)
    elif isinstance(target, ir.Spread):
        yield from _target_names(target.value)


class Program:
    """One side's modules, read when asked for. ``touched`` collects every path that an answer depends on.

    ``changed`` are paths that the other side has otherwise, or has not.
    """

    def __init__(self, sources: Sources, changed: Collection[str] = frozenset()) -> None:
        self.sources = sources
        self.units = Units(sources)
        self._rivals: dict[str, list[str]] = defaultdict(list)  # top-level name → changed files of that name
        for path in changed:
            stem = path.rpartition(".")[0].removesuffix("/__init__")
            self._rivals[stem.rpartition("/")[2]].append(path)
        self.touched: set[str] = set()
        self._modules: dict[str, Module | None] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    def module(self, path: str) -> Module | None:
        self.touched.add(path)
        if path not in self._modules:
            facts = self.sources.facts(path)
            self._modules[path] = Module(path, facts) if facts else None
        return self._modules[path]

    def function(self, identity: FunctionId) -> ir.Function | None:
        module = self.module(identity.path)
        return module.function(identity.qualname) if module else None

    def class_(self, identity: ClassId) -> ir.Class | None:
        module = self.module(identity.path)
        return module.class_(identity.qualname) if module else None

    def imported_module(self, importer: str, module: str, level: int) -> str | None:
        """The file that ``module`` names in an import of ``importer``; ``None`` if it is not of this tree."""
        if level:
            package = python.package_of(importer, level)
            if package is None:
                return None
            return self._file(package, module)
        directory = importer.rpartition("/")[0]
        key = (directory, module)
        if key not in self._found:
            self._found[key] = self._absolute(importer, module)
        found = self._found[key]
        if found:
            self.touched.add(found)
        self.touched.update(self._rivals.get(module.partition(".")[0], ()))
        return found

    def _absolute(self, importer: str, module: str) -> str | None:
        first = module.partition(".")[0]
        for root in python.roots(importer, self.sources.names):
            names = self.sources.names(root)
            if first in names or f"{first}.py" in names:
                found = self._file(root, module)
                if found is not None:
                    return found
        return None

    def _file(self, directory: str, module: str) -> str | None:
        found = python.module_file(directory, module, self.sources.names)
        return found if found != "" else None

    def is_local(self, importer: str, module: str, level: int) -> bool:
        """Whether an import means this tree although no single file stands for it (namespace packages)."""
        if level:
            return True
        return any(
            python.is_package(root, module, self.sources.names)
            for root in python.roots(importer, self.sources.names)
        )


Definition = FunctionId | ClassId | ModuleId

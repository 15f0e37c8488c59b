"""Modules linked by their imports: what a name in a file stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from tidegate.languages import ir
from tidegate.languages.python import modules as python
from tidegate.program.alike import Alike
from tidegate.program.linked import Binding, Module
from tidegate.program.names import ClassId, FunctionId, ModuleId
from tidegate.program.sources import Sources
from tidegate.program.units import Units


class Program:
    """One side's modules, read when asked for.

    ``changed`` are paths that ``other``, the other side, has otherwise or has not; ``touched`` collects those
    of them on which an answer depends where the sides are not alike.
    """

    def __init__(self, sources: Sources, changed: Collection[str] = frozenset()) -> None:
        self.sources = sources
        self.other: Program | None = None
        self._changed = frozenset(changed)
        self._alike: dict[str, Alike] = {}
        self._holding: dict[
            frozenset[str], frozenset[str]
        ] = {}  # words → changed files that hold one of them
        self.units = Units(sources)
        self._rivals: dict[str, list[str]] = defaultdict(list)  # top-level name → changed files of that name
        for path in changed:
            stem = path.rpartition(".")[0].removesuffix("/__init__")
            self._rivals[stem.rpartition("/")[2]].append(path)
        self.touched: set[str] = set()
        self._modules: dict[str, Module | None] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    def module(self, path: str) -> Module | None:
        """A file, with all that it says."""
        if path in self._changed:
            self.touched.add(path)
        return self._module(path)

    def _module(self, path: str) -> Module | None:
        if path not in self._modules:
            facts = self.sources.facts(path)
            self._modules[path] = Module(path, facts) if facts else None
        return self._modules[path]

    def _part_of(self, path: str, is_alike: Callable[[Alike], bool]) -> Module | None:
        """A file of which only a part is read; ``is_alike`` says whether both sides have that part alike."""
        if path in self._changed and not is_alike(self._compared(path)):
            self.touched.add(path)
        return self._module(path)

    def _compared(self, path: str) -> Alike:
        """What both sides of a changed file have alike: nothing, where there is no other side."""
        found = self._alike.get(path)
        if found is None:
            there = self.other._module(path) if self.other is not None else None
            found = self._alike[path] = Alike(self._module(path), there)
        return found

    def function(self, identity: FunctionId) -> ir.Function | None:
        path, qualname = identity
        module = self._part_of(path, lambda same: same.function(qualname))
        return module.function(qualname) if module else None

    def body(self, path: str, function: ir.Function) -> tuple[ir.Stmt, ...]:
        """The statements of a function of a file."""
        module = self._part_of(path, lambda same: same.body(function.qualname))
        return module.facts.body(function) if module else ()

    def outline(self, path: str) -> tuple[ir.Stmt, ...]:
        """The statements of a file's module level."""
        module = self._part_of(path, lambda same: same.outline)
        return module.facts.outline.body if module else ()

    def class_(self, identity: ClassId) -> ir.Class | None:
        path, qualname = identity
        module = self._part_of(path, lambda same: same.class_(qualname))
        return module.class_(qualname) if module else None

    def exists(self, path: str) -> bool:
        """Whether there is such a file, in a language that is known."""
        return self._part_of(path, lambda same: same.exists()) is not None

    def bindings(self, path: str, name: str) -> list[Binding]:
        """The statements that give a module-level name its value."""
        module = self._part_of(path, lambda same: same.name(name))
        return module.bindings.get(name, []) if module else []

    def stars(self, path: str) -> list[ir.Import]:
        """What a file imports whole: ``from m import *``."""
        module = self._part_of(path, lambda same: same.stars)
        return module.stars if module else []

    def packages(self, path: str) -> tuple[str, ...]:
        """The top-level packages that a file imports absolutely."""
        module = self._part_of(path, lambda same: same.packages)
        return module.packages if module else ()

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
        for rival in (found, *self._rivals.get(module.partition(".")[0], ())):
            if rival in self._changed and not self._compared(rival).exists():
                self.touched.add(rival)
        return found

    def depends_on_search(self, words: Collection[str]) -> None:
        """What is found out now depends on which files of the tree hold one of ``words``, imported or not."""
        key = frozenset(words)
        if key not in self._holding:
            self._holding[key] = frozenset(path for path in self._changed if self._may_hold(path, key))
        self.touched |= self._holding[key]

    def _may_hold(self, path: str, words: Collection[str]) -> bool:
        """Whether a changed file holds one of ``words`` on a side, as far as is known."""
        if self.other is None:
            return True
        texts = [side.sources.text(path) or b"" for side in (self, self.other)]
        return any(word.encode() in text for text in texts for word in words)

    def depends_on_absence(self, paths: Collection[str]) -> None:
        """What is found out now depends on there being no such files."""
        self.touched.update(self._changed.intersection(paths))

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


def pair(base: Sources, head: Sources, changed: Collection[str]) -> tuple[Program, Program]:
    """Both sides of a change, each of which knows what the other says."""
    before, after = Program(base, changed), Program(head, changed)
    before.other, after.other = after, before
    return before, after


Definition = FunctionId | ClassId | ModuleId

"""What the added lines of Python files import from elsewhere: by the facts that are there already.

What only type checkers read is left out. An import is optional where its failure is caught, and where it is
only a way around a failed one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Protocol

import msgspec

from tidegate.dependencies.modules import is_standard, own
from tidegate.knowledge.modules import namespaces
from tidegate.languages import ir
from tidegate.languages.facts import Block, Facts, blocks
from tidegate.languages.facts import imports as imports_of
from tidegate.languages.python.modules import import_pattern
from tidegate.model.change import FileChange
from tidegate.model.paths import PathClass
from tidegate.program.sources import Sources

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_FILES = 200  # of base that are read because they hold a module's name
_SHIPPED = (PathClass.PRODUCTION, PathClass.MIGRATION)


class AddedImport(msgspec.Struct, frozen=True):
    """``module`` is dotted as far as one distribution may deliver it: "requests", "google.cloud.storage"."""

    module: str
    path: str
    line: int
    optional: bool  # its failure is caught, or it stands in tests or examples


def added_imports(
    files: Iterable[FileChange], base: Sources, head: Sources, paths: Callable[[], Collection[str]]
) -> list[AddedImport]:
    """Absolute imports, on added lines of files that did not import that module before, of others' modules.

    ``paths`` gives all files of head.
    """
    found = [one for file in files for one in _of_file(file, base, head)]
    manifest = cache(partial(head.text, "pyproject.toml"))
    foreign = [one for one in found if not is_standard(one.module, manifest)]
    names = own(paths()) if foreign else frozenset()
    return [one for one in foreign if one.module.partition(".")[0] not in names]


class Searched(Protocol):
    """Base's tree: ``tidegate.program.trees.GitTree`` is one."""

    def read(self, path: str) -> bytes | None: ...

    def holders(
        self, words: Collection[str], suffixes: Collection[str], *, inside: str = "", outside_of: str = ""
    ) -> Mapping[str, frozenset[str]]: ...


def news(found: list[AddedImport], base: Searched) -> list[AddedImport]:
    """Those of modules that no code of base imports: one search for all of them."""
    modules = {one.module for one in found}
    holders = base.holders({_last(module) for module in modules}, (".py", ".pyi"))
    known = {
        module
        for module in modules
        for path in sorted(holders.get(_last(module), ()))[:_FILES]
        if _pattern(module).search(base.read(path) or b"")
    }
    return [one for one in found if one.module not in known]


def _last(module: str) -> str:
    return module.rpartition(".")[2]


def _pattern(module: str) -> re.Pattern[bytes]:
    package, _, name = module.rpartition(".")
    if package:
        return import_pattern(package, name)
    return re.compile(rb"^[ \t]*(?:from|import)[ \t]+%b(?![\w-])" % re.escape(name.encode()), re.MULTILINE)


def _of_file(file: FileChange, base: Sources, head: Sources) -> Iterator[AddedImport]:
    facts = head.facts(file.path)
    if facts is None:
        return
    lines = {
        number for hunk in file.hunks for number in range(hunk.head_start, hunk.head_start + hunk.head_count)
    }
    earlier = base.facts(file.base_path) if file.base_path else None
    known = {unit for one in imports_of(earlier.outline.body) for unit in _units(one)} if earlier else set()
    unshipped = file.path_class not in _SHIPPED
    for statement, optional in _Walk(facts, lines).imports():
        for unit in _units(statement):
            if unit not in known:
                yield AddedImport(unit, file.path, statement.line, optional or unshipped)


def _units(statement: ir.Import) -> tuple[str, ...]:
    """The module whose distribution is asked for; none of a relative import."""
    if statement.level or not statement.module:
        return ()
    parts = statement.module.split(".")
    if statement.member not in (None, "*"):
        parts.append(str(statement.member))
    depth = 1
    while depth < len(parts) and ".".join(parts[:depth]) in namespaces():
        depth += 1
    return (".".join(parts[:depth]),)


class _Walk:
    """The imports of a file that stand on some lines, wherever they stand."""

    def __init__(self, facts: Facts, lines: Collection[int]) -> None:
        self._facts = facts
        self._lines = lines

    def imports(self) -> Iterator[tuple[ir.Import, bool]]:
        return self._of(self._facts.outline.body, optional=False)

    def _of(self, body: Block, *, optional: bool) -> Iterator[tuple[ir.Import, bool]]:
        for statement in body:
            if isinstance(statement, ir.Import):
                if statement.line in self._lines:
                    yield statement, optional
            elif isinstance(statement, ir.Define):
                yield from self._of_function(statement.function, optional=optional)
            elif isinstance(statement, ir.DefineClass):
                yield from self._of(statement.definition.body, optional=optional)
            else:
                caught = optional or _is_caught(statement)
                for block in _run(statement):
                    yield from self._of(block, optional=caught)

    def _of_function(self, function: ir.Function, *, optional: bool) -> Iterator[tuple[ir.Import, bool]]:
        if any(line in self._lines for line in range(function.line, function.end_line + 1)):
            yield from self._of(self._facts.body(function), optional=optional)


def _run(statement: ir.Stmt) -> Iterable[Block]:
    """The blocks of a statement that a program may run: not those for type checkers."""
    if isinstance(statement, ir.If) and _last_name(statement.test) == "TYPE_CHECKING":
        return (statement.orelse,)
    return blocks(statement)


def _is_caught(statement: ir.Stmt) -> bool:
    """Whether a failed import in it ends nothing."""
    if isinstance(statement, ir.Try):
        return any(_catches(handler.type) for handler in statement.handlers)
    if isinstance(statement, ir.With):
        entered = [item.value for item in statement.items if isinstance(item.value, ir.Call)]
        quiet = [call for call in entered if _last_name(call.function) == "suppress"]
        return any(map(_catches, (one for call in quiet for one in call.args)))
    return False


def _catches(exception: ir.Expr | None) -> bool:
    if isinstance(exception, ir.Collection):
        return any(map(_catches, exception.items))
    return exception is None or _last_name(exception) in _CAUGHT


def _last_name(value: ir.Expr) -> str | None:
    if isinstance(value, ir.Attribute):
        return value.name
    return value.id if isinstance(value, ir.Name) else None

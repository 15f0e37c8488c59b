"""Which definitions a change really changes: layout, comments and moved lines are no change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from tidegate.languages import ir
from tidegate.languages.digest import digest
from tidegate.languages.facts import Block, blocks
from tidegate.model.change import Change, FileChange, FileStatus
from tidegate.program.linked import Module, bound_names
from tidegate.program.modules import Program
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted

MOST_DEFINITIONS = 20_000
Lines = list[tuple[int, int]]


class Binding(msgspec.Struct, frozen=True):
    """A module-level name."""

    path: str
    name: str


Definition = FunctionId | ClassId | Binding


class Changed(msgspec.Struct):
    """Definitions of one side that the other side has not, or has otherwise.

    ``modules`` are files whose module-level statements (beyond definitions and names) differ.
    """

    functions: dict[FunctionId, str] = {}  # → digest
    classes: dict[ClassId, str] = {}
    bindings: dict[Binding, str] = {}
    modules: dict[str, str] = {}
    added: set[Definition] = set()  # which the other side has not at all: who uses them changed too
    limits: list[str] = []

    @property
    def definitions(self) -> list[Definition]:
        found: list[Definition] = [*self.functions]
        return [*found, *self.classes, *self.bindings]

    @property
    def paths(self) -> set[str]:
        """Files that hold something that changed."""
        return {definition.path for definition in self.definitions} | self.modules.keys()

    def names(self) -> list[str]:
        """Qualified names, for people."""
        return sorted({*map(named, self.definitions), *(dotted(path, MODULE) for path in self.modules)})


def named(definition: Definition) -> str:
    """How people name a definition."""
    return dotted(
        definition.path, definition.name if isinstance(definition, Binding) else definition.qualname
    )


def changed_definitions(change: Change, base: Program, head: Program) -> tuple[Changed, Changed]:
    """(base's, head's). Files that neither side can read are left out: coverage names them."""
    before, after = Changed(), Changed()
    for file in change.files:
        old = base.module(file.base_path) if file.base_path else None
        new = head.module(file.path) if file.status is not FileStatus.DELETED else None
        if old is None and new is None:
            continue
        _compare(file, old, new, before, after)
    for side in (before, after):
        if len(side.functions) > MOST_DEFINITIONS:
            side.limits.append(f"more than {MOST_DEFINITIONS} definitions changed")
            side.functions = dict(list(side.functions.items())[:MOST_DEFINITIONS])
    return before, after


def _compare(
    file: FileChange, old: Module | None, new: Module | None, before: Changed, after: Changed
) -> None:
    everything = [(1, 1 << 30)]
    copied = file.status in (FileStatus.ADDED, FileStatus.COPIED)
    old_lines = [(h.base_start, h.base_start + h.base_count - 1) for h in file.hunks if h.base_count]
    new_lines = [(h.head_start, h.head_start + h.head_count - 1) for h in file.hunks if h.head_count]
    one = (
        _Side(old, everything if new is None else _around(file, old_lines, base=True))
        if old and not copied
        else None
    )
    two = _Side(new, everything if one is None else _around(file, new_lines, base=False)) if new else None
    touched = (one.touched() if one else set()) | (two.touched() if two else set())
    for key in sorted(touched, key=repr):
        left, right = one.digest(key) if one else None, two.digest(key) if two else None
        if left == right:
            continue
        if left is not None and one is not None:
            _put(before, one.module.path, key, left, added=right is None)
        if right is not None and two is not None:
            _put(after, two.module.path, key, right, added=left is None)


def _around(file: FileChange, lines: Lines, *, base: bool) -> Lines:
    """Lines of one side, with the places where the other side's lines stood."""
    extra = []
    for hunk in file.hunks:
        count, start = (hunk.base_count, hunk.base_start) if base else (hunk.head_count, hunk.head_start)
        if count == 0:
            extra.append((start, start + 1))
    return lines + extra


Key = tuple[str, str]  # ("function" | "class" | "binding" | "module", name)


class _Side:
    """One file of one side, with the lines that the hunks touch."""

    def __init__(self, module: Module, lines: Lines) -> None:
        self.module = module
        self._lines = lines

    def _hit(self, first: int, last: int) -> bool:
        return any(start <= last and first <= end for start, end in self._lines)

    def touched(self) -> set[Key]:
        found: set[Key] = set()
        for name, function in self.module.facts.functions.items():
            if self._hit(function.line, function.end_line):
                found.add(("function", name))
        for name, definition in self.module.facts.classes.items():
            if self._hit(definition.line, definition.end_line):
                found.add(("class", name))
        for statement, last in statements(self.module.facts.outline.body):
            if self._hit(statement.line, last):
                found.update(_keys(statement))
        return found

    def digest(self, key: Key) -> str | None:
        kind, name = key
        facts = self.module.facts
        if kind == "function":
            function = facts.functions.get(name)
            return digest(*_signature(function), _said(facts.body(function))) if function else None
        if kind == "class":
            definition = facts.classes.get(name)
            return digest(*_class_parts(definition)) if definition else None
        if kind == "binding":
            found = self.module.bindings.get(name)
            return digest(*(_plain(binding.statement) for binding in found)) if found else None
        loose = [s for s, _ in statements(_said(facts.outline.body)) if not _binds(s)]
        return digest(*(_plain(statement) for statement in loose)) if loose else None


def _signature(function: ir.Function) -> tuple[Any, ...]:
    return (function.parameters, function.decorators, function.returns, function.asynchronous)


def _class_parts(definition: ir.Class) -> Iterator[Any]:
    """A class without its methods: they are definitions of their own."""
    yield definition.bases
    yield definition.decorators
    for statement in _said(definition.body):
        if not isinstance(statement, ir.Define | ir.DefineClass):
            yield statement


def _said(body: Block) -> Block:
    """A body without its docstring."""
    first = body[0].value if body and isinstance(body[0], ir.Evaluate) else None
    return body[1:] if isinstance(first, ir.Const) and isinstance(first.value, str) else body


def _plain(statement: ir.Stmt) -> Any:
    """A statement without the blocks in it, whose statements count for themselves."""
    if isinstance(statement, ir.Define):
        return ("function", statement.function.name)
    if isinstance(statement, ir.DefineClass):
        return ("class", statement.definition.name)
    if isinstance(statement, ir.If):
        return ("if", statement.test)
    if isinstance(statement, ir.Try):
        return ("try", tuple(handler.type for handler in statement.handlers))
    if isinstance(statement, ir.Loop):
        return ("loop", statement.target, statement.iter, statement.test)
    if isinstance(statement, ir.With):
        return ("with", statement.items)
    return statement


def statements(body: Iterable[ir.Stmt]) -> Iterator[tuple[ir.Stmt, int]]:
    """Module-level statements with their last line, also those in blocks; not what is in definitions."""
    flat = list(_flat(body))
    for position, statement in enumerate(flat):
        if isinstance(statement, ir.Define | ir.DefineClass):
            continue
        following = flat[position + 1].line - 1 if position + 1 < len(flat) else 1 << 30
        yield statement, max(statement.line, following)


def _flat(body: Iterable[ir.Stmt]) -> Iterator[ir.Stmt]:
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from _flat(block)


def _binds(statement: ir.Stmt) -> bool:
    return next(bound_names(statement), None) is not None


def _keys(statement: ir.Stmt) -> Iterator[Key]:
    names = list(bound_names(statement))
    for name in names:
        yield ("binding", name)
    if not names:
        yield ("module", MODULE)


def _put(side: Changed, path: str, key: Key, value: str, *, added: bool) -> None:
    kind, name = key
    if kind == "module":
        side.modules[path] = value
        return
    tables: dict[str, tuple[Callable[[str, str], Definition], dict[Any, str]]] = {
        "function": (FunctionId, side.functions),
        "class": (ClassId, side.classes),
        "binding": (Binding, side.bindings),
    }
    make, table = tables[kind]
    definition = make(path, name)
    table[definition] = value
    if added:
        side.added.add(definition)


def moved_definitions(before: Changed, after: Changed) -> dict[FunctionId, FunctionId]:
    """head → base for functions that stand elsewhere or have another name, with the same content.

    Only where exactly one definition on each side has that content.
    """
    found: dict[FunctionId, FunctionId] = {}
    gone = _by_digest(before.functions, after.functions)
    come = _by_digest(after.functions, before.functions)
    for value, new in come.items():
        old = gone.get(value, [])
        if len(old) == len(new):
            found.update(zip(sorted(new), sorted(old), strict=True))
    return found


def _by_digest(here: dict[FunctionId, str], there: dict[FunctionId, str]) -> dict[str, list[FunctionId]]:
    found: dict[str, list[FunctionId]] = {}
    for identity, value in here.items():
        if identity not in there:
            found.setdefault(value, []).append(identity)
    return found

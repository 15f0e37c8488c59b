"""Tables and columns that a change declares: in files of SQL, and in classes that are tables."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.personal import fields, is_table
from tidegate.languages.ddl import columns
from tidegate.model.result import Access
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.sides import Context, Side, is_judged

DEFINES = "define"  # the operation of an access that declares columns
_SUFFIX = ".sql"
_MOST = 200  # tables that are named


def defined(context: Context) -> tuple[Access, ...]:
    """Columns that head declares and base does not, one access a table and file."""
    return tuple(_of_access(context))[:_MOST]


def _of_access(context: Context) -> Iterator[Access]:
    for file in context.change.files:
        if file.path.endswith(_SUFFIX) and is_judged(file.path):
            old = _in_file(context.base, file.base_path or file.path)
            yield from _more(file.path, _in_file(context.head, file.path), old)
    for of in sorted(context.head.changed.classes):
        if is_judged(of.path) and is_table(context.head.engine, of):
            before = context.in_base(FunctionId(*of))
            yield from _more(of.path, _in_class(context.head, of), _in_class(context.base, ClassId(*before)))


Columns = dict[str, dict[str, int]]  # table → column → line


def _in_file(side: Side, path: str) -> Columns:
    text = side.engine.program.sources.text(path) or b""
    found: Columns = {}
    for column in columns(text.decode("utf-8", "replace")):
        found.setdefault(column.table, {}).setdefault(column.name, column.line)
    return found


def _in_class(side: Side, of: ClassId) -> Columns:
    definition = side.engine.program.class_(of)
    if definition is None:
        return {}
    return {of.qualname: dict.fromkeys(fields(side.engine, of), definition.line)}


def _more(path: str, new: Columns, old: Columns) -> Iterator[Access]:
    for table, declared in new.items():
        fresh = {name: line for name, line in declared.items() if name not in old.get(table, {})}
        if fresh:
            change = "changed" if table in old else "new"
            yield Access(table, tuple(sorted(fresh)), DEFINES, change, path, min(fresh.values()))

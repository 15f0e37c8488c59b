"""Data of persons: what is read from fields of the program's tables, by the team's word or by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from tidegate.flow.attributes import rows
from tidegate.flow.classes import class_member, expression_in_module, external_bases, linearized, members
from tidegate.flow.frame import Environment, Frame, recall
from tidegate.flow.library import CallArguments
from tidegate.flow.safe import clear
from tidegate.flow.taints import NO_KINDS, NOTHING, Source, Taint, Taints, Trace, join_taints
from tidegate.flow.values import ELEMENT, UNKNOWN_VALUE, Value, key_of
from tidegate.knowledge.paths import parse_argument
from tidegate.knowledge.personal import MASKED, SOURCE, is_personal, other_types
from tidegate.languages import ir
from tidegate.languages.uses import uses
from tidegate.program.names import ClassId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_FEW = 4  # characters of a text that tell little of the whole


def read(frame: Frame, base: Value, name: str, line: int, found: Value) -> Value:
    """``base.name``, as data of a person where it is such a field of a row."""
    if not frame.library.persons.may_mean(name):
        return found
    taints = found.taints
    for of in rows(base):
        sure = is_field(frame.engine, of, name)
        if sure is not None:
            taints = join_taints(taints, _source(frame, of, name, line, sure))
    return found if taints is found.taints else found.but(taints=taints, constants=None)


def selected(frame: Frame, reference: str, call: CallArguments, value: Value, line: int) -> Value:
    """Rows of the fields that a query names: those that are data of persons carry it."""
    query = frame.library.one(frame.library.tables.queries, reference)
    if query is None or not query.gives or query.fields is None or call.subject is None:
        return value
    named = [given.known for given in call.select(parse_argument(query.fields))]
    row: dict[str, Value] = {}
    for position, name in enumerate(named):
        sure = is_field(frame.engine, call.subject, name) if isinstance(name, str) else None
        if sure is not None and isinstance(name, str):
            field = Value(_source(frame, call.subject, name, line, sure))
            row.update({key_of(name): field, key_of(position): field, f".{name}": field})
    alone = len(named) == 1 and bool(row)
    found = row[key_of(0)] if alone else Value(fields=row)
    return value.but(fields={**(value.fields or {}), ELEMENT: found}) if row else value


def whole(frame: Frame, value: Value, line: int, names: Collection[str] | None = None) -> Taints:
    """The data of persons in a row, or in a collection of rows; of ``names`` alone where they are given."""
    taints: Taints = NOTHING
    held = (value, (value.fields or {}).get(ELEMENT, UNKNOWN_VALUE))
    for of in (of for one in held for of in rows(one)):
        for name in fields(frame.engine, of):
            sure = is_field(frame.engine, of, name) if names is None or name in names else None
            if sure is not None:
                taints = join_taints(taints, _source(frame, of, name, line, sure))
    return taints


def _source(frame: Frame, of: ClassId, name: str, line: int, sure: bool) -> Taints:
    says = f"personal data (`{of.qualname}.{name}`)"
    origin = Source(SOURCE, says, frame.path, line)
    return {Taint(origin, NO_KINDS, sure): Trace(frame.path, line, says, None)}


def shortened(frame: Frame, environment: Environment, node: ir.Slice, value: Value) -> Value:
    """A few characters of a text, the last digits of a number: they do not tell who it is."""
    if len(node.parts) > 2 or not value.taints:
        return value
    known = [recall(frame, environment, part).known if part is not None else None for part in node.parts]
    start, stop = [*known, None, None][:2]
    last = isinstance(start, int) and -_FEW <= start < 0 and stop is None
    first = start in (None, 0) and isinstance(stop, int) and 0 < stop <= _FEW
    return clear(value, MASKED) if last or first else value


# --- tables of the program -------------------------------------------------------------------------


def is_field(engine: Engine, of: ClassId, name: str) -> bool | None:
    """Whether a field of a class is data of a person: True by the team's word, False by its name alone,
    ``None`` where it is not.
    """
    nothing: tuple[bool | None] = (None,)
    return engine.remember(("personal", of, name), lambda: (_is_field(engine, of, name),), nothing)[0]


def _is_field(engine: Engine, of: ClassId, name: str) -> bool | None:
    found = class_member(engine, of, name)
    if found is None:
        return True if _is_described(engine, of, name) else None
    if not isinstance(found[1], ir.Assign):
        return None
    persons, tables = engine.library.persons, table_names(engine, of)
    if not is_table(engine, of):
        return True if persons.names_table(tables) and persons.names_field(tables, name) else None
    if persons.names_field(tables, name) and (is_personal(name) or not _is_other(found[1])):
        return True
    return False if is_personal(name) and not _is_other(found[1]) else None


def _is_described(engine: Engine, of: ClassId, name: str) -> bool:
    """Whether a class of a library, which ``of`` extends, has such a field of persons."""
    library = engine.library
    return any(
        source.kind == SOURCE
        for base in external_bases(engine, of)
        for source in library.all(library.tables.sources, f"{base}().{name}")
    )


def _is_other(statement: ir.Assign) -> bool:
    """Whether a field is declared as a switch, a time or a tie to another row."""
    said = uses(*(part for part in (statement.annotation, statement.value) if part is not None))
    return not other_types().isdisjoint(said.names | said.attributes)


def fields(engine: Engine, of: ClassId) -> list[str]:
    """The names that a table's class and its bases in the program declare."""
    found = [
        name
        for current in reversed(linearized(engine, of))
        for name, statement in members(engine, current).items()
        if isinstance(statement, ir.Assign) and not name.startswith("__")
    ]
    return list(dict.fromkeys(found))


def is_table(engine: Engine, of: ClassId) -> bool:
    """Whether a class is a table of a database, as knowledge tells it by its bases."""
    return engine.remember(("table", of), lambda: (_is_table(engine, of),), (False,))[0]


def _is_table(engine: Engine, of: ClassId) -> bool:
    library, definition = engine.library, engine.program.class_(of)
    if definition is None:
        return False
    said = {
        keyword.name: expression_in_module(engine, of.path, keyword.value)
        for keyword in definition.keywords
        if keyword.name
    }
    given = CallArguments([], said)
    known = library.tables.tables
    return any(
        library.holds(known[name], given)
        for base in external_bases(engine, of)
        for name in library.family(base)
        if name in known
    )


def table_names(engine: Engine, of: ClassId) -> tuple[str, ...]:
    """What a table is called: its class, and what its class says that the database calls it."""
    return engine.remember(("tables", of), lambda: _table_names(engine, of), (of.qualname,))


def _table_names(engine: Engine, of: ClassId) -> tuple[str, ...]:
    found = [of.qualname]
    for path in sorted(engine.library.tables.table_names):
        inner, _, name = path.rpartition(".")
        holder = ClassId(of.path, f"{of.qualname}.{inner}") if inner else of
        statement = members(engine, holder).get(name)
        value = statement.value if isinstance(statement, ir.Assign) else None
        if isinstance(value, ir.Const) and isinstance(value.value, str):
            found.append(value.value)
    return tuple(dict.fromkeys(found))

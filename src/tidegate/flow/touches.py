"""Data stores, services and patterns that a call touches."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.summary import Place, Touch
from tidegate.flow.values import Instance, Value
from tidegate.knowledge.paths import parse_argument
from tidegate.knowledge.schema import Query
from tidegate.program.names import ClassId

SERVICE = "url"  # the sink kind whose argument is the address of a service
_STATEMENT = "sql"  # the sink kind whose argument is a statement
PATTERN = "regex"  # the sink kind whose argument is a regular expression


def touched(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str) -> None:
    library, tables = frame.library, frame.library.tables
    query = library.one(tables.queries, reference)
    if query is not None:
        _query(frame, query, call, place, blanked)
    for sink in library.all(tables.sinks, reference):
        if sink.kind == SERVICE:
            value = call.first(sink.arguments)
            if value is not None:
                frame.touches.append(Touch("service", _host(value), (), "call", place, blanked))
        elif sink.kind == _STATEMENT:
            value = call.first(sink.arguments)
            known = value.known if value is not None else None
            frame.touches.append(
                Touch("sql", known if isinstance(known, str) else "", (), "unknown", place, blanked)
            )
        elif sink.kind == PATTERN:
            _pattern(frame, reference, call.first(sink.arguments), place, blanked)


def _pattern(frame: Frame, reference: str, value: Value | None, place: Place, blanked: str) -> None:
    """A constant regular expression; the operation is what is done with it (``fullmatch``)."""
    known = value.known if value is not None else None
    if isinstance(known, str):
        frame.touches.append(Touch(PATTERN, known, (), reference.rpartition(".")[2], place, blanked))


def _host(value: Value) -> str:
    for known in value.constants or ():
        if isinstance(known, str):
            try:
                host = urlsplit(known).hostname
            except ValueError:
                host = None
            if host:
                return host
    return ""


def _query(frame: Frame, query: Query, call: CallArguments, place: Place, blanked: str) -> None:
    subject = call.receiver if query.table == "receiver" else call.first(parse_argument(query.table))
    table = _table(subject)
    if query.fields == "keywords":
        fields = tuple(sorted(call.keywords))
    elif query.fields is not None:
        selected = call.select(parse_argument(query.fields))
        fields = tuple(sorted({name for value in selected for name in _names(value)}))
    else:
        fields = ()
    frame.touches.append(Touch("table", table, fields, query.operation, place, blanked))


def _names(value: Value) -> Iterator[str]:
    """A field that is named by a text, or by an object that was made with its name: ``Column("email")``."""
    for named in (value, (value.fields or {}).get(".name")):
        if named is not None and isinstance(named.known, str):
            yield named.known


def _table(value: Value | None) -> str:
    of = _class_of(value)
    if of is None and value is not None and isinstance(value.known, str):
        return value.known
    return of.qualname if of is not None else ""


def _class_of(value: Value | None) -> ClassId | None:
    """The class of the program that a table is: ``select(User)``, the rows of ``User.objects``."""
    if value is None or value.subject is not None:
        return value.subject if value is not None else None
    classes = (e.of if isinstance(e, Instance) else e for e in value.entities)
    return next((of for of in classes if isinstance(of, ClassId)), None)


def asked(frame: Frame, reference: str, call: CallArguments) -> ClassId | None:
    """The table whose rows a call gives that names it in an argument."""
    query = frame.library.one(frame.library.tables.queries, reference)
    if query is None or query.table == "receiver":
        return None
    return _class_of(call.first(parse_argument(query.table)))

"""Data stores and services that changed definitions touch, and whether otherwise than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from tidegate.flow.summary import Touch
from tidegate.flow.touches import PATTERN
from tidegate.languages.sql import Statement, read_statement
from tidegate.model.result import Access
from tidegate.surface.defined import defined
from tidegate.surface.sides import Context, Side, is_judged


class Touched(msgspec.Struct, frozen=True):
    """One access in the words of the report."""

    store: str  # "table" or "service"
    name: str
    fields: tuple[str, ...]
    operation: str


def footprint(context: Context) -> tuple[tuple[Access, ...], tuple[Access, ...]]:
    """(data, services) of the changed definitions.

    The accesses of all changed functions together are compared, so that one that moved from a changed
    function to another is no new one.
    """
    old = list(_touches(context.base))
    new = list(_touches(context.head))
    found = list(_compared(old, new))
    services = tuple(access for access in found if access.operation == "call")
    data = tuple(access for access in found if access.operation != "call")
    return (*data, *defined(context)), services


def _touches(side: Side) -> Iterator[tuple[Touched, Touch]]:
    for function in side.changed.functions:
        if is_judged(function.path):
            for touch in side.engine.summary(function).touches:
                yield from ((touched, touch) for touched in _said(touch))


def _said(touch: Touch) -> Iterator[Touched]:
    if touch.store == PATTERN:
        return
    if touch.store == "sql":
        statement: Statement | None = read_statement(touch.name) if touch.name else None
        if statement is None:
            yield Touched("table", "", (), "unknown")
            return
        for table in statement.tables or ("",):
            yield Touched("table", table, statement.columns, statement.operation)
        return
    yield Touched(touch.store, touch.name, touch.fields, touch.operation)


def _compared(old: list[tuple[Touched, Touch]], new: list[tuple[Touched, Touch]]) -> Iterator[Access]:
    left = Counter(touched for touched, _ in old)
    shapes = Counter((touched, touch.shape) for touched, touch in old)
    named = {(touched.store, touched.name) for touched, _ in old}
    for touched, touch in new:
        if left[touched] > 0:
            left[touched] -= 1
            known = touched.name or touched.store == "service" or shapes[touched, touch.shape] > 0
            yield _access(touched, touch, "touched" if known else "changed")
        else:
            yield _access(touched, touch, "changed" if (touched.store, touched.name) in named else "new")
    for touched, touch in old:
        if left[touched] > 0:
            left[touched] -= 1
            yield _access(touched, touch, "removed")


def _access(touched: Touched, touch: Touch, change: str) -> Access:
    return Access(touched.name, touched.fields, touched.operation, change, touch.place.path, touch.place.line)

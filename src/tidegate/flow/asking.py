"""What a trace says of a condition that asks about data and does not make it safe.

Only while findings are told: what a condition makes safe is found where it is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.frame import Environment, Frame, made
from tidegate.flow.patterns import pattern_text, unheld
from tidegate.flow.refine import names_in
from tidegate.flow.telling import short
from tidegate.flow.values import Value
from tidegate.languages import ir

_COMPARED, _NOT_SAFE = "compared in a condition", "which does not make it safe here"


def asked(frame: Frame, here: Environment | None, other: Environment | None, test: ir.Expr) -> None:
    """Tell of the data in ``here`` that ``test`` asked about; ``other`` is where it comes out otherwise."""
    if here is None or not frame.telling.tells:
        return
    for how, reason, name in _questions(frame, test):
        value = here.get(name)
        if value is not None and value.taints and not _is_told(value, test.line):
            elsewhere = other.get(name) if other is not None else None
            better = elsewhere is not None and _is_safer(elsewhere, value)
            why = "goes on also where that fails" if better else reason
            here[name] = frame.told(value, test.line, "{}, {}", how, why)


def _is_told(value: Value, line: int) -> bool:
    """Whether the condition made it safe for something else, which is told where that is found."""
    return any(trace.line == line and trace.kinds for trace in value.taints.values())


def _is_safer(one: Value, other: Value) -> bool:
    """Whether all data of ``other`` is safe for more kinds in ``one``, or is not there."""
    return all(
        mine.cleared > theirs.cleared
        for theirs in other.taints
        for mine in one.taints
        if mine.origin == theirs.origin
    )


def _questions(frame: Frame, test: ir.Expr) -> Iterator[tuple[str, str, str]]:
    """(how it is asked, why that does not make it safe, variable that it is asked of)"""
    if isinstance(test, ir.Boolean):
        for value in test.values:
            yield from _questions(frame, value)
    elif isinstance(test, ir.Unary | ir.Await):
        yield from _questions(frame, test.operand if isinstance(test, ir.Unary) else test.value)
    elif isinstance(test, ir.Compare):
        sides = (test.left, *test.rights)
        if not any(isinstance(side, ir.Const) and side.value is None for side in sides):
            yield from ((_COMPARED, _NOT_SAFE, name) for side in sides for name in names_in(side))
    elif isinstance(test, ir.Call):
        how, reason = _by_call(frame, test)
        yield from ((how, reason, name) for name in names_in(test))


def _by_call(frame: Frame, test: ir.Call) -> tuple[str, str]:
    latest = made(frame, test)
    references = latest.callee.references if latest is not None else ()
    for reference in references:
        for check in frame.library.all(frame.library.tables.guards, reference):
            text = pattern_text(latest.given, check.pattern) if latest and check.pattern else None
            if text is not None:
                return f"checked by `{short(reference)}()`", unheld(text, check.anchored)
    return f"asked by `{short(references[0]) if references else _name(test.function)}()`", _NOT_SAFE


def _name(called: ir.Expr) -> str:
    if isinstance(called, ir.Attribute):
        return called.name
    return called.id if isinstance(called, ir.Name) else ""

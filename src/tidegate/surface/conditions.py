"""Conditions as they stand in the code of one function: around a line, or anywhere in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.languages import ir
from tidegate.languages.facts import blocks
from tidegate.languages.walk import inside
from tidegate.program.linked import target_names

_LEAVES = (ir.Return, ir.Raise, ir.Jump)
_CONDITIONS = (ir.Call, ir.Compare, ir.Boolean, ir.Unary, ir.Name, ir.Choice, ir.Await)


def conditions(block: tuple[ir.Stmt, ...], line: int) -> Iterator[ir.Expr]:
    """The tests that decide whether what stands in ``line`` is reached, outermost first."""
    for index, statement in enumerate(block):
        if line not in lines_of(statement):
            continue
        around = [inner for inner in blocks(statement) if any(line in lines_of(one) for one in inner)]
        if around:
            yield from _deciding(statement, line)
            for inner in around:
                yield from conditions(inner, line)
        else:
            yield from _before(block[:index])
        return


def _deciding(statement: ir.Stmt, line: int) -> Iterator[ir.Expr]:
    """What decides which block of a statement is entered."""
    if isinstance(statement, ir.If):
        yield statement.test
    elif isinstance(statement, ir.Match):
        yield statement.subject
    elif isinstance(statement, ir.Try) and any(line in lines_of(handler) for handler in statement.handlers):
        for tried in statement.body:  # it is entered where one of these fails
            if isinstance(tried, ir.Assign | ir.Return | ir.Evaluate) and tried.value is not None:
                yield tried.value


def _before(block: tuple[ir.Stmt, ...]) -> Iterator[ir.Expr]:
    """``if ok: return x``, then the line: the test in front of it decides."""
    for statement in reversed(block):
        if isinstance(statement, ir.If):
            if statement.body and isinstance(statement.body[-1], _LEAVES):
                yield statement.test
            return


def asking(block: tuple[ir.Stmt, ...]) -> Iterator[ir.Expr]:
    """Everything in a function that decides what it does or gives: tests, and conditions that it returns."""
    for statement in block:
        if isinstance(statement, ir.If | ir.Assert):
            yield statement.test
        elif isinstance(statement, ir.Return) and isinstance(statement.value, _CONDITIONS):
            yield statement.value
        elif isinstance(statement, ir.Try) and statement.handlers:
            yield from _deciding(statement, statement.handlers[0].line)
        for inner in blocks(statement):
            yield from asking(inner)


def answering(block: tuple[ir.Stmt, ...]) -> Iterator[ir.Expr]:
    """Everything in a function whose answer decides: its tests, and all that it returns."""
    yield from asking(block)
    yield from _returned(block)


def _returned(block: tuple[ir.Stmt, ...]) -> Iterator[ir.Expr]:
    for statement in block:
        if isinstance(statement, ir.Return) and isinstance(statement.value, ir.Attribute | ir.Subscript):
            yield statement.value
        for inner in blocks(statement):
            yield from _returned(inner)


def definitions(block: tuple[ir.Stmt, ...]) -> dict[str, list[ir.Expr]]:
    """What each variable of a function is given."""
    found: dict[str, list[ir.Expr]] = {}
    for statement in block:
        if isinstance(statement, ir.Assign) and statement.value is not None:
            for target in statement.targets:
                for name in target_names(target):
                    found.setdefault(name, []).append(statement.value)
        for inner in blocks(statement):
            for name, values in definitions(inner).items():
                found.setdefault(name, []).extend(values)
    return found


def nested(block: Iterable[ir.Stmt]) -> Iterator[ir.Function]:
    """Functions that are made inside of a function."""
    for statement in block:
        if isinstance(statement, ir.Define):
            yield statement.function
            yield from nested(statement.function.body or ())
        for inner in blocks(statement):
            yield from nested(inner)


def lines_of(node: object) -> set[int]:
    """Every line that something in ``node`` stands in."""
    lines = (getattr(found, "line", None) for found in inside(node))
    return {line for line in lines if line is not None}


def last_name(node: object) -> str:
    """``c`` of ``a.b.c``; nothing of what has no name."""
    return node.id if isinstance(node, ir.Name) else node.name if isinstance(node, ir.Attribute) else ""

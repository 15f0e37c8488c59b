"""Fingerprints of what stands in code."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.detect.findings import fingerprints, line_text
from tidegate.flow.engine import Engine
from tidegate.flow.summary import Place
from tidegate.languages import ir
from tidegate.languages.digest import digest
from tidegate.languages.facts import blocks
from tidegate.program.blanked import blanked
from tidegate.program.names import MODULE, FunctionId, dotted
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, Side


def printed(
    context: Context, side: Side, rule: str, place: Place, identity: Iterable[str], about: Iterable[str]
) -> dict[str, str]:
    """``identity`` is what makes it this finding, with names; ``about`` what of it no renaming changes."""
    text = line_text(context.source(side, place.path), place.line)
    return fingerprints(rule, identity, text, (*about, _around(side.engine, place.function, place.line)))


def printed_entry(
    context: Context,
    rule: str,
    place: Place,
    handler: Handler,
    *,
    first: tuple[str, ...] = (),
    last: tuple[str, ...] = (),
) -> dict[str, str]:
    """Of what is wrong with a way in of head; ``first`` and ``last`` say what that is."""
    engine, function = context.head.engine, handler.identity
    identity = (*first, handler.name, dotted(function.path, function.qualname), *last)
    text = line_text(context.source(context.head, place.path), place.line)
    about = (*first, handler.route or "", *last, _around(engine, function, place.line))
    return fingerprints(rule, identity, text, about)


def _around(engine: Engine, identity: FunctionId, line: int) -> str:
    """The function without its own names; outside of functions the statement at a line."""
    function = engine.function(identity)
    if function is None or identity.qualname == MODULE:
        return digest(_statement(engine.program.outline(identity.path), line))
    return blanked(function, engine.body(identity, function))


def _statement(body: tuple[ir.Stmt, ...], line: int) -> ir.Stmt | None:
    """The innermost statement that begins at a line, or last before it."""
    before = [one for one in body if one.line <= line]
    if not before:
        return None
    inner = (_statement(block, line) for block in _blocks(before[-1]))
    return next((one for one in inner if one is not None), before[-1])


def _blocks(statement: ir.Stmt) -> Iterable[tuple[ir.Stmt, ...]]:
    if isinstance(statement, ir.DefineClass):
        return (statement.definition.body,)
    return reversed(list(blocks(statement)))

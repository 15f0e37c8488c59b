"""Checks of a base class outside that a class of the program replaces by nothing."""

from __future__ import annotations

from tidegate.flow.classes import external_bases, owner
from tidegate.flow.frame import Frame
from tidegate.flow.summary import Hit
from tidegate.languages import ir


def overridden(frame: Frame, body: tuple[ir.Stmt, ...]) -> None:
    """A method that takes the place of a check and does nothing."""
    known = frame.library.tables.configured.overrides.get(frame.function.name)
    of = owner(frame.engine, frame.identity) if known else None
    if not known or of is None or not all(map(_is_nothing, body)):
        return
    bases = [name for base in external_bases(frame.engine, of) for name in frame.library.spellings(base)]
    for override in known:
        if override.subclass in bases:
            place = frame.place(frame.function.line, frame.function.end_line)
            name = f"{override.subclass}.{override.member}"
            hit = Hit(override.weakness, place, override.message, override.fix, "high", None, name, "")
            frame.hits.append(hit)


def _is_nothing(statement: ir.Stmt) -> bool:
    if isinstance(statement, ir.Return | ir.Evaluate):
        return statement.value is None or isinstance(statement.value, ir.Const)
    return False

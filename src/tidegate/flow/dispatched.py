"""Members that are chosen while the program runs, of which a part of the name is known."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.attributes import attribute
from tidegate.flow.classes import linearized, members
from tidegate.flow.frame import Environment, Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.refine import definition
from tidegate.flow.values import Instance, Value, join_all
from tidegate.languages import ir
from tidegate.program.names import ClassId

_MOST_MEMBERS = 24


def dispatched(frame: Frame, environment: Environment, node: ir.Call, given: CallArguments) -> Value | None:
    """``getattr(self, f"on_{kind}", None)``: every method whose name begins and ends so."""
    if len(node.args) < 2 or isinstance(given.positional[1].known, str):
        return None
    begins, ends = _ends(frame, environment, node.args[1])
    base = given.positional[0]
    names = dict.fromkeys(_methods(frame, base, begins, ends)) if begins or ends else {}
    if not 0 < len(names) <= _MOST_MEMBERS:
        return None
    found = [attribute(frame, base, name, node.line) for name in names]
    entities = tuple(entity for value in found for entity in value.entities)
    return join_all([*found, *given.positional[2:]]).but(entities=entities, constants=None)


def _methods(frame: Frame, base: Value, begins: str, ends: str) -> Iterator[str]:
    for entity in base.entities:
        of = entity.of if isinstance(entity, Instance) else entity
        for current in linearized(frame.engine, of) if isinstance(of, ClassId) else ():
            for name, statement in members(frame.engine, current).items():
                fits = name.startswith(begins) and name.endswith(ends)
                if fits and isinstance(statement, ir.Define):
                    yield name


def _ends(frame: Frame, environment: Environment, expression: ir.Expr) -> tuple[str, str]:
    """The constant text with which a text begins, and that with which it ends."""
    if isinstance(expression, ir.Name):
        expression = definition(frame, environment, expression.id) or expression
    if isinstance(expression, ir.Text) and expression.parts:
        return _text(expression.parts[0]), _text(expression.parts[-1])
    if isinstance(expression, ir.Binary) and expression.op == "+":
        return _text(expression.left), _text(expression.right)
    return "", ""


def _text(expression: ir.Expr) -> str:
    known = expression.value if isinstance(expression, ir.Const) else ""
    return known if isinstance(known, str) else ""

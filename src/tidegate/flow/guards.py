"""Checks by call: which arguments a call has checked where it gave the wanted answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tidegate.flow.calls import bind, call_entity
from tidegate.flow.expressions import attribute, evaluate
from tidegate.flow.library import CallArguments
from tidegate.flow.values import Closure, FunctionId, Method, Value
from tidegate.knowledge.paths import Arguments
from tidegate.languages import ir

if TYPE_CHECKING:
    from tidegate.flow.frame import Environment, Frame


def guarded(
    frame: Frame, environment: Environment, node: ir.Call, wanted: bool
) -> Iterator[tuple[ir.Expr, frozenset[str]]]:
    """(expression, sink kinds it is safe for) where the call's result is ``wanted``."""
    receiver: Value | None = None
    if isinstance(node.function, ir.Attribute):
        receiver = evaluate(frame, environment, node.function.value)
        callee = attribute(frame, receiver, node.function.name, node.line)
        if not callee.references and not callee.entities:
            callee = Value(references=(f"builtins.str().{node.function.name}",))
    else:
        callee = evaluate(frame, environment, node.function)
    for entity in callee.entities:
        yield from _by_program(frame, environment, node, entity, receiver, wanted)
    for reference in callee.references:
        for check in frame.library.all(frame.library.tables.guards, reference):
            if check.returns is wanted:
                for expression in selected(node, check.argument):
                    yield expression, check.kinds


def _by_program(
    frame: Frame, environment: Environment, node: ir.Call, entity: object, receiver: Value | None, wanted: bool
) -> Iterator[tuple[ir.Expr, frozenset[str]]]:
    function, offset = None, 0
    if isinstance(entity, FunctionId):
        function = entity
    elif isinstance(entity, Method):
        function, offset = entity.function, 1
    if function is None or any(isinstance(argument, ir.Spread) for argument in node.args):
        return
    definition = frame.engine.function(function)
    if definition is None:
        return
    args = [evaluate(frame, environment, argument) for argument in node.args]
    keywords = {k.name: evaluate(frame, environment, k.value) for k in node.keywords if k.name is not None}
    if offset and isinstance(entity, Method):
        args = [entity.receiver, *args]
    summary = frame.engine.summary(function, bind(definition, args, keywords))
    cleared = summary.cleared_if_true if wanted else summary.cleared_if_false
    positions = {p.name: i - offset for i, p in enumerate(definition.parameters)}
    for name, kinds in cleared.items():
        expression = next((k.value for k in node.keywords if k.name == name), None)
        position = positions.get(name, -1)
        if expression is None and 0 <= position < len(node.args):
            expression = node.args[position]
        if expression is not None:
            yield expression, kinds


def selected(node: ir.Call, spec: Arguments) -> Iterator[ir.Expr]:
    """The call's expressions that ``spec`` names."""
    if spec.receiver and isinstance(node.function, ir.Attribute):
        yield node.function.value
    for position in spec.positions:
        if position < len(node.args):
            yield node.args[position]
    for keyword in node.keywords:
        if keyword.name in spec.names:
            yield keyword.value


__all__ = ["CallArguments", "Closure", "call_entity", "guarded", "selected"]

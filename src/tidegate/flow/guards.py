"""Checks: which expressions a call, or a comparison of what a call gave, has made safe for which sinks."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.attributes import attribute
from tidegate.flow.binding import bind
from tidegate.flow.checks import GUARD
from tidegate.flow.frame import Environment, Frame, Made, evaluate, made, recall
from tidegate.flow.outside import guessed
from tidegate.flow.patterns import kinds_of_match
from tidegate.flow.refine import definition, passed_on, selected
from tidegate.flow.values import UNKNOWN_VALUE, Method, Value
from tidegate.knowledge.tables import Check
from tidegate.languages import ir
from tidegate.program.names import FunctionId

Checked = tuple[ir.Expr, frozenset[str]]
_DEEPEST = 4


def guarded(frame: Frame, environment: Environment, node: ir.Call, wanted: bool) -> Iterator[Checked]:
    """(expression, sink kinds it is safe for) where the call's result is ``wanted``."""
    latest = made(frame, node)
    if latest is None:
        evaluate(frame, environment, node)
        latest = made(frame, node)
    if latest is None:
        return
    for entity in latest.callee.entities:
        if isinstance(entity, FunctionId | Method):
            yield from _by_program(frame, latest, entity, wanted)
    references = latest.callee.references
    if not any(map(frame.library.describes, references)):
        references = (*references, *guessed(frame, node.function, latest.given))
    for reference in references:
        for check in frame.library.all(frame.library.tables.guards, reference):
            if check.returns is wanted and frame.library.holds(check.where, latest.given):
                kinds = kinds_of_match(check, latest.given)
                kinds = frame.checks.kinds(kinds, GUARD, reference, frame.identity, node.line)
                for expression in selected(node, check.argument):
                    yield expression, kinds


def _by_program(frame: Frame, latest: Made, entity: FunctionId | Method, wanted: bool) -> Iterator[Checked]:
    node, given = latest.node, latest.given
    if any(isinstance(argument, ir.Spread) for argument in node.args):
        return
    function, offset = (entity.function, 1) if isinstance(entity, Method) else (entity, 0)
    definition_ = frame.engine.function(function)
    if definition_ is None:
        return
    args = [entity.receiver, *given.positional] if isinstance(entity, Method) else given.positional
    summary = frame.engine.summary(function, bind(definition_, args, given.keywords))
    cleared = summary.cleared_if_true if wanted else summary.cleared_if_false
    positions = {p.name: i - offset for i, p in enumerate(definition_.parameters)}
    for name, kinds in cleared.items():
        expression = next((k.value for k in node.keywords if k.name == name), None)
        position = positions.get(name, -1)
        if expression is None and 0 <= position < len(node.args):
            expression = node.args[position]
        elif expression is None and position == -1 and offset and isinstance(node.function, ir.Attribute):
            expression = node.function.value
        if expression is not None:
            yield expression, frame.checks.through(kinds, definition_.name, frame.identity, node.line)


def compared_guards(frame: Frame, environment: Environment, expression: ir.Expr) -> Iterator[Checked]:
    """What is safe where ``expression`` equals something that the outside has no part in.

    ``urlparse(url).hostname in HOSTS`` says something of ``url``.
    """
    origin = _origin(frame, environment, expression)
    if isinstance(origin, ir.Call):
        yield from _of_compared_call(frame, environment, origin)
    elif isinstance(origin, ir.Attribute):
        base = recall(frame, environment, origin.value)
        for check in _equalities(frame, attribute(frame, base, origin.name, origin.line)):
            kinds = frame.checks.kinds(check.kinds, GUARD, "", frame.identity, expression.line)
            for subject in _sources(frame, environment, origin.value, _DEEPEST):
                yield subject, kinds
    elif isinstance(origin, ir.Subscript):
        yield from compared_guards(frame, environment, origin.value)


def _origin(frame: Frame, environment: Environment, expression: ir.Expr) -> ir.Expr | None:
    """How the value of ``expression`` came about, through variables that hold it."""
    found: ir.Expr | None = expression
    for _ in range(_DEEPEST):
        if isinstance(found, ir.Name):
            found = definition(frame, environment, found.id)
    return found


def _of_compared_call(frame: Frame, environment: Environment, node: ir.Call) -> Iterator[Checked]:
    latest = made(frame, node)
    for check in _equalities(frame, latest.callee if latest is not None else UNKNOWN_VALUE):
        kinds = frame.checks.kinds(check.kinds, GUARD, "", frame.identity, node.line)
        for subject in selected(node, check.argument):
            yield subject, kinds
    for inner in passed_on(frame, node):  # hostname.lower(), hostname.split(":")
        if not isinstance(inner, ir.Name) or definition(frame, environment, inner.id) is not None:
            yield from compared_guards(frame, environment, inner)


def _equalities(frame: Frame, value: Value) -> Iterator[Check]:
    for reference in value.references:
        for check in frame.library.all(frame.library.tables.guards, reference):
            if check.equals:
                yield check


def _sources(frame: Frame, environment: Environment, expression: ir.Expr, depth: int) -> Iterator[ir.Expr]:
    """The expression, and those that it was made of."""
    yield expression
    inner: list[ir.Expr] = []
    if isinstance(expression, ir.Name):
        origin = definition(frame, environment, expression.id)
        inner = [origin] if origin is not None else []
    elif isinstance(expression, ir.Call):
        inner = passed_on(frame, expression)
    for part in inner if depth else ():
        yield from _sources(frame, environment, part, depth - 1)

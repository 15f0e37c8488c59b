"""``match``: which cases are reached, and what their names get."""

from __future__ import annotations

from tidegate.flow.assignment import at
from tidegate.flow.attributes import attribute
from tidegate.flow.classes import linearized
from tidegate.flow.frame import Environment, Frame, assume, evaluate, execute
from tidegate.flow.refine import bind_name, join_many
from tidegate.flow.values import Entity, Instance, Value, part
from tidegate.languages import ir
from tidegate.program.names import ClassId


def match(frame: Frame, environment: Environment, node: ir.Match) -> Environment | None:
    """What is known behind a ``match``, whichever case was taken."""
    subject = evaluate(frame, environment, node.subject)
    left: list[Environment | None] = []
    rest: Environment | None = environment
    for case in node.cases:
        if rest is None:
            break
        left.append(_taken(frame, dict(rest), node.subject, subject, case))
        if case.values and case.guard is None:
            rest = assume(frame, dict(rest), _equals(node.subject, case), False)
        if case.irrefutable and case.guard is None:
            rest = None
    return join_many([*left, rest])


def _taken(
    frame: Frame, environment: Environment, expression: ir.Expr, subject: Value, case: ir.Case
) -> Environment | None:
    """What is known behind the body of a case; ``None`` where it cannot be the one, or does not go on."""
    inside: Environment | None = environment
    if case.values:
        inside = assume(frame, environment, _equals(expression, case), True)
    elif case.classes and isinstance(expression, ir.Name):
        inside = assume(frame, environment, _is_of(expression, case), True)
    if isinstance(expression, ir.Name) and inside is not None:
        subject = inside.get(expression.id, subject)
    narrowed = _of_classes(frame, environment, subject, case)
    if inside is None or narrowed is None:
        return None
    if isinstance(expression, ir.Name) and narrowed is not subject:
        inside[expression.id] = narrowed
    for capture in case.captures:
        bind_name(frame, inside, capture.name, _part(frame, narrowed, capture.steps, case.line))
    if case.guard is not None:
        evaluate(frame, inside, case.guard)
        inside = assume(frame, inside, case.guard, True)
    return execute(frame, inside, case.body)


def _equals(subject: ir.Expr, case: ir.Case) -> ir.Expr:
    values = ir.Collection("tuple", case.values, case.line)
    return ir.Compare(subject, ("in",), (values,), case.line)


def _is_of(subject: ir.Expr, case: ir.Case) -> ir.Expr:
    classes = case.classes[0] if len(case.classes) == 1 else ir.Collection("tuple", case.classes, case.line)
    asks = ir.Name("isinstance", case.line)
    return ir.Call(asks, (subject, classes), (), case.line, case.line, 1)


def _part(frame: Frame, subject: Value, steps: tuple[str, ...], line: int) -> Value:
    for step in steps:
        if step == "?":
            return Value(subject.all_taints())
        if step[0] == ".":
            subject = attribute(frame, subject, step[1:], line)
        elif step[0] == "#":
            is_object = any(isinstance(entity, Instance) for entity in subject.entities)
            subject = at(frame, subject, int(step[1:])) if is_object else subject
        else:
            subject = part(subject, step)
    return subject


def _of_classes(frame: Frame, environment: Environment, subject: Value, case: ir.Case) -> Value | None:
    """The subject where it is of one of the classes that a case asks for; ``None``: it cannot be."""
    objects = [entity for entity in subject.entities if isinstance(entity, Instance)]
    if not case.classes or not objects or subject.references or len(objects) < len(subject.entities):
        return subject
    asked = [evaluate(frame, environment, one) for one in case.classes]
    wanted = [entity for value in asked for entity in value.entities if isinstance(entity, ClassId)]
    if len(wanted) < len(case.classes):
        return subject
    found = dict.fromkeys(one for entity in objects for of in wanted for one in _both(frame, entity, of))
    return subject.but(entities=tuple(found)) if found else None


def _both(frame: Frame, entity: Instance, of: ClassId) -> list[Entity]:
    """An object that is of both classes: of the one that extends the other."""
    if of in linearized(frame.engine, entity.of):
        return [entity]
    return [Instance(of)] if entity.of in linearized(frame.engine, of) else []

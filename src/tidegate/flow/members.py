"""Members: what is known of each element of a collection, or character of a text, and so of the whole."""

from __future__ import annotations

from tidegate.flow.assignment import assign
from tidegate.flow.checks import GUARD
from tidegate.flow.cleared import gained
from tidegate.flow.conditional import conditions, quiet, under
from tidegate.flow.frame import Environment, Frame, assume, recall
from tidegate.flow.guards import KNOWN, OURS, equals, note, wholes
from tidegate.flow.patterns import kinds_of_characters
from tidegate.flow.refine import bind_name, branch, definition, names_in, passed_on
from tidegate.flow.taints import is_of_person
from tidegate.flow.values import MOST_CONSTANTS, Constant, Instance, Value, elements
from tidegate.languages import ir

_ANY = frozenset({"all"})


def every(frame: Frame, environment: Environment, node: ir.Expr, wanted: bool) -> Environment | None:
    """The environment where every element that a comprehension gives is ``wanted``."""
    if not isinstance(node, ir.Comprehension) or len(node.clauses) != 1:
        return environment
    (clause,) = node.clauses
    if not isinstance(clause.target, ir.Name):
        return environment
    inside = branch(frame, environment)
    before = elements(recall(frame, environment, clause.iter))
    bind_name(frame, inside, clause.target.id, before)
    inside.pop(f"?{clause.target.id}", None)
    frame.elements.add(clause.target.id)
    after = _holding(frame, inside, clause, node.element, wanted)
    frame.elements.discard(clause.target.id)
    if after is not None:
        of_elements(frame, environment, clause.iter, gained(before, after[clause.target.id]))
    return environment


def _holding(
    frame: Frame, environment: Environment, clause: ir.Clause, test: ir.Expr, wanted: bool
) -> Environment | None:
    """What holds for an element: it is as wanted, or one of the conditions leaves it out."""
    left_out = tuple(ir.Unary("not", condition, test.line) for condition in clause.conditions)
    if not left_out:
        return assume(frame, environment, test, wanted)
    as_wanted = test if wanted else ir.Unary("not", test, test.line)
    return assume(frame, environment, ir.Boolean("or", (*left_out, as_wanted), test.line), True)


def some(frame: Frame, environment: Environment, node: ir.Expr, wanted: bool) -> Environment | None:
    """The environment where one element that a comprehension gives is ``wanted``."""
    if not isinstance(node, ir.Comprehension) or len(node.clauses) != 1:
        return environment
    (clause,) = node.clauses
    used = list(names_in(clause.target))
    given = branch(frame, environment)
    inside: Environment | None = given
    assign(frame, given, clause.target, elements(recall(frame, environment, clause.iter)), None)
    for test, holds in (*((condition, True) for condition in clause.conditions), (node.element, wanted)):
        inside = assume(frame, inside, test, holds) if inside is not None else None
    if inside is not None:
        environment.update({name: value for name, value in inside.items() if name.lstrip("?") not in used})
    return environment if inside is not None else None


def of_elements(frame: Frame, environment: Environment, whole: ir.Expr, kinds: frozenset[str]) -> None:
    """Every element of ``whole`` was found safe for ``kinds``."""
    kinds -= {KNOWN}  # a text of known characters is not a known text
    if kinds:
        note(frame, environment, [(whole, kinds | {f"each {kind}" for kind in kinds})])


def within(frame: Frame, environment: Environment, part: ir.Expr, whole: Value) -> Environment:
    """``set(part) <= whole``: each element, or each character, is one of ours."""
    if not is_ours(frame, whole):
        return environment
    known = _members(whole)
    characters = {c for c in known or () if isinstance(c, str) and len(c) == 1}
    kinds = _of_characters(frame, characters, part.line)
    if isinstance(part, ir.Name):
        part = definition(frame, environment, part.id) or part
    for inner in passed_on(frame, part) if isinstance(part, ir.Call) else [part]:
        of_elements(frame, environment, inner, kinds)
    return environment


def member(frame: Frame, environment: Environment, item: ir.Expr, whole: Value) -> Environment:
    """``item in whole``, of which the outside has no part in ``whole``."""
    if not is_ours(frame, whole):
        places = conditions(frame, quiet(frame, whole.all_taints())) if whole.constants is None else []
        if places:
            kinds = frame.checks.kinds(_ANY, GUARD, "", frame.identity, item.line)
            note(frame, environment, [(item, under(kinds, places))])
        return environment
    if isinstance(whole.known, str):  # a piece of a text
        note(frame, environment, [(item, _of_characters(frame, set(whole.known), item.line))])
        return environment
    note(frame, environment, wholes(frame, environment, item, OURS))
    equals(frame, environment, item, _members(whole))
    return environment


def _of_characters(frame: Frame, characters: set[str], line: int) -> frozenset[str]:
    """What a text is safe for of which these are the characters; without any they are not known."""
    kinds = kinds_of_characters(frozenset(characters)) if characters else _ANY
    return frame.checks.kinds(kinds, GUARD, "", frame.identity, line)


def is_ours(frame: Frame, value: Value) -> bool:
    """Whether the outside has no part in a collection, or in a text."""
    sent = [taint for taint in quiet(frame, value.all_taints()) if not is_of_person(taint)]
    if sent and not _is_of_class(frame, value):
        return False
    if value.constants is not None:
        return all(isinstance(known, str) for known in value.constants)
    return value.fields is not None or bool(value.references) or bool(value.entities)


def _is_of_class(frame: Frame, value: Value) -> bool:
    """Whether a value is a collection that the method's class holds: the object may carry outside data."""
    parameters = frame.function.parameters
    if not value.fields or not parameters or any(field.all_taints() for field in value.fields.values()):
        return False
    receiver = parameters[0].name
    own = any(isinstance(entity, Instance) for entity in frame.receiver)
    return own and all(getattr(t.origin, "parameter", None) == receiver for t in value.taints)


def _members(value: Value) -> tuple[Constant, ...] | None:
    """The constants that a collection is known to hold, or the characters of a text."""
    if value.constants is not None:
        return tuple(c for known in value.constants if isinstance(known, str) for c in known)
    fields = value.fields or {}
    if "builtins.dict()" in value.references:
        return None
    if not fields or not all(field.constants for field in fields.values()):
        return None
    return tuple(known for field in fields.values() for known in field.constants or ())[:MOST_CONSTANTS]

"""Conditions: what is known where one holds, and which checks a function has done when it returns."""

from __future__ import annotations

from functools import partial

from tidegate.flow.comparisons import NEGATED, compared, truth
from tidegate.flow.conditional import conditions, quiet, under
from tidegate.flow.frame import ASSUME, Environment, Frame, assume, evaluate, made, recall
from tidegate.flow.guards import (
    HOLDS,
    OURS,
    as_safe_as,
    by_operator,
    equals,
    guarded,
    is_sent,
    never_false,
    note,
    wholes,
)
from tidegate.flow.members import every, member, some, within
from tidegate.flow.refine import branch, definition, join_many, refine_path
from tidegate.flow.safe import checked
from tidegate.flow.values import UNKNOWN, Value
from tidegate.flow.wording import selected
from tidegate.knowledge.tables import Meaning
from tidegate.languages import ir


def _plain(frame: Frame, environment: Environment, test: ir.Expr, wanted: bool) -> Environment | None:
    known = truth(recall(frame, environment, test))
    if known is not None and known != wanted:
        return None
    if isinstance(test, ir.Attribute) and not wanted:  # nothing at all: as good as equal to nothing
        note(frame, environment, wholes(frame, environment, test, OURS))
    if isinstance(test, ir.Name):
        origin = definition(frame, environment, test.id)
        if origin is not None:
            return assume(frame, environment, origin, wanted)
    return environment


def _unary(frame: Frame, environment: Environment, test: ir.Unary, wanted: bool) -> Environment | None:
    return assume(frame, environment, test.operand, not wanted) if test.op == "not" else environment


def _boolean(frame: Frame, environment: Environment, test: ir.Boolean, wanted: bool) -> Environment | None:
    if (test.op == "and") == wanted:  # all of them are as wanted
        current: Environment | None = environment
        for value in test.values:
            current = assume(frame, current, value, wanted) if current is not None else None
        return current
    found: list[Environment | None] = []
    before: Environment | None = environment
    for value in test.values:  # the first that is as wanted; those before it are not
        if before is None:
            break
        found.append(assume(frame, branch(frame, before), value, wanted))
        before = assume(frame, branch(frame, before), value, not wanted)
    return join_many(found)


def _difference(frame: Frame, environment: Environment, test: ir.Binary, wanted: bool) -> Environment | None:
    """``set(x) - ALLOWED`` is empty."""
    if test.op != "-" or wanted:
        return environment
    return within(frame, environment, test.left, recall(frame, environment, test.right))


def _await(frame: Frame, environment: Environment, test: ir.Await, wanted: bool) -> Environment | None:
    return assume(frame, environment, test.value, wanted)


def _bind(frame: Frame, environment: Environment, test: ir.Bind, wanted: bool) -> Environment | None:
    return assume(frame, environment, test.value, wanted)


def _compare(frame: Frame, environment: Environment, test: ir.Compare, wanted: bool) -> Environment | None:
    if len(test.ops) != 1:
        return environment
    op = test.ops[0]
    if op in NEGATED:
        op, wanted = NEGATED[op], not wanted
    left, right = recall(frame, environment, test.left), recall(frame, environment, test.rights[0])
    known = compared(left, op, right)
    if known is not None and known != wanted:
        return None
    pairs = _side_by_side(test) if wanted and op == "==" else ()
    for pair in pairs:
        environment = _compare(frame, environment, pair, True) or environment
    if op in ("==", "is"):
        return _equal(frame, environment, test, left, right, wanted)
    if op == "in":
        return _contained(frame, environment, test, left, right, wanted)
    if op in ("<=", "<") and wanted:
        return within(frame, environment, test.left, right)
    return environment


def _side_by_side(test: ir.Compare) -> list[ir.Compare]:
    """``(a, b) == (c, d)``: each with its own."""
    left, right = test.left, test.rights[0]
    if not isinstance(left, ir.Collection) or not isinstance(right, ir.Collection):
        return []
    if len(left.items) != len(right.items) or any(
        isinstance(i, ir.Spread) for i in (*left.items, *right.items)
    ):
        return []
    sides = zip(left.items, right.items, strict=True)
    return [ir.Compare(one, ("==",), (other,), test.line) for one, other in sides]


def _contained(
    frame: Frame, environment: Environment, test: ir.Compare, left: Value, right: Value, wanted: bool
) -> Environment | None:
    """``left in right``, one of which the outside may have a part in."""
    note(frame, environment, by_operator(frame, test.rights[0], right, "__contains__", left, wanted))
    if not wanted:
        return environment
    if not is_sent(left):
        note(frame, environment, wholes(frame, environment, test.rights[0], HOLDS))
    return member(frame, environment, test.left, right)


def _equal(
    frame: Frame, environment: Environment, test: ir.Compare, left: Value, right: Value, wanted: bool
) -> Environment | None:
    answer = _answer(frame, environment, test.left, right)
    if not wanted:
        note(frame, environment, by_operator(frame, test.left, left, "__eq__", right, wanted))
        environment = _unequal(frame, environment, test.left, right)
        return environment if answer is None else assume(frame, environment, answer[0], not answer[1])
    for side, other, expression in ((left, right, test.left), (right, left, test.rights[0])):
        if side.constants is not None:
            continue
        known = as_safe_as(other)
        note(frame, environment, wholes(frame, environment, expression, known))
        places = conditions(frame, quiet(frame, other.all_taints())) if other.constants is None else []
        if places and not known.kinds:
            ours = list(wholes(frame, environment, expression, OURS))
            note(frame, environment, [(whole, under(kinds, places)) for whole, kinds in ours])
        if other.constants is not None and not other.taints:
            equals(frame, environment, expression, other.constants)
        elif known.kinds:
            refine_path(frame, environment, expression, partial(checked, kinds=known.kinds))
    return environment if answer is None else assume(frame, environment, *answer)


def _answer(
    frame: Frame, environment: Environment, expression: ir.Expr, right: Value
) -> tuple[ir.Call, bool] | None:
    """``f(x) == True`` is ``f(x)``, and ``f(x) is None`` is ``not f(x)``."""
    if right.known is not None and not isinstance(right.known, bool):
        return None
    if isinstance(expression, ir.Name):
        expression = definition(frame, environment, expression.id) or expression
    if isinstance(expression, ir.Await | ir.Bind):
        expression = expression.value
    return (expression, bool(right.known)) if isinstance(expression, ir.Call) else None


def _unequal(frame: Frame, environment: Environment, expression: ir.Expr, right: Value) -> Environment:
    """A known constant is not among a variable's constants any more."""
    excluded = right.known
    if excluded is UNKNOWN:
        return environment

    def without(value: Value) -> Value:
        if value.constants is None or len(value.constants) < 2:
            return value
        return value.but(constants=tuple(known for known in value.constants if known != excluded))

    return refine_path(frame, environment, expression, without)


def _call(frame: Frame, environment: Environment, test: ir.Call, wanted: bool) -> Environment | None:
    if not wanted and never_false(frame, test):
        return None
    meaning = _meaning(frame, environment, test)
    if meaning is not None:
        operands = [next(selected(test, spec), None) for spec in meaning.of]
        known = [operand for operand in operands if operand is not None]
        return _meant(frame, environment, meaning.means, known, wanted)
    note(frame, environment, guarded(frame, environment, test, wanted))
    return environment


def _meaning(frame: Frame, environment: Environment, test: ir.Call) -> Meaning | None:
    """The condition that a call asks in other words: ``compare_digest(a, b)`` is ``a == b``."""
    if made(frame, test) is None:
        evaluate(frame, environment, test)
    latest = made(frame, test)
    for reference in latest.callee.references if latest is not None else ():
        meaning = frame.library.one(frame.library.tables.tests, reference)
        if latest is not None and meaning is not None and frame.library.holds(meaning.where, latest.given):
            return meaning
    return None


def _meant(
    frame: Frame, environment: Environment, means: str, operands: list[ir.Expr], wanted: bool
) -> Environment | None:
    match means, operands:
        case "equal", [left, right]:
            return assume(frame, environment, ir.Compare(left, ("==",), (right,), left.line), wanted)
        case "true", [operand]:
            return assume(frame, environment, operand, wanted)
        case "within" | "beyond", [part, whole] if wanted == (means == "within"):
            return within(frame, environment, part, recall(frame, environment, whole))
        case "has", [item, whole] if wanted:
            return assume(frame, environment, ir.Compare(item, ("in",), (whole,), item.line), True)
        case "each" | "some", [whole]:
            of = every if wanted == (means == "each") else some
            return of(frame, environment, whole, wanted)
    return environment


def register() -> None:
    """Enter what can be assumed here."""
    ASSUME.update(
        {
            ir.Const: _plain,
            ir.Name: _plain,
            ir.Attribute: _plain,
            ir.Subscript: _plain,
            ir.Unary: _unary,
            ir.Binary: _difference,
            ir.Boolean: _boolean,
            ir.Compare: _compare,
            ir.Call: _call,
            ir.Await: _await,
            ir.Bind: _bind,
        }
    )

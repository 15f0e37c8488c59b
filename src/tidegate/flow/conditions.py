"""Conditions: what is known where one holds, and which checks a function has done when it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from tidegate.flow.checks import GUARD
from tidegate.flow.frame import Environment, Frame, recall
from tidegate.flow.guards import Checked, compared_guards, guarded
from tidegate.flow.refine import branch, definition, join_many, refine_path
from tidegate.flow.taints import Input, clear_taints
from tidegate.flow.values import MOST_CONSTANTS, UNKNOWN, Constant, Value, checked, contains, key_of
from tidegate.languages import ir

ALL = frozenset({"all"})


def truth(value: Value) -> bool | None:
    """Whether a value is true, if that is known."""
    if value.constants is not None:
        truths = {bool(known) for known in value.constants}
        return truths.pop() if len(truths) == 1 else None
    return None


def assume(frame: Frame, environment: Environment, test: ir.Expr, wanted: bool) -> Environment | None:
    """The environment where ``test`` is ``wanted``; ``None`` where that cannot be. Changes the one given."""
    function = _ASSUME.get(type(test))
    if function is not None:
        return function(frame, environment, test, wanted)
    return _constant_test(frame, environment, test, wanted)


def _constant_test(frame: Frame, environment: Environment, test: ir.Expr, wanted: bool) -> Environment | None:
    if not isinstance(test, ir.Const | ir.Name | ir.Attribute | ir.Subscript):
        return environment
    known = truth(recall(frame, environment, test))
    if known is not None and known != wanted:
        return None
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


def _await(frame: Frame, environment: Environment, test: ir.Await, wanted: bool) -> Environment | None:
    return assume(frame, environment, test.value, wanted)


def _bind(frame: Frame, environment: Environment, test: ir.Bind, wanted: bool) -> Environment | None:
    return assume(frame, environment, test.value, wanted)


_NEGATED = {"not in": "in", "!=": "==", "is not": "is"}


def _compare(frame: Frame, environment: Environment, test: ir.Compare, wanted: bool) -> Environment | None:
    if len(test.ops) != 1:
        return environment
    op = test.ops[0]
    if op in _NEGATED:
        op, wanted = _NEGATED[op], not wanted
    left, right = recall(frame, environment, test.left), recall(frame, environment, test.rights[0])
    known = compared(left, op, right)
    if known is not None and known != wanted:
        return None
    if op in ("==", "is"):
        return _equal(frame, environment, test, left, right, wanted)
    if op == "in" and wanted:
        return _member(frame, environment, test, left, right)
    return environment


def _member(
    frame: Frame, environment: Environment, test: ir.Compare, left: Value, right: Value
) -> Environment | None:
    """``left in right``, one of which the outside may have a part in."""
    if _is_allow_list(right):
        _checked(frame, environment, compared_guards(frame, environment, test.left))
        return refine_path(frame, environment, test.left, _narrowing(frame, _members(right), test.line))
    if not left.all_taints():
        _checked(frame, environment, compared_guards(frame, environment, test.rights[0]))
    return environment


def _equal(
    frame: Frame, environment: Environment, test: ir.Compare, left: Value, right: Value, wanted: bool
) -> Environment | None:
    answer = _answer(frame, environment, test.left, right)
    if not wanted:
        environment = _unequal(frame, environment, test.left, right)
        return environment if answer is None else assume(frame, environment, answer[0], not answer[1])
    for side, other, expression in ((left, right, test.left), (right, left, test.rights[0])):
        if side.constants is not None or other.all_taints():
            continue
        if other.constants is not None or other.references or other.entities:
            _checked(frame, environment, compared_guards(frame, environment, expression))
        if other.constants is not None:
            refine_path(frame, environment, expression, _narrowing(frame, other.constants, test.line))
    return environment if answer is None else assume(frame, environment, *answer)


def _checked(frame: Frame, environment: Environment, found: Iterable[Checked]) -> None:
    for expression, kinds in list(found):
        refine_path(frame, environment, expression, partial(checked, kinds=kinds))


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


def _narrowing(frame: Frame, constants: tuple[Constant, ...] | None, line: int) -> Callable[[Value], Value]:
    """A value that equals one of known constants carries no attack."""
    kinds = frame.checks.kinds(ALL, GUARD, "", frame.identity, line)

    def narrowed(value: Value) -> Value:
        return value.but(taints=clear_taints(value.taints, kinds), fields=None, constants=constants)

    return narrowed


def _is_allow_list(value: Value) -> bool:
    """A collection that the outside has no part in."""
    if value.all_taints():
        return False
    if value.constants is not None:
        return not any(isinstance(known, str) for known in value.constants)
    return value.fields is not None or bool(value.references) or bool(value.entities)


def _members(value: Value) -> tuple[Constant, ...] | None:
    fields = value.fields or {}
    if "builtins.dict()" in value.references:
        return None
    if not fields or not all(field.constants for field in fields.values()):
        return None
    return tuple(known for field in fields.values() for known in field.constants or ())[:MOST_CONSTANTS]


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compared(left: Value, op: str, right: Value) -> bool | None:
    """The outcome of a comparison, if the constants tell it."""
    if op in _NEGATED:
        known = compared(left, _NEGATED[op], right)
        return None if known is None else not known
    if op == "in":
        return _is_in(left, right)
    if left.constants is None or right.constants is None or left.taints or right.taints:
        return None
    outcomes = {_outcome(a, op, b) for a in left.constants for b in right.constants}
    return outcomes.pop() if len(outcomes) == 1 else None


def _outcome(a: Constant, op: str, b: Constant) -> bool | None:
    if op in ("==", "is"):
        return a == b
    if op in _ORDER and isinstance(a, int | float) and isinstance(b, int | float):
        return _ORDER[op](a, b)
    return None


def _is_in(left: Value, right: Value) -> bool | None:
    known = left.known
    if known is UNKNOWN or left.taints:
        return None
    whole = right.known
    if isinstance(whole, str) and isinstance(known, str):
        return known in whole
    fields = right.fields
    if not fields or right.taints or "[]" in fields or not all(name[0] == "[" for name in fields):
        return None
    if "builtins.dict()" in right.references:
        return key_of(known) in fields or None
    options = [field.known for field in fields.values()]
    sure = [option for option in options if option is not UNKNOWN]
    return contains(sure, known) if len(sure) == len(options) else None


def _call(frame: Frame, environment: Environment, test: ir.Call, wanted: bool) -> Environment | None:
    _checked(frame, environment, guarded(frame, environment, test, wanted))
    return environment


def cleared_inputs(frame: Frame, environments: Iterable[Environment]) -> dict[str, frozenset[str]]:
    """Parameters that every one of the ``environments`` leaves checked, and for which kinds."""
    found: dict[str, frozenset[str]] | None = None
    for environment in environments:
        here = {p.name: _cleared(frame, environment, p.name) for p in frame.function.parameters}
        found = {name: _both(kinds, here[name]) for name, kinds in (found or here).items()}
    return {name: kinds for name, kinds in (found or {}).items() if kinds}


def _both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if "all" in one:
        return other
    return one if "all" in other else one & other


def _cleared(frame: Frame, environment: Environment, parameter: str) -> frozenset[str]:
    value = environment.get(parameter)
    if value is None:
        return frozenset()
    mine = [t for t in value.taints if t.origin == Input(frame.identity, parameter, ())]
    if not mine:
        return ALL if not value.taints and _still_input(value) else frozenset()
    return frozenset.intersection(*(taint.cleared for taint in mine))


def _still_input(value: Value) -> bool:
    """An input that lost its taint in a check, rather than a variable that was given something else."""
    return value.constants is not None or (
        not value.references and not value.entities and value.fields is None
    )


_ASSUME: dict[type, Callable[[Frame, Environment, Any, bool], Environment | None]] = {
    ir.Unary: _unary,
    ir.Boolean: _boolean,
    ir.Compare: _compare,
    ir.Call: _call,
    ir.Await: _await,
    ir.Bind: _bind,
}

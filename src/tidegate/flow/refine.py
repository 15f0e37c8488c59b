"""Environments: joined where paths meet, refined where more is known of what an expression names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tidegate.flow.attributes import attribute
from tidegate.flow.frame import Environment, Frame, Made, made
from tidegate.flow.safe import clear
from tidegate.flow.taints import NO_KINDS, Taint
from tidegate.flow.values import Deferred, Value, join, key_of, part, with_part
from tidegate.flow.wording import selected
from tidegate.languages import ir


def join_environments(one: Environment | None, other: Environment | None) -> Environment | None:
    if one is None or one is other:
        return other
    if other is None:
        return one
    merged = dict(other)
    for name, value in one.items():
        present = other.get(name)
        merged[name] = value if present is None or present is value else join(value, present)
    return merged


def branch(frame: Frame, environment: Environment) -> Environment:
    """A copy for one of several ways to go on; large ones count as several steps."""
    frame.spend(1 + (len(environment) >> 3))
    return dict(environment)


def join_many(environments: Iterable[Environment | None]) -> Environment | None:
    result: Environment | None = None
    for environment in environments:
        result = join_environments(result, environment)
    return result


# --- what an expression names ---------------------------------------------------------------------


def bind_name(frame: Frame, environment: Environment, name: str, value: Value) -> None:
    """Give a variable a value; who catches an exception from here may see the old one or the new."""
    for extra in frame.tried:
        held = extra.get(name)
        extra[name] = value if held is None else join(held, value)
    frame.clock += 1
    frame.assigned_at[name] = frame.clock
    environment[name] = value


def refine_path(
    frame: Frame, environment: Environment, expression: ir.Expr, change: Callable[[Value], Value]
) -> Environment:
    """Apply ``change`` to what ``expression`` names: a variable, an attribute, an item with a constant key.

    Of a call it is applied to what the result is made of: a check of ``x.lower()`` is a check of ``x``.
    """
    if isinstance(expression, ir.Name):
        environment[expression.id] = change(frame.lookup(environment, expression.id))
    elif isinstance(expression, ir.Attribute | ir.Subscript):
        key = part_key(expression)
        if key is not None and not isinstance(expression.value, ir.Call):  # what it gives has no name
            refine_path(
                frame,
                environment,
                expression.value,
                lambda base: with_part(base, key, change(_present(frame, base, expression, key))),
            )
    elif isinstance(expression, ir.Call):
        latest = made(frame, expression)
        words = shared_words(latest.value) if latest is not None else NO_KINDS
        for inner in passed_on(frame, expression, whole=True):
            refine_path(frame, environment, inner, partial(_as_in, words, change))
    elif isinstance(expression, ir.Collection):
        for item in expression.items:
            refine_path(frame, environment, item, lambda value: change(value) if value.taints else value)
    elif isinstance(expression, ir.Bind):
        environment[expression.name] = change(frame.lookup(environment, expression.name))
    elif isinstance(expression, ir.Await | ir.Spread):
        refine_path(frame, environment, expression.value, change)
    return environment


def _present(frame: Frame, base: Value, expression: ir.Attribute | ir.Subscript, key: str) -> Value:
    """The part as it is: its other parts may be outside data by what the API says of it."""
    if isinstance(expression, ir.Attribute):
        return attribute(frame, base, expression.name, expression.line)
    return part(base, key)


def shared_words(value: Value) -> frozenset[str]:
    """What all data of a value is safe for."""
    cleared = [taint.cleared for taint in value.all_taints()]
    return frozenset.intersection(*cleared) if cleared else NO_KINDS


def _as_in(words: frozenset[str], change: Callable[[Value], Value], value: Value) -> Value:
    """What a check says of a value of which it checked a form that is safe for ``words``.

    A check of ``realpath(name)`` is one of where ``name`` leads, though ``name`` is not resolved by it.
    """
    own = {(taint.origin, taint.certain): taint.cleared for taint in value.taints}
    after = change(clear(value, words - {"all"})).but(constants=None)
    taints = {
        Taint(t.origin, t.cleared - (words - own.get((t.origin, t.certain), words)), t.certain): trace
        for t, trace in after.taints.items()
    }
    return after.but(taints=taints)


def part_key(expression: ir.Attribute | ir.Subscript) -> str | None:
    """The field that an attribute or an item with a constant key is."""
    if isinstance(expression, ir.Attribute):
        return f".{expression.name}"
    return key_of(expression.key.value) if isinstance(expression.key, ir.Const) else None


def passed_on(frame: Frame, node: ir.Call, whole: bool = False) -> list[ir.Expr]:
    """The expressions of a call whose data is in its result; ``whole``: only where nothing of it is lost."""
    latest = made(frame, node)
    found: list[ir.Expr] = []
    for reference in latest.callee.references if latest is not None else ():
        for flow in frame.library.all(frame.library.tables.flows, reference):
            if flow.output is None and flow.field is None:
                if whole and flow.part:
                    return []
                for spec in flow.inputs:
                    found.extend(selected(node, spec))
    if not found and isinstance(node.function, ir.Attribute) and not node.args and not _is_module(latest):
        found.append(node.function.value)
    return found


def _is_module(latest: Made | None) -> bool:
    """Whether what the callee is a member of holds no data: ``time.monotonic()`` is not made of ``time``."""
    receiver = latest.given.receiver if latest is not None else None
    if receiver is None or receiver.all_taints() or not receiver.references:
        return False
    return not any("(" in reference for reference in receiver.references)


# --- how a variable came about --------------------------------------------------------------------


def defer(frame: Frame, environment: Environment, name: str, origin: ir.Expr | None, clock: int) -> None:
    """``ok = check(x)``: a later test of ``ok`` is a test of ``check(x)``, while ``x`` is the same."""
    definition = origin.value if isinstance(origin, ir.Await) else origin
    if isinstance(
        definition,
        ir.Call | ir.Binary | ir.Compare | ir.Boolean | ir.Unary | ir.Attribute | ir.Subscript | ir.Text,
    ):
        environment[f"?{name}"] = Value(entities=(Deferred(definition, clock),))
    else:
        environment.pop(f"?{name}", None)


def definition(frame: Frame, environment: Environment, name: str) -> ir.Expr | None:
    """The expression that a variable was last given, if none of its variables has changed since."""
    held = environment.get(f"?{name}")
    if held is None or len(held.entities) != 1:
        return None
    deferred = held.entities[0]
    if not isinstance(deferred, Deferred):
        return None
    fresh = all(frame.assigned_at.get(used, 0) <= deferred.clock for used in names_in(deferred.definition))
    return deferred.definition if fresh else None


def names_in(expression: ir.Expr | tuple[ir.Expr, ...]) -> Iterator[str]:
    """Variables that an expression, or several, read."""
    waiting: list[object] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ir.Name):
            yield node.id
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, ir.Node) and not isinstance(node, ir.Lambda):
            waiting.extend(getattr(node, field) for field in node.__struct_fields__)

"""Checks: which expressions a call, or a comparison of what a call gave, has made safe for which sinks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from tidegate.flow.binding import bind
from tidegate.flow.checks import GUARD
from tidegate.flow.conditional import decided
from tidegate.flow.frame import Environment, Frame, Made, evaluate, made, recall
from tidegate.flow.library import CallArguments
from tidegate.flow.outside import guessed
from tidegate.flow.patterns import kinds_of_characters, kinds_of_match
from tidegate.flow.refine import branch, definition, passed_on, refine_path, shared_words
from tidegate.flow.safe import checked, clear
from tidegate.flow.summary import Summary
from tidegate.flow.taints import NO_KINDS, Source, Taint, clear_taints, with_kinds
from tidegate.flow.telling import CHECKED
from tidegate.flow.values import Constant, Method, Value
from tidegate.flow.wording import selected
from tidegate.knowledge.personal import SOURCE
from tidegate.knowledge.tables import Check
from tidegate.languages import ir
from tidegate.program.names import FunctionId

Checked = tuple[ir.Expr, frozenset[str]]
_DEEPEST = 4
TEXT = "builtins.str()"  # what outside data is where nothing else is known


class Known(NamedTuple):
    """What is known of a value: that it equals something, and whether the outside has no part in that;
    for which kinds it is safe; that it is a collection which holds something that no request sent.
    A value that equals something of ours is ``known``."""

    compared: bool = False
    ours: bool = False
    kinds: frozenset[str] = NO_KINDS
    holds: bool = False


OURS = Known(compared=True, ours=True)
HOLDS = Known(holds=True)
KNOWN = "known"  # the kind of a value that equals one of ours


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


def never_false(frame: Frame, node: ir.Call) -> bool:
    """Whether a call of the program surely gives something true: then nothing asks whether it did."""
    latest = made(frame, node)
    entities = latest.callee.entities if latest is not None and not latest.callee.references else ()
    functions = [entity.function if isinstance(entity, Method) else entity for entity in entities]
    return bool(functions) and all(
        isinstance(function, FunctionId) and frame.engine.summary(function).never_false
        for function in functions
    )


def _of_outcome(summary: Summary, outcome: bool | Known) -> dict[str, frozenset[str]]:
    """What a function has checked where its result is true or false, or where that much is known of it."""
    if isinstance(outcome, bool):
        return summary.cleared_if_true if outcome else summary.cleared_if_false
    if outcome.ours:
        return summary.cleared_if_ours
    return summary.cleared_if_signed if outcome.compared else {}


def _by_program(
    frame: Frame, latest: Made, entity: FunctionId | Method, outcome: bool | Known
) -> Iterator[Checked]:
    node, given = latest.node, latest.given
    if any(isinstance(argument, ir.Spread) for argument in node.args):
        return
    function, offset = (entity.function, 1) if isinstance(entity, Method) else (entity, 0)
    definition_ = frame.engine.function(function)
    if definition_ is None:
        return
    args = [entity.receiver, *given.positional] if isinstance(entity, Method) else given.positional
    bound = bind(definition_, args, given.keywords)
    cleared = {
        name: decided(kinds, lambda place: bound.get(place, Value()), frame.identity)
        for name, kinds in _of_outcome(frame.engine.summary(function, bound), outcome).items()
    }
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


def wholes(frame: Frame, environment: Environment, expression: ir.Expr, known: Known) -> Iterator[Checked]:
    """What is safe where so much is known of ``expression``, a part of it or made of it.

    ``urlparse(url).hostname in HOSTS`` says something of ``url``, ``digest == header`` of what was signed.
    """
    origin = _origin(frame, environment, expression)
    if isinstance(origin, ir.Call):
        yield from _of_call(frame, environment, origin, known)
    elif isinstance(origin, ir.Attribute):
        base = recall(frame, environment, origin.value)
        members = [f"{reference}.{origin.name}" for reference in base.references]
        for check in _following(frame, members, known, CallArguments([], {}, base)):
            kinds = frame.checks.kinds(check.kinds, GUARD, "", frame.identity, expression.line)
            for subject in _sources(frame, environment, origin.value, _DEEPEST):
                yield subject, kinds
    elif isinstance(origin, ir.Subscript):
        yield from wholes(frame, environment, origin.value, known)
    elif isinstance(origin, ir.Boolean) and origin.op == "or":  # hostname or ""
        yield from wholes(frame, environment, origin.values[0], known)
    elif isinstance(origin, ir.Collection) and known.ours:  # (url.scheme, url.netloc)
        for item in origin.items:
            yield from wholes(frame, environment, item, known)


def _origin(frame: Frame, environment: Environment, expression: ir.Expr) -> ir.Expr | None:
    """How the value of ``expression`` came about, through variables that hold it."""
    found: ir.Expr | None = expression
    for _ in range(_DEEPEST):
        if isinstance(found, ir.Name):
            found = definition(frame, environment, found.id)
    return found


def _of_call(frame: Frame, environment: Environment, node: ir.Call, known: Known) -> Iterator[Checked]:
    latest = made(frame, node)
    if latest is not None:
        for check in _following(frame, latest.callee.references, known, latest.given):
            kinds = frame.checks.kinds(check.kinds, GUARD, "", frame.identity, node.line)
            for subject in selected(node, check.argument):
                yield subject, kinds
        for entity in latest.callee.entities:
            if isinstance(entity, FunctionId | Method):
                yield from _by_program(frame, latest, entity, known)
    for inner in passed_on(frame, node):  # hostname.lower(), hostname.split(":")
        if not isinstance(inner, ir.Name) or definition(frame, environment, inner.id) is not None:
            yield from wholes(frame, environment, inner, known)


def _following(
    frame: Frame, references: Iterable[str], known: Known, given: CallArguments
) -> Iterator[Check]:
    """The guards that hold by what is known of the value that a call or an attribute gave."""
    for reference in references:
        for check in frame.library.all(frame.library.tables.guards, reference):
            if _follows(check, known, given) and frame.library.holds(check.where, given):
                yield check


def _follows(check: Check, known: Known, given: CallArguments) -> bool:
    if check.checked is not None:
        return check.checked in known.kinds
    if check.key is not None:
        key = given.first(check.key)
        return known.compared and key is not None and not is_sent(key)
    return (check.equals and known.ours) or (check.contains and known.holds)


def is_sent(value: Value) -> bool:
    """Whether a value comes with a request, rather than from the environment or the program's own data."""
    return any(isinstance(t.origin, Source) and t.origin.kind == "remote" for t in value.all_taints())


def _is_looked_up(taint: Taint) -> bool:
    """Whether data is what the program asked for: rows, another service's answer. What equals it is known."""
    return isinstance(taint.origin, Source) and taint.origin.kind in ("database", "response", SOURCE)


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


def as_safe_as(other: Value) -> Known:
    """What is known of a value that equals ``other``: it is as safe as that."""
    taints = [taint for taint in other.all_taints() if not _is_looked_up(taint)]
    if taints and other.constants is None:
        return Known(compared=True, kinds=frozenset.intersection(*(taint.cleared for taint in taints)))
    ours = bool(other.constants is not None or other.references or other.entities)
    return Known(compared=True, ours=ours)


def equals(
    frame: Frame, environment: Environment, expression: ir.Expr, constants: tuple[Constant, ...] | None
) -> None:
    """An expression equals one of ``constants``, or something of ours that is not known."""
    if constants and isinstance(expression, ir.Call) and {type(c) for c in constants} <= {bool, type(None)}:
        return  # an answer, which says nothing of what was asked
    is_element = isinstance(expression, ir.Name) and expression.id in frame.elements
    kinds = frozenset({"all", KNOWN})
    if is_element and _are_characters(constants):
        kinds = kinds_of_characters(frozenset(map(str, constants or ())))
    kinds = frame.checks.kinds(kinds, GUARD, "", frame.identity, expression.line)
    if is_element:
        refine_path(frame, environment, expression, partial(clear, kinds=kinds, keep=True))
    else:
        refine_path(frame, environment, expression, partial(_as_ours, kinds=kinds, constants=constants))


def _are_characters(constants: tuple[Constant, ...] | None) -> bool:
    return bool(constants) and all(isinstance(c, str) and len(c) == 1 for c in constants or ())


def _as_ours(value: Value, kinds: frozenset[str], constants: tuple[Constant, ...] | None) -> Value:
    """A value that equals something of ours carries no attack, and is not what a source gave any more."""
    taints = clear_taints(value.taints, kinds)
    return value.but(
        taints=taints, fields=None, references=value.references if taints else (), constants=constants
    )


def by_operator(
    frame: Frame, subject: ir.Expr, value: Value, name: str, other: Value, wanted: bool
) -> Iterator[Checked]:
    """What an operator of the subject's type checks: ``".." in parts`` is ``parts.__contains__("..")``."""
    given = CallArguments([other], {}, value)
    known = tuple(r for r in value.references if frame.library.describes(f"{r}.{name}"))
    for reference in known or ((TEXT,) if value.taints else ()):
        for check in frame.library.all(frame.library.tables.guards, f"{reference}.{name}"):
            if check.returns is wanted and frame.library.holds(check.where, given):
                yield subject, frame.checks.kinds(check.kinds, GUARD, "", frame.identity, subject.line)


def equal_to(
    frame: Frame, environment: Environment, expression: ir.Expr | None
) -> tuple[Environment, Environment]:
    """The environment where an expression equals something of ours, and where it equals anything."""
    found: list[Environment] = []
    for known in (OURS, Known(compared=True)):
        whole = list(wholes(frame, environment, expression, known)) if expression is not None else []
        inside = branch(frame, environment) if whole else environment
        note(frame, inside, whole)
        found.append(inside)
    return found[0], found[1]


def note(frame: Frame, environment: Environment, found: Iterable[Checked]) -> None:
    """Note what was found safe, and what follows for the things that it is a part of."""
    for expression, kinds in list(found):
        refined = [(expression, kinds)]
        for one in expression.items if isinstance(expression, ir.Collection) else (expression,):
            known = Known(ours=KNOWN in kinds, kinds=_met(frame, environment, one, kinds))
            refined.extend(wholes(frame, environment, one, known))
        for subject, safe in refined:
            refine_path(frame, environment, subject, partial(_found_safe, frame, subject.line, safe))
        _note_ingredients(frame, environment, expression, kinds)


def _found_safe(frame: Frame, line: int, kinds: frozenset[str], value: Value) -> Value:
    return frame.told(checked(value, kinds), line, CHECKED, kinds=kinds)


def _note_ingredients(
    frame: Frame, environment: Environment, expression: ir.Expr, kinds: frozenset[str]
) -> None:
    """Parameters that a checked value was made of: a function that asks whether ``(ROOT / name).resolve()``
    is inside asks it of ``name``, for callers who do the same with it."""
    asked = frozenset(kind.partition("<")[0] for kind in kinds if "<" in kind)
    taints = recall(frame, environment, expression).all_taints() if asked else {}
    met = asked.intersection(*(taint.cleared for taint in taints)) if taints else NO_KINDS
    if not met:
        return
    parameters = {p.name for p in frame.function.parameters} - frame.assigned_at.keys()
    for name in _ingredients(frame, environment, expression, _DEEPEST):
        if name.id in parameters:
            refine_path(frame, environment, name, partial(checked, kinds=met))


def _ingredients(
    frame: Frame, environment: Environment, expression: ir.Expr, depth: int
) -> Iterator[ir.Name]:
    """The variables that a path was made of."""
    inner: list[ir.Expr] = []
    if isinstance(expression, ir.Name):
        origin = definition(frame, environment, expression.id)
        if origin is None:
            yield expression
        else:
            inner = [origin]
    elif isinstance(expression, ir.Call):
        inner = passed_on(frame, expression)
    elif isinstance(expression, ir.Binary):
        inner = [expression.left, expression.right]
    elif isinstance(expression, ir.Collection):
        inner = list(expression.items)
    for part in inner if depth else ():
        yield from _ingredients(frame, environment, part, depth - 1)


def _met(
    frame: Frame, environment: Environment, expression: ir.Expr, kinds: frozenset[str]
) -> frozenset[str]:
    """The kinds, with those whose condition the expression meets."""
    if not any("<" in kind for kind in kinds):
        return kinds
    words = shared_words(recall(frame, environment, expression))
    return with_kinds(words, kinds) - (words - kinds)

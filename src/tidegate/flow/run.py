"""Running a function with symbolic inputs gives its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.flow import conditions, expressions, statements
from tidegate.flow.classes import annotated, is_class_method, is_static, owner
from tidegate.flow.cleared import cleared_inputs
from tidegate.flow.frame import Environment, Frame, execute
from tidegate.flow.overrides import overridden
from tidegate.flow.summary import Summary
from tidegate.flow.taints import NO_KINDS, Input, Taint, Trace
from tidegate.flow.values import (
    ELEMENT,
    UNKNOWN,
    UNKNOWN_VALUE,
    Closure,
    Entity,
    Instance,
    Value,
    join,
    join_all,
    named_parts,
    options,
    part,
    surplus,
    without_data,
)
from tidegate.flow.waits import held
from tidegate.languages import ir
from tidegate.program.names import FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_KEYWORDS = ("builtins.dict()",)  # what any keywords are together

expressions.register()
conditions.register()
statements.register()


def run(
    engine: Engine,
    identity: FunctionId,
    function: ir.Function,
    known: dict[str, Value],
    outer: Environment | None = None,
) -> Summary:
    """Run a function with symbolic inputs; ``known`` says more of some of them."""
    frame = Frame(engine, identity, function)
    frame.outer = outer or {}
    environment = {
        p.name: _parameter(frame, p, position, known) for position, p in enumerate(function.parameters)
    }
    frame.given = dict(environment)
    if function.parameters:
        frame.receiver = environment[function.parameters[0].name].entities
    body = engine.body(identity, function)
    overridden(frame, body)
    left = execute(frame, environment, body)
    if left is not None:
        frame.never_false = False
        frame.returns.append(Value(constants=(None,)))
        frame.exits.append(left)
        frame.truth_exits.append((None, left))
        frame.equal_exits.append((left, left))
    for made in list(frame.closures.values()):
        _hand_out(frame, made)
    summary = _summary(frame)
    if summary.returned is None and _is_left_out(body):
        summary.returned = UNKNOWN_VALUE
    _note_checks(frame, summary)
    return summary


def _note_checks(frame: Frame, summary: Summary) -> None:
    """Which inputs are checked when the function returns at all, and by what its result tells."""
    summary.cleared = cleared_inputs(frame, frame.exits)
    summary.cleared_if_true = cleared_inputs(
        frame, [true for true, _ in frame.truth_exits if true is not None]
    )
    summary.cleared_if_false = cleared_inputs(
        frame, [false for _, false in frame.truth_exits if false is not None]
    )
    summary.cleared_if_ours = cleared_inputs(frame, [ours for ours, _ in frame.equal_exits])
    summary.cleared_if_signed = cleared_inputs(frame, [anything for _, anything in frame.equal_exits])


def _hand_out(frame: Frame, made: Closure) -> None:
    """A function that nothing called here will be called by whoever got it: what it does counts."""
    inner = frame.engine.run_closure(made, {})
    for arrival in [*inner.flows, *inner.arrivals]:
        origin = arrival.taint.origin
        if not isinstance(origin, Input) or origin.owner != made.identity:
            frame.arrive(arrival)
    frame.hits += inner.hits
    frame.touches += inner.touches
    for limit in inner.limits:
        frame.limit(limit)


def _is_left_out(body: tuple[ir.Stmt, ...]) -> bool:
    """A method that subclasses are to write: what it does there is not known, so it may well return."""
    last = body[-1] if body and len(body) <= 2 else None
    raised = last.value if isinstance(last, ir.Raise) else None
    kind = raised.function if isinstance(raised, ir.Call) else raised
    return isinstance(kind, ir.Name) and kind.id == "NotImplementedError"


def _summary(frame: Frame) -> Summary:
    returned = join_all(frame.returns) if frame.returns else None
    if frame.yields:
        returned = Value(fields={"[]": join_all(frame.yields)})
    blocking, holding = held(frame)
    return Summary(
        returned=returned,
        returns=frame.returned_at,
        thrown=join_all(frame.thrown) if frame.thrown else None,
        arrivals=list(frame.arrivals.values()),
        flows=list(frame.flows.values()),
        effects=_effects(frame),
        calls=list(dict.fromkeys(frame.calls)),
        registrations=list({(r.reference, r.place, r.site): r for r in frame.registrations}.values()),
        hits=list(dict.fromkeys(frame.hits)),
        blocking=blocking,
        holding=holding,
        touches=list(dict.fromkeys(frame.touches)),
        refusals=list(dict.fromkeys(frame.refusals)),
        kept=frame.kept,
        stored=frame.stored,
        never_false=frame.never_false and bool(frame.returns) and not frame.yields,
        limits=frame.limits,
    )


def _effects(frame: Frame) -> dict[str, dict[str, Value]]:
    """Fields that the function leaves on its parameters."""
    found: dict[str, dict[str, Value]] = {}
    for parameter in frame.function.parameters:
        for environment in frame.exits if parameter.kind in ("positional", "keyword") else ():
            fields = environment.get(parameter.name, UNKNOWN_VALUE).fields
            for key, value in (fields or {}).items():
                mine = found.setdefault(parameter.name, {})
                mine[key] = join(mine[key], value) if key in mine else value
    return found


def _parameter(frame: Frame, parameter: ir.Parameter, position: int, known: dict[str, Value]) -> Value:
    """The symbolic value of a parameter, with the type that annotation, context or name give it."""
    origin = Input(frame.identity, parameter.name, ())
    trace = Trace(frame.path, parameter.line, f"parameter `{parameter.name}`", None)
    value = Value({Taint(origin, NO_KINDS, True): trace})
    value = value.but(**_types(frame, parameter, position, known))
    if parameter.kind == "keywords":
        value = value.but(references=_KEYWORDS)
    elif parameter.annotation is not None:
        value = _with_elements(value, annotated(frame, parameter.annotation))
    if parameter.name in known:
        value = _with_parts(value, known[parameter.name])
        if parameter.kind == "keywords":
            value = _with_options(value, known[parameter.name])
    if parameter.kind == "rest":
        given = surplus(known[parameter.name]) if parameter.name in known else []
        keys = [f"[{position}]" for position in range(len(given))]
        return Value(fields={key: part(value, key) for key in keys} if keys else {"[]": value})
    return value


def _with_elements(value: Value, declared: Value) -> Value:
    """The symbolic value of a collection whose elements are annotated as objects of a class."""
    typed = (declared.fields or {}).get(ELEMENT)
    if typed is None or not typed.entities:
        return value
    element = part(value, ELEMENT).but(entities=typed.entities, references=typed.references)
    return value.but(fields={**(value.fields or {}), ELEMENT: element})


def _with_parts(value: Value, context: Value) -> Value:
    """The symbolic value with the types of what the argument holds."""
    fields = {
        key: part(value, key).but(references=field.references)
        for key, field in (context.fields or {}).items()
        if key[0] == "." and field.references
    }
    fields |= {key: part(value, key) for key in named_parts(context)}
    return value.but(fields={**(value.fields or {}), **fields}) if fields else value


def _with_options(value: Value, context: Value) -> Value:
    """The symbolic value of any keywords, by name where it is known which are given."""
    given = options(context)
    fields = {
        key: part(value, key).but(constants=None if known is UNKNOWN else (known,))
        for key, known in given.items()
    }
    return Value(references=_KEYWORDS, fields=fields) if fields else value


def _types(
    frame: Frame, parameter: ir.Parameter, position: int, known: dict[str, Value]
) -> dict[str, object]:
    context = known.get(parameter.name)
    declared = annotated(frame, parameter.annotation) if parameter.annotation is not None else None
    if context is not None and (context.entities or not declared):
        references = declared.references if declared and declared.references else context.references
        if _is_narrower(frame, context.references, references):
            references = context.references
        return {
            "references": references,
            "entities": tuple(map(without_data, context.entities)),
            "constants": context.constants,
            "subject": context.subject,
        }
    if (
        declared is not None
        and context is not None
        and _is_narrower(frame, context.references, declared.references)
    ):
        return {"references": context.references, "constants": context.constants}
    if declared is not None:
        constants = context.constants if context is not None else None
        return {"references": declared.references, "entities": declared.entities, "constants": constants}
    receiver = _receiver(frame, position)
    return {"entities": (receiver,)} if receiver is not None else {}


def _is_narrower(frame: Frame, known: tuple[str, ...], stated: tuple[str, ...]) -> bool:
    """Whether an argument is of a type that extends the one that the annotation names."""
    names = [name.removesuffix("()") for name in stated]
    return known != stated and any(
        name in frame.library.family(one.removesuffix("()")) for one in known for name in names
    )


def _receiver(frame: Frame, position: int) -> Entity | None:
    """What ``self`` and ``cls`` are in a method."""
    if position != 0:
        return None
    of = owner(frame.engine, frame.identity)
    if of is None or is_static(frame.function):
        return None
    return of if is_class_method(frame.function) else Instance(of)

"""One run of one function: its environment, and what is noted on the way."""

from __future__ import annotations

from tidegate.flow.engine import Engine
from tidegate.flow.library import Library
from tidegate.flow.summary import Arrival, Called, Hit, Place, Refusal, Registration, Summary, Touch
from tidegate.flow.values import (
    NO_KINDS,
    UNKNOWN_VALUE,
    Closure,
    Entity,
    Input,
    Instance,
    Method,
    Taint,
    Trace,
    Value,
    join,
    join_all,
)
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId

Environment = dict[str, Value]
MOST_FLOWS = 200
MOST_ARRIVALS = 60


class Frame:
    """``environment`` maps names to values; statements replace it, and ``None`` means "not reached"."""

    def __init__(self, engine: Engine, identity: FunctionId, function: ir.Function) -> None:
        self.engine = engine
        self.library: Library = engine.library
        self.identity = identity
        self.function = function
        self.path = identity.path
        self.outer: Environment = {}
        self.returns: list[Value] = []
        self.returned_at: list[tuple[int, Value]] = []
        self.yields: list[Value] = []
        self.exits: list[Environment] = []
        self.truth_exits: list[tuple[Environment | None, Environment | None]] = []
        self.breaks: list[list[Environment]] = []
        self.continues: list[list[Environment]] = []
        self.raised: list[list[Environment]] = []  # environments in which the innermost try may be left
        self.globals: set[str] = set()
        self.arrivals: dict[tuple[object, ...], Arrival] = {}
        self.flows: dict[tuple[object, ...], Arrival] = {}
        self.calls: list[Called] = []
        self.registrations: list[Registration] = []
        self.hits: list[Hit] = []
        self.touches: list[Touch] = []
        self.refusals: list[Refusal] = []
        self.limits: list[str] = []
        self.never_returned: ir.Call | None = None  # the last call that did not come back

    def place(self, line: int, end_line: int = 0, column: int = 1) -> Place:
        return Place(self.identity, line, end_line or line, column)

    def limit(self, text: str) -> None:
        if text not in self.limits:
            self.limits.append(text)

    def arrive(self, arrival: Arrival) -> None:
        """Note data at a sink: a flow if its origin is a source, else a promise of the summary."""
        taint = arrival.taint
        key = (arrival.kind, taint.origin, arrival.place, taint.certain)
        if isinstance(taint.origin, Input):
            if len(self.arrivals) < MOST_ARRIVALS:
                self.arrivals.setdefault(key, arrival)
            else:
                self.limit(f"more than {MOST_ARRIVALS} inputs reach sinks in {self.identity.qualname}")
        elif len(self.flows) < MOST_FLOWS:
            self.flows.setdefault(key, arrival)
        else:
            self.limit(f"more than {MOST_FLOWS} flows in {self.identity.qualname}")

    def lookup(self, environment: Environment, name: str) -> Value:
        from tidegate.flow.names import builtin

        if name not in self.globals:
            if name in environment:
                return environment[name]
            if name in self.outer:
                return self.outer[name]
        found = self.engine.module_value(self.path, name)
        return found if found is not None else builtin(self.library, name)


def run(
    engine: Engine,
    identity: FunctionId,
    function: ir.Function,
    known: dict[str, Value],
    outer: Environment | None = None,
) -> Summary:
    """Run a function with symbolic inputs; ``known`` says more of some of them."""
    from tidegate.flow.conditions import cleared_inputs
    from tidegate.flow.statements import execute

    frame = Frame(engine, identity, function)
    frame.outer = outer or {}
    environment = {p.name: _parameter(frame, p, position, known) for position, p in enumerate(function.parameters)}
    left = execute(frame, environment, engine.body(identity, function))
    if left is not None:
        frame.returns.append(Value(constants=(None,)))
        frame.exits.append(left)
        frame.truth_exits.append((None, left))
    summary = _summary(frame)
    summary.cleared = cleared_inputs(frame, frame.exits)
    summary.cleared_if_true = cleared_inputs(frame, [true for true, _ in frame.truth_exits if true is not None])
    summary.cleared_if_false = cleared_inputs(frame, [false for _, false in frame.truth_exits if false is not None])
    return summary


def _summary(frame: Frame) -> Summary:
    returned = join_all(frame.returns) if frame.returns else None
    if frame.yields:
        returned = Value(fields={"[]": join_all(frame.yields)})
    return Summary(
        returned=returned,
        returns=frame.returned_at,
        arrivals=list(frame.arrivals.values()),
        flows=list(frame.flows.values()),
        effects=_effects(frame),
        calls=list(dict.fromkeys(frame.calls)),
        registrations=list({(r.reference, r.place): r for r in frame.registrations}.values()),
        hits=list(dict.fromkeys(frame.hits)),
        touches=list(dict.fromkeys(frame.touches)),
        refusals=list(dict.fromkeys(frame.refusals)),
        limits=frame.limits,
    )


def _effects(frame: Frame) -> dict[str, dict[str, Value]]:
    """Fields that the function leaves on its parameters."""
    found: dict[str, dict[str, Value]] = {}
    for parameter in frame.function.parameters:
        for environment in frame.exits:
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
    if parameter.kind == "rest":
        return Value(fields={"[]": value})
    return value


def _types(frame: Frame, parameter: ir.Parameter, position: int, known: dict[str, Value]) -> dict[str, object]:
    from tidegate.flow.classes import annotated

    context = known.get(parameter.name)
    declared = annotated(frame, parameter.annotation) if parameter.annotation is not None else None
    if context is not None and (context.entities or not declared):
        references = declared.references if declared and declared.references else context.references
        return {
            "references": references,
            "entities": tuple(map(_stripped, context.entities)),
            "constants": context.constants,
            "subject": context.subject,
        }
    if declared is not None:
        constants = context.constants if context is not None else None
        return {"references": declared.references, "entities": declared.entities, "constants": constants}
    receiver = _receiver(frame, position)
    return {"entities": (receiver,)} if receiver is not None else {}


def _stripped(entity: Entity) -> Entity:
    """Without the caller's data: summaries are kept, and must not hold it."""
    if isinstance(entity, Method):
        return Method(entity.function, entity.receiver.but(taints={}, fields=None))
    return entity


def _receiver(frame: Frame, position: int) -> Entity | None:
    """What ``self`` and ``cls`` are in a method."""
    from tidegate.flow.classes import is_class_method, is_static, owner

    if position != 0:
        return None
    of = owner(frame.engine, frame.identity)
    if of is None or is_static(frame.function):
        return None
    return of if is_class_method(frame.function) else Instance(of)


__all__ = ["ClassId", "Closure", "Environment", "Frame", "run"]

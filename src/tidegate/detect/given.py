"""A check of what a changed function is given that base had and head has not, whoever calls it.

Nobody knows here where the callers have it from: a row that somebody else wrote, another service, a caller
that was not found. That it was made harmless says that somebody thought it had to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from tidegate.detect.findings import Searched, finding, weakness
from tidegate.detect.flows import flows_of
from tidegate.detect.lost import Removed, removed, with_lost
from tidegate.detect.path import steps
from tidegate.detect.printed import printed
from tidegate.detect.remedies import remedies
from tidegate.flow.checks import Check, Remembered
from tidegate.flow.engine import Budget, Engine, Shared
from tidegate.flow.summary import Arrival
from tidegate.flow.taints import Input
from tidegate.knowledge.weaknesses import by_sink
from tidegate.languages.templates.builder import CONTEXT
from tidegate.languages.templates.builder import FUNCTION as TEMPLATE
from tidegate.model.finding import Confidence, Finding, Kind, Status
from tidegate.program.names import FunctionId, dotted
from tidegate.surface.sides import Context, Side, is_judged

_SECONDS, _STEPS = 2.0, 400_000  # for what base would do without its checks
_FROM = "remote"  # how bad it is, is told as if the callers had it from there
_TELLING = frozenset({"medium", "high", "critical"})

Part: TypeAlias = tuple[str, str, tuple[str, ...]]  # rule, parameter, and the steps to a part of it


class Bare(NamedTuple):
    """Something that ``function`` of head is given and leads to a dangerous place as it came."""

    function: FunctionId
    part: Part
    arrival: Arrival
    gone: Removed


def judge(context: Context) -> Searched:
    """One finding for each check that is gone, at the place that it kept data from."""
    if context.cut:
        return Searched([])
    budget = context.base.engine.budget.beside(_SECONDS, _STEPS)
    found = {(one.part[0], one.gone.part): one for one in reversed(list(_bare(context, budget)))}
    late = f"whether checks of what functions are given are gone: {budget.exhausted}"
    return Searched(_findings(context, found), (late,) if budget.exhausted else ())


def _findings(context: Context, found: dict[tuple[str, Check], Bare]) -> list[Finding]:
    if not found:
        return []
    told = {(flow.rule, flow.arrival.place) for flow in flows_of(context.head)}
    places = {(one.part[0], one.arrival.place): one for one in reversed(found.values())}
    return [_finding(context, one) for at, one in reversed(places.items()) if at not in told]


def _bare(context: Context, budget: Budget) -> Iterator[Bare]:
    """What head's changed functions let through, and base's did not but for a check of its own."""
    fresh = list(_fresh(context))
    if not fresh:
        return
    checks, known = Remembered(), context.base.engine
    unchecked = Engine(known.program, known.library, budget, Shared(), checks)
    for function, part, arrival in fresh:
        known_as = context.in_base(function)
        before = _led(unchecked, known_as).get(part)
        cleared = (
            before.taint.cleared if before is not None else _given_back(unchecked, known_as).get(part[1:])
        )
        found = checks.of(cleared, arrival.kind) if cleared is not None else []
        gone = removed(found, context.base.changed.functions) if found else None
        if gone is not None and not _is_elsewhere(context, function, gone):
            yield Bare(function, part, arrival, gone)


def _fresh(context: Context) -> Iterator[tuple[FunctionId, Part, Arrival]]:
    changed = context.base.changed.functions
    for function in context.head.changed.functions:
        if is_judged(function.path) and context.in_base(function) in changed:
            after = _unseen(context.head, function, _led(context.head.engine, function))
            before = _led(context.base.engine, context.in_base(function)) if after else {}
            yield from ((function, part, after[part]) for part in after if part not in before)


def _unseen(side: Side, function: FunctionId, led: dict[Part, Arrival]) -> dict[Part, Arrival]:
    """Without what a framework gives to a handler: where that comes from, and what checks it, is known."""
    if not led or all(handler.identity != function for handler in side.survey.handlers):
        return led
    asked = side.survey.asked
    known = asked.function(function)
    parameters = known.parameters if known is not None else ()
    injected = {one.name for one in parameters if any(asked.injected(function, one))}
    return {part: arrival for part, arrival in led.items() if part[1] in injected}


def _led(engine: Engine, function: FunctionId) -> dict[Part, Arrival]:
    """Where a function leads what it is given, as it came."""
    found: dict[Part, Arrival] = {}
    for arrival in engine.summary(function).arrivals:
        origin, cleared = arrival.taint.origin, arrival.taint.cleared
        if not isinstance(origin, Input):
            continue
        for known in by_sink().get(arrival.kind, ()):
            if known.severity_from(_FROM, cleared) in _TELLING:
                found.setdefault((known.rule(cleared), origin.parameter, origin.steps), arrival)
    return found


def _given_back(engine: Engine, function: FunctionId) -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
    """What a function gives back of what it is given, or puts on it, and for what that is safe."""
    summary = engine.summary(function)
    values = [value for fields in summary.effects.values() for value in fields.values()]
    values += [summary.returned] if summary.returned is not None else []
    found: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}
    for taint in (taint for value in values for taint in value.all_taints()):
        if isinstance(taint.origin, Input):
            found[taint.origin.parameter, taint.origin.steps] = taint.cleared
    return found


def _is_elsewhere(context: Context, function: FunctionId, gone: Removed) -> bool:
    """Whether what made the check did not change, or another function makes it now and did not before."""
    name = gone.part.name
    if gone.part.function not in context.base.changed.functions:
        return True

    def checking(side: Side) -> set[FunctionId]:
        return {one for one in side.changed.functions if _calls(side.engine, one, name)}

    before = checking(context.base)
    return any(one != function and context.in_base(one) not in before for one in checking(context.head))


def _calls(engine: Engine, function: FunctionId, name: str) -> bool:
    calls = engine.summary(function).calls
    last = name.rpartition(".")[2]
    return bool(last) and any(name in call.references or last == call.name for call in calls)


def _finding(context: Context, bare: Bare) -> Finding:
    (rule, parameter, _), arrival, head = bare.part, bare.arrival, context.head
    place, known, source = arrival.place, weakness(rule), _says(bare)
    identity = (dotted(*bare.function), parameter, arrival.callee, arrival.shape)
    prints = printed(context, head, rule, place, identity, (arrival.callee, arrival.shape))
    message = known.message.replace("{source}", source)
    found = replace(
        finding(rule, Kind.FLOW, Status.INTRODUCED, place, prints, Confidence.MEDIUM),
        message=message[:1].upper() + message[1:],
        trace=steps(head.engine, known, arrival, arrival.trace, None, "head"),
        safe=remedies(head.engine.library, known, arrival),
        doubt=f"where {source} comes from is not known",
    )
    return with_lost(found, bare.gone)


def _says(bare: Bare) -> str:
    _, parameter, path = bare.part
    if bare.function.qualname == TEMPLATE:
        name = path[0].strip(".") if parameter == CONTEXT and path else parameter
        return f"what the template is given (`{name}`)"
    return f"what `{bare.function.qualname.rpartition('.')[2]}()` is given (`{parameter}`)"

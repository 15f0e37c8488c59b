"""Outside data that reaches a sink: what the change introduces, and what it mends."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from tidegate.detect.findings import finding, line_text, weakness
from tidegate.detect.lost import Removed, removed, with_lost
from tidegate.detect.matching import match
from tidegate.detect.path import CUT, Teller, doubt, function_at, steps
from tidegate.detect.printed import printed
from tidegate.detect.raised import of_persons
from tidegate.detect.remedies import remedies
from tidegate.flow.checks import Remembered
from tidegate.flow.summary import Arrival
from tidegate.flow.taints import Source
from tidegate.knowledge.weaknesses import by_sink
from tidegate.model.finding import REPORTED, Confidence, Finding, Kind, Severity, Status
from tidegate.program.names import FunctionId, dotted
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, Side

_SECONDS, _STEPS = 5.0, 1_000_000  # for what base would do without its checks
_NOTHING_LOST: Mapping[Flow, Removed] = {}
_QUOTED = re.compile(r"\s*\(?`[^`]*`\)?")


class Flow(msgspec.Struct, eq=False):
    """One weakness by data flow, on one side. ``root`` is what was run to find it, if not the handler."""

    rule: str
    arrival: Arrival
    source: Source
    handler: Handler | None
    root: FunctionId | None = None

    @property
    def entry_point(self) -> str | None:
        return self.handler.name if self.handler is not None else None

    @property
    def severity(self) -> str:
        known = weakness(self.rule)
        return known.severity_from(self.source.kind, self.arrival.taint.cleared) or known.severity

    @property
    def says(self) -> str:
        """The source in words, without names that may change."""
        return _QUOTED.sub("", self.source.says)


def detect(context: Context, told: Collection[Status] = REPORTED) -> list[Finding]:
    """Introduced, fixed and existing flows of everything that the change reaches.

    Of findings in one of the states ``told`` every step is told, of others the source and the calls.
    """
    pairs, gone, come = matched(context, flows_of(context.base), flows_of(context.head))
    new = _by_sink(come)
    lost = lost_checks(context, new)
    base, head = Teller(context.base, told), Teller(context.head, told)
    found = [*_findings(context, head, new, Status.INTRODUCED, lost)]
    found += _findings(context, head, [pair[1] for pair in pairs], Status.EXISTING)
    still = {_endpoints(context.head, flow, context) for flow in come}
    found += _findings(
        context,
        base,
        [flow for flow in _by_sink(gone) if _endpoints(context.base, flow) not in still],
        Status.FIXED,
    )
    return found


def lost_checks(context: Context, come: list[Flow]) -> dict[Flow, Removed]:
    """For new flows that base had too, had nothing made them harmless: what did."""
    if not come:
        return {}
    remembered = Remembered()
    budget = context.base.engine.budget.beside(_SECONDS, _STEPS)
    side = context.base.run_with(remembered, budget, context.threat_model)
    found: dict[Flow, Removed] = {}
    for before, flow in matched(context, flows_of(side), come)[0]:
        checks = remembered.of(before.arrival.taint.cleared, before.arrival.kind)
        if checks:
            found[flow] = removed(checks, context.base.changed.functions)
    return found


def matched(
    context: Context, base: list[Flow], head: list[Flow]
) -> tuple[list[tuple[Flow, Flow]], list[Flow], list[Flow]]:
    """(pairs of base and head, left over in base, left over in head)"""

    def exact(flow: Flow) -> object:
        return _exact(flow, flow.arrival.place.function)

    def mapped(flow: Flow) -> object:
        return _exact(flow, context.in_base(flow.arrival.place.function))

    passes = (
        (exact, exact),
        (exact, mapped),
        (lambda flow: _endpoints(context.base, flow), lambda flow: _endpoints(context.head, flow, context)),
        (_same_handler, lambda flow: _same_handler(flow, context)),
        (_same_function, lambda flow: _same_function(flow, context.in_base(flow.arrival.place.function))),
        (
            lambda flow: _line(context, context.base, flow) if _is_gone(context, flow) else None,
            lambda flow: _line(context, context.head, flow) if _is_new(context, flow) else None,
        ),
    )
    return match(base, head, passes)


def _by_sink(flows: list[Flow]) -> list[Flow]:
    """One flow a rule and sink: the surest, with an entry point, by the shortest way."""
    best: dict[tuple[object, ...], Flow] = {}
    for flow in sorted(flows, key=_weight):
        best.setdefault((flow.rule, flow.arrival.place), flow)
    return list(best.values())


def _weight(flow: Flow) -> tuple[bool, bool, bool, int, str]:
    taint, known = flow.arrival.taint, weakness(flow.rule)
    lesser = flow.source.kind in known.lesser
    return (
        lesser,
        not taint.certain,
        flow.entry_point is None,
        len(flow.arrival.trace.chain()),
        flow.source.says,
    )


def flows_of(side: Side) -> list[Flow]:
    """Each flow once: by rule, source and sink; with the entry point that it belongs to, if one is known."""
    found: dict[tuple[object, ...], Flow] = {}
    for arrival, handler, root in side.flows():
        source = arrival.taint.origin
        assert isinstance(source, Source)
        for known in by_sink().get(arrival.kind, ()):
            if known.severity_from(source.kind, arrival.taint.cleared) is None:
                continue
            rule = known.rule(arrival.taint.cleared)
            key = (rule, source.path, source.line, arrival.place)
            present = found.get(key)
            if present is None or (present.handler is None and handler is not None):
                found[key] = Flow(rule, arrival, source, handler, root)
            elif arrival.taint.certain and not present.arrival.taint.certain:
                present.arrival, present.root = arrival, root
    return list(found.values())


def _exact(flow: Flow, function: FunctionId) -> tuple[object, ...]:
    return (
        flow.rule,
        flow.source.kind,
        flow.says,
        function,
        flow.arrival.callee,
        flow.arrival.shape,
        flow.entry_point,
    )


def _about(flow: Flow) -> tuple[str, ...]:
    """What it is, whatever functions and files it is in are called."""
    return (flow.source.kind, flow.says, flow.arrival.callee, flow.arrival.shape)


def _endpoints(side: Side, flow: Flow, context: Context | None = None) -> tuple[object, ...]:
    """Source and sink alone: what lies between may change. ``context`` maps head to base."""
    start: object = flow.entry_point
    if flow.handler is None:
        start = _beginning(side, flow)
        start = context.in_base(start) if context is not None else start
    return (flow.rule, flow.source.kind, flow.says, flow.arrival.callee, start)


def _beginning(side: Side, flow: Flow) -> FunctionId:
    """The function that outside data comes in by: its route's, or the one around the source."""
    if flow.handler is not None:
        return flow.handler.identity
    path, line = flow.source.path, flow.source.line
    return FunctionId(path, function_at(side.engine, path, line))


def _is_new(context: Context, flow: Flow) -> bool:
    """Whether base has no such way in: neither the route nor the function."""
    names = {handler.name for handler in context.base.survey.handlers}
    return flow.entry_point not in names and context.is_new(_beginning(context.head, flow))


def _is_gone(context: Context, flow: Flow) -> bool:
    names = {handler.name for handler in context.head.survey.handlers}
    return flow.entry_point not in names and context.is_gone(_beginning(context.base, flow))


def _same_handler(flow: Flow, context: Context | None = None) -> tuple[object, ...] | None:
    """The same data from the same handler to the same sink: its route may have another name."""
    if flow.handler is None:
        return None
    identity = context.in_base(flow.handler.identity) if context is not None else flow.handler.identity
    return (flow.rule, flow.source.kind, flow.says, flow.arrival.callee, identity)


def _same_function(flow: Flow, function: FunctionId | None = None) -> tuple[object, ...]:
    """The same data into the same function: another API for the same hole is no new hole."""
    return (flow.rule, flow.source.kind, flow.says, function or flow.arrival.place.function, flow.entry_point)


def _line(context: Context, side: Side, flow: Flow) -> tuple[object, ...]:
    place = flow.arrival.place
    text = line_text(context.source(side, place.path), place.line)
    return (flow.rule, flow.arrival.shape, "".join(text.split()))


def _findings(
    context: Context,
    teller: Teller,
    flows: list[Flow],
    status: Status,
    lost: Mapping[Flow, Removed] = _NOTHING_LOST,
) -> Iterator[Finding]:
    side, name = teller.side, "base" if status is Status.FIXED else "head"
    for flow in sorted(flows, key=lambda flow: flow.arrival.place):
        place, known = flow.arrival.place, weakness(flow.rule)
        trace = teller.trace(flow.arrival, flow.handler, flow.root, status)
        identity = map(_word, _exact(flow, place.function))
        prints = printed(context, side, flow.rule, place, identity, _about(flow))
        sure = flow.arrival.taint.certain and not context.cut
        confidence = Confidence.HIGH if sure else Confidence.MEDIUM
        found = replace(
            finding(flow.rule, Kind.FLOW, status, place, prints, confidence),
            message=_message(flow),
            severity=Severity(flow.severity),
            trace=steps(side.engine, known, flow.arrival, trace, flow.entry_point, name),
            safe=remedies(side.engine.library, known, flow.arrival),
            doubt=None if sure else CUT if context.cut else doubt(flow.arrival, trace),
            raised=of_persons(context, side, flow.arrival),
            entry_point=flow.entry_point,
        )
        yield with_lost(found, lost[flow]) if flow in lost else found


def _word(part: object) -> str:
    return dotted(part.path, part.qualname) if isinstance(part, FunctionId) else str(part)


def _message(flow: Flow) -> str:
    text = weakness(flow.rule).message.replace("{source}", flow.source.says)
    return text[:1].upper() + text[1:]

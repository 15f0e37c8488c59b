"""A summary at one call: arguments bound to parameters, promises kept with their data, flows handed on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tidegate.flow.chosen import counted
from tidegate.flow.conditional import decided
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.sinks import arrives, harmful, later
from tidegate.flow.summary import Arrival, Refusal, Registration, Summary
from tidegate.flow.taints import (
    NOTHING,
    Input,
    Taint,
    Taints,
    Trace,
    join_taints,
    parts_of_taints,
    with_kinds,
)
from tidegate.flow.telling import Passage
from tidegate.flow.values import UNKNOWN_VALUE, Closure, Entity, Value, join, part, with_part
from tidegate.flow.waits import passed_up
from tidegate.knowledge.places import Sink
from tidegate.knowledge.weaknesses import safe_kinds
from tidegate.languages import ir
from tidegate.program.names import FunctionId, dotted

_LONGEST_WAY = 3  # calls that are remembered between a refusal and where it is seen from
_MOST_WAYS = 3  # to one refusal


class Outcome(NamedTuple):
    """What a call does to its caller: its result, fields set on arguments, checks done, if it comes back."""

    result: Value
    effects: dict[str, dict[str, Value]]
    cleared: dict[str, frozenset[str]]
    returns: bool = True
    parameters: tuple[str, ...] = ()


NO_OUTCOME = Outcome(UNKNOWN_VALUE, {}, {})


def bind(
    function: ir.Function, args: list[Value], keywords: dict[str, Value], given: CallArguments | None = None
) -> dict[str, Value]:
    """Arguments by parameter name, as the language binds them. What is not given is left out."""
    bound: dict[str, Value] = {}
    positional = [p for p in function.parameters if p.kind == "positional"]
    for parameter, value in zip(positional, args, strict=False):
        bound[parameter.name] = value
    for parameter in function.parameters:
        if parameter.kind == "rest":
            surplus = {f"[{i}]": value for i, value in enumerate(args[len(positional) :])}
            bound[parameter.name] = Value(fields=surplus)
        elif parameter.kind == "keywords":
            known = {p.name for p in function.parameters}
            more = {f"[{name!r}]": value for name, value in keywords.items() if name not in known}
            bound[parameter.name] = Value(fields=more)
        elif parameter.name in keywords:
            bound[parameter.name] = keywords[parameter.name]
        elif parameter.name not in bound and isinstance(parameter.default, ir.Const):
            bound[parameter.name] = Value(constants=(parameter.default.value,))
    if given is not None and (given.rest is not None or given.extra is not None):
        _bind_rest(function, bound, given)
    return bound


def _bind_rest(function: ir.Function, bound: dict[str, Value], given: CallArguments) -> None:
    for parameter in function.parameters:
        if parameter.kind == "rest" and given.rest is not None:
            bound[parameter.name] = with_part(bound.get(parameter.name, UNKNOWN_VALUE), "[]", given.rest)
        elif parameter.kind == "keywords" and given.extra is not None:
            bound[parameter.name] = with_part(bound.get(parameter.name, UNKNOWN_VALUE), "[]", given.extra)
        elif parameter.name not in bound:
            value = given.rest if parameter.kind == "positional" and given.rest is not None else given.extra
            if value is not None:
                bound[parameter.name] = value


def settle(
    frame: Frame,
    identity: FunctionId,
    function: ir.Function,
    summary: Summary,
    bound: dict[str, Value],
    line: int,
) -> Outcome:
    """A summary at one call: promises kept with the arguments' data, flows handed on."""
    filling = Filling(frame, identity, function, bound, line)
    _arrive(frame, filling, summary)
    passed_up(frame, summary, function, line)
    _hand_on(frame, filling, identity, summary, line)
    effects = {
        name: {key: filling.value(field) for key, field in fields.items()}
        for name, fields in summary.effects.items()
    }
    result = filling.value(summary.returned) if summary.returned is not None else UNKNOWN_VALUE
    names = tuple(parameter.name for parameter in function.parameters)
    cleared = {
        parameter: frame.checks.through(left, function.name, frame.identity, line)
        for parameter, kinds in summary.cleared.items()
        if (left := filling.decided(kinds))
    }
    return Outcome(result, effects, cleared, summary.returned is not None, names)


def _arrive(frame: Frame, filling: Filling, summary: Summary) -> None:
    """What reaches sinks in the function, with the data of this call."""
    for arrival in summary.flows:
        for taint, _ in filling.given(arrival.taint):
            frame.arrive(arrival.of(taint, arrival.trace))
    for arrival in summary.arrivals:
        if arrival.sink is not None:
            filling.look_again(arrival, arrival.sink)
            continue
        for taint, before in filling.given(arrival.taint):
            harmful = taint.cleared.isdisjoint(safe_kinds(arrival.kind))
            if harmful and not frame.knows(arrival.kind, taint, arrival.place):
                trace = (
                    filling.traced(arrival.taint, before, arrival.trace, False) if before else arrival.trace
                )
                frame.arrive(arrival.of(taint, trace))


def _hand_on(frame: Frame, filling: Filling, identity: FunctionId, summary: Summary, line: int) -> None:
    """What the function tells besides, for whoever runs the caller."""
    for limit in summary.limits:
        frame.limit(limit)
    if summary.thrown is not None:
        frame.thrown.append(filling.value(summary.thrown))
    frame.refusals.extend(_refused(frame, identity, summary, line))
    for registration in summary.registrations:
        if any(map(filling.is_open, registration.values())):
            frame.registrations.append(filling.registration(registration))
    for shelf, value in summary.stored.items():
        held = frame.stored.get(shelf)
        filled = filling.value(value)
        frame.stored[shelf] = filled if held is None else join(held, filled)


class Filling:
    """Puts the arguments of one call in the place of a summary's symbolic inputs."""

    def __init__(
        self, frame: Frame, identity: FunctionId, function: ir.Function, bound: dict[str, Value], line: int
    ) -> None:
        self.frame = frame
        self.identity = identity
        self.function = function
        self.bound = bound
        self.line = line
        self._values: dict[tuple[int, int], tuple[Value, Value]] = {}  # by identity: parts are shared
        self._given: dict[Taint, list[tuple[Taint, Trace | None]]] = {}
        self._is_asked_for = frame.identity == identity
        self._passage = Passage(frame.telling, frame.path, line, identity.qualname)

    def value(self, template: Value, depth: int = 4) -> Value:
        """A value of the summary as the caller sees it."""
        key = (id(template), depth)
        known = self._values.get(key)
        if known is None:
            known = self._values[key] = (template, self._filled(template, depth))
        return known[1]

    def _filled(self, template: Value, depth: int) -> Value:
        if depth and _holds_closure(template):
            closed = tuple(self._closed(entity, depth - 1) for entity in template.entities)
            template = template.but(entities=closed)
        if not template.taints and not template.fields:
            return template
        taints: Taints = NOTHING
        for taint, inside in template.taints.items():
            filled: Taints = {}
            for given, before in self.given(taint):
                if given not in taints:
                    filled[given] = self.traced(taint, before, inside, True)
            taints = join_taints(taints, filled)
        fields = template.fields
        if fields and depth:
            filled_fields = {key: self.value(field, depth - 1) for key, field in fields.items()}
            if any(filled_fields[key] is not field for key, field in fields.items()):
                fields = filled_fields
            elif not template.taints:
                return template
        same = self._identity(template)
        if same is not None and _is_untouched(template) and self._is_of_type(same, template):
            return same.but(
                taints=taints,
                references=same.references or template.references,
                entities=same.entities or template.entities,
                subject=same.subject or template.subject,
                site=same.site or template.site,
            )
        return template.but(taints=taints, fields=fields)

    def _is_of_type(self, same: Value, template: Value) -> bool:
        """Whether the argument may be what the function gives back, which is not something made with it."""
        made = [name.removesuffix("()") for name in template.references]
        types = [name.removesuffix("()") for name in same.references]
        types += [f"builtins.{type(known).__name__}" for known in same.constants or ()]
        families = [self.frame.library.family(name) for name in types]
        return not made or not types or any(name in family for family in families for name in made)

    def _closed(self, entity: Entity, depth: int) -> Entity:
        """A function that was made inside sees what this call gave to the one around it."""
        if not isinstance(entity, Closure):
            return entity
        seen = {
            name: value if _holds_closure(value) else self.value(value, depth)
            for name, value in entity.environment.items()
        }
        return Closure(entity.function, entity.identity, seen)

    def look_again(self, arrival: Arrival, sink: Sink) -> None:
        """A list of which a part counts arrives: here it may be known what it holds."""
        origin = arrival.taint.origin
        if not isinstance(origin, Input) or origin.owner != self.identity:
            self.frame.arrive(arrival)
            return
        value, certain = self._argument(origin), arrival.taint.certain
        taken = harmful(sink, counted(sink, value, CallArguments([], {})), arrival.kind)
        passed = {
            Taint(t.origin, with_kinds(t.cleared, arrival.taint.cleared), t.certain): self.traced(
                arrival.taint, before, arrival.trace, False
            )
            for t, before in taken.items()
        }
        where = (arrival.place, arrival.callee, arrival.shape, certain)
        arrives(self.frame, sink, Value(passed), *where)
        later(self.frame, sink, value, *where)

    def is_open(self, template: Value) -> bool:
        """Whether a value depends on the arguments of the call."""
        return any(
            isinstance(taint.origin, Input) and taint.origin.owner == self.identity
            for taint in template.all_taints()
        )

    def registration(self, told: Registration) -> Registration:
        """What is told to a framework with the arguments of this call, as if it were told here."""
        return Registration(
            told.reference,
            self.value(told.receiver),
            tuple(map(self.value, told.args)),
            tuple((name, self.value(value)) for name, value in told.keywords),
            self.frame.place(self.line),
            told.site,
        )

    def _identity(self, template: Value) -> Value | None:
        """The argument, where the value is just that argument and nothing was done to it."""
        if len(template.taints) != 1:
            return None
        (taint,) = template.taints
        if isinstance(taint.origin, Input) and taint.origin.owner == self.identity and not taint.cleared:
            return self._argument(taint.origin)
        return None

    def decided(self, kinds: frozenset[str]) -> frozenset[str]:
        """The kinds of a check as they hold for this call."""
        return decided(kinds, self._parameter, self.frame.identity)

    def _parameter(self, name: str) -> Value:
        return self.bound.get(name, UNKNOWN_VALUE)

    def _argument(self, origin: Input) -> Value:
        value = self.bound.get(origin.parameter, UNKNOWN_VALUE)
        for step in origin.steps:
            value = part(value, step)
        return value

    def given(self, taint: Taint) -> list[tuple[Taint, Trace | None]]:
        """A taint of the summary as the caller sees it, with the steps before the call if it is an input."""
        if taint not in self._given:
            self._given[taint] = self._find_given(taint)
        return self._given[taint]

    def _find_given(self, taint: Taint) -> list[tuple[Taint, Trace | None]]:
        origin = taint.origin
        if not isinstance(origin, Input) or origin.owner != self.identity:
            here = Taint(origin, self.decided(taint.cleared), taint.certain)
            return [(here, None)] if here == taint or "all" not in here.cleared else []
        found: list[tuple[Taint, Trace | None]] = []
        kinds = self.decided(taint.cleared)
        inside = self.frame.checks.through(kinds, self.function.name, self.frame.identity, self.line)
        for given, before in self._argument(origin).all_taints().items():
            cleared = with_kinds(given.cleared, inside)
            if "all" not in cleared or isinstance(given.origin, Input):
                found.append((Taint(given.origin, cleared, given.certain and taint.certain), before))
        return found

    def traced(self, inner: Taint, before: Trace | None, inside: Trace, returned: bool) -> Trace:
        """The steps before the call, then those inside."""
        telling = self.frame.telling
        if self._is_asked_for:  # nobody calls it here: a request does
            return telling.inside(before, inside)
        parameter = inner.origin.parameter if isinstance(inner.origin, Input) else ""
        if returned or before is None:
            return telling.through(before, inside, self._passage, parameter)
        return telling.into(before, inside, self._passage, parameter)


def _is_untouched(template: Value) -> bool:
    """Whether the parts of a symbolic value are just what its input has there."""
    return all(
        field.fields is None and field.taints.keys() == parts_of_taints(template.taints, key).keys()
        for key, field in (template.fields or {}).items()
    )


def _holds_closure(value: Value) -> bool:
    return any(isinstance(entity, Closure) for entity in value.entities)


def _refused(frame: Frame, identity: FunctionId, summary: Summary, line: int) -> Iterator[Refusal]:
    """Where a function that is called here turns requests away; of many ways to one place a few."""
    ways: Counter[tuple[str, FunctionId, int]] = Counter()
    for refusal in summary.refusals:
        place = (refusal.kind, refusal.function, refusal.at)
        ways[place] += 1
        if ways[place] <= _MOST_WAYS:
            via = (*refusal.via, (frame.identity, line))[:_LONGEST_WAY]
            name = dotted(identity.path, identity.qualname)
            yield Refusal(refusal.kind, name, line, refusal.function, refusal.at, via)

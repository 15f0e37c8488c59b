"""Data that arrives where it must not, and calls that are a weakness by themselves."""

from __future__ import annotations

from functools import cache, lru_cache

from tidegate.flow.checks import ESCAPE
from tidegate.flow.chosen import counted, undecided
from tidegate.flow.formats import percent
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments, compiled
from tidegate.flow.summary import Arrival, Hit, Place
from tidegate.flow.taints import Taint, Taints, join_taints
from tidegate.flow.values import Value, clear
from tidegate.knowledge.paths import Arguments
from tidegate.knowledge.tables import Sink
from tidegate.knowledge.weaknesses import LESSER, by_sink, catalogue, safe_kinds, trusted

_DEEPEST = 4


def into_sinks(
    frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str, certain: bool
) -> None:
    """Note the data that a call takes to a sink."""
    for sink in frame.library.all(frame.library.tables.sinks, reference):
        if frame.library.holds(sink.where, call):
            for value in _given(frame, sink, call, place.line):
                taken = _escaped(frame, counted(sink, value, call), sink, place.line)
                arrives(frame, sink, taken, place, reference, blanked, certain)
                later(frame, sink, value, place, reference, blanked, certain)


def _given(frame: Frame, sink: Sink, call: CallArguments, line: int) -> list[Value]:
    """The values that a call takes to a sink, as a text that says how makes them."""
    values = list(call.select(sink.arguments))
    template = call.first(sink.formatted)
    if not values or template is None or not isinstance(template.known, str):
        return values
    whole = values[0] if len(values) == 1 else Value(fields={f"[{i}]": v for i, v in enumerate(values)})
    return percent(frame, template.known, whole, line)


def _escaped(frame: Frame, value: Value, sink: Sink, line: int) -> Value:
    """What a place puts in that escapes by itself."""
    if not sink.escapes:
        return value
    kinds = frame.checks.kinds(frozenset({sink.kind}), ESCAPE, "", frame.identity, line)
    return clear(value, kinds)


def arrives(
    frame: Frame, sink: Sink, value: Value, place: Place, callee: str, blanked: str, certain: bool = True
) -> None:
    """Note every taint of ``value`` that nothing made safe for the sink."""
    sure = certain and sink.confidence == "high"
    harmless = frozenset() if sink.text else _harmless_types(sink.kind)
    safe = safe_kinds(sink.kind)
    for taint, trace in _data(value, harmless, _DEEPEST).items():
        if taint.cleared.isdisjoint(safe):
            cleared = taint.cleared.union(map(trusted, sink.trusts), (LESSER,) if sink.remote else ())
            mixed = Taint(taint.origin, cleared, taint.certain and sure)
            frame.arrive(Arrival(sink.kind, mixed, trace, place, callee, blanked))


def later(
    frame: Frame, sink: Sink, value: Value, place: Place, callee: str, blanked: str, certain: bool
) -> None:
    """Promise to look again where a caller says what a list holds of which a part counts."""
    for taint, trace in undecided(sink, value).items():
        if taint.cleared.isdisjoint((sink.kind, "all")):
            open_ = Taint(taint.origin, taint.cleared, taint.certain and certain)
            frame.arrive(Arrival(sink.kind, open_, trace, place, callee, blanked, sink))


def _data(value: Value, harmless: frozenset[str], depth: int) -> Taints:
    """Taints of a value and its parts, without parts of a harmless type."""
    if not harmless:
        return value.all_taints()
    if value.references and harmless.issuperset(value.references):
        return {}
    found = value.taints
    for field in (value.fields or {}).values() if depth else ():
        found = join_taints(found, _data(field, harmless, depth - 1))
    return found


@cache
def _harmless_types(kind: str) -> frozenset[str]:
    return frozenset(name for weakness in by_sink().get(kind, ()) for name in weakness.harmless)


def named(frame: Frame, name: str, value: Value, line: int) -> None:
    """Data is given to a variable, attribute, item or argument, whose name may say what it is for."""
    if value.taints:
        for kind in _kinds_of_name(name):
            arrives(frame, Sink(kind, Arguments(), (), "medium"), value, frame.place(line), name, name)


@lru_cache(maxsize=4096)
def _kinds_of_name(name: str) -> tuple[str, ...]:
    found = [w for w in catalogue().values() if w.sink and w.names and compiled(w.names).search(name)]
    return tuple(weakness.sink for weakness in found if weakness.sink)


def misuses(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str) -> None:
    """Note that a call is a weakness by itself."""
    for misuse in frame.library.all(frame.library.tables.misuses, reference):
        if frame.library.holds(misuse.where, call):
            hit = Hit(
                misuse.weakness,
                place,
                misuse.message,
                misuse.fix,
                misuse.confidence,
                misuse.severity,
                reference,
                blanked,
            )
            frame.hits.append(hit)

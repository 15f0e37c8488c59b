"""Data that arrives where it must not, and calls that are a weakness by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from tidegate.flow.checks import ESCAPE
from tidegate.flow.chosen import counted, undecided
from tidegate.flow.classes import class_member
from tidegate.flow.formats import percent
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments, compiled
from tidegate.flow.safe import clear
from tidegate.flow.summary import Arrival, Hit, Place
from tidegate.flow.taints import Taint, Taints, join_taints
from tidegate.flow.values import MORE, Instance, Value
from tidegate.knowledge.paths import Arguments
from tidegate.knowledge.places import Sink
from tidegate.knowledge.schema import Misuse
from tidegate.knowledge.weaknesses import LESSER, by_sink, catalogue, kinds_at, safe_kinds, trusted
from tidegate.languages import ir

_DEEPEST = 4
UNSET = {"high": "medium", "medium": "medium", "low": "low"}  # how sure what is only a default is
UNTOLD = "<untold>"  # the kind of sink that a call is whose callee may be more than is told apart


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
    for kind in kinds_at(sink.kind):
        safe = safe_kinds(kind)
        for taint, trace in harmful(sink, value, kind).items():
            if taint.cleared.isdisjoint(safe):
                cleared = taint.cleared.union(map(trusted, sink.trusts), (LESSER,) if sink.remote else ())
                mixed = Taint(taint.origin, cleared, taint.certain and sure)
                frame.arrive(Arrival(kind, mixed, trace, place, callee, blanked, None, sink))


def later(
    frame: Frame, sink: Sink, value: Value, place: Place, callee: str, blanked: str, certain: bool
) -> None:
    """Promise to look again where a caller says what a list holds of which a part counts."""
    for taint, trace in {**undecided(sink, value), **_stated(frame, sink, value, _DEEPEST)}.items():
        if taint.cleared.isdisjoint((sink.kind, "all")):
            open_ = Taint(taint.origin, taint.cleared, taint.certain and certain)
            frame.arrive(Arrival(sink.kind, open_, trace, place, callee, blanked, sink))


def into_untold(frame: Frame, call: CallArguments, place: Place, blanked: str) -> None:
    """Note the data that is given to a call of which nobody knows all that it may do."""
    for value in (*call.values(), call.rest, call.extra):
        for taint, trace in value.all_taints().items() if value is not None else ():
            if "all" not in taint.cleared:
                frame.arrive(Arrival(UNTOLD, taint, trace, place, MORE, blanked))


def _stated(frame: Frame, sink: Sink, value: Value, depth: int) -> Taints:
    """Parameters that only their annotation says to be of a harmless type: the caller knows what they are."""
    harmless = frozenset() if sink.text or sink.item is not None or sink.after else _harmless_types(sink.kind)
    if harmless and value.references and harmless.issuperset(value.references):
        as_given = any(value is given for given in frame.given.values())
        return value.taints if as_given else {}
    found: Taints = {}
    for field in (value.fields or {}).values() if harmless and depth else ():
        found = join_taints(found, _stated(frame, sink, field, depth - 1))
    return found


def harmful(sink: Sink, value: Value, kind: str) -> Taints:
    """What of a value's data may do harm of a kind in a sink, by the types of what holds it."""
    return _data(value, frozenset() if sink.text else _harmless_types(kind), _DEEPEST)


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


def misuses(
    frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str,
    known: CallArguments | None = None,
) -> None:  # fmt: skip
    """Note that a call is a weakness by itself.

    With ``known`` the call is as it is where nothing is set outside: what is bad only then is less certain.
    """
    holds = frame.library.holds
    for misuse in frame.library.all(frame.library.tables.misuses, reference):
        is_news = known is None or not holds(misuse.where, known)
        if is_news and holds(misuse.where, call) and not _excused(frame, misuse, call):
            confidence = misuse.confidence if known is None else UNSET[misuse.confidence]
            frame.hits.append(_hit(misuse, place, reference, blanked, confidence))


def _hit(misuse: Misuse, place: Place, reference: str, blanked: str, confidence: str) -> Hit:
    weakness, message, fix = misuse.weakness, misuse.message, misuse.fix
    return Hit(weakness, place, message, fix, confidence, misuse.severity, reference, blanked)


def _excused(frame: Frame, misuse: Misuse, call: CallArguments) -> bool:
    """Only developers run it, or a name says that it protects nothing, and none that it does."""
    receiver = call.receiver
    if receiver is not None and any(_has_own(frame, receiver, one, misuse.saying) for one in misuse.through):
        return True
    weakness = catalogue().get(misuse.weakness)
    named = (frame.target, frame.function.name)
    if weakness is None or weakness.harmless_names is None:
        return frame.for_developers > 0
    protects = weakness.names is not None and _any(weakness.names, named)
    return frame.for_developers > 0 or (not protects and _any(weakness.harmless_names, named))


def _has_own(frame: Frame, receiver: Value, member: str, word: str) -> bool:
    """Whether the program gave an object, or its class, a member of its own; ``a.b``: its ``a`` a ``b``."""
    part, _, inner = member.partition(".")
    held = (receiver.fields or {}).get(f".{part}")
    if inner:
        return held is not None and _has_own(frame, held, inner, word)
    if held is not None:
        return True
    objects = [entity.of for entity in receiver.entities if isinstance(entity, Instance)]
    found = (class_member(frame.engine, of, member) for of in objects)
    return any(one is not None and _says(frame, one[0].path, one[1], word) for one in found)


def _says(frame: Frame, path: str, member: ir.Stmt, word: str) -> bool:
    """Whether a method's text holds a word; what is no method may do so elsewhere."""
    if not word or not isinstance(member, ir.Define):
        return True
    text = frame.engine.program.sources.text(path) or b""
    lines = text.splitlines()[member.function.line - 1 : member.function.end_line]
    return any(word.encode() in line for line in lines)


def _any(pattern: str, names: Iterable[str]) -> bool:
    return any(compiled(pattern).search(name) for name in names)

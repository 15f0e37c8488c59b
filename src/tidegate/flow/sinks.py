"""Data that arrives where it must not, and calls that are a weakness by themselves."""

from __future__ import annotations

from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.summary import Arrival, Hit, Place
from tidegate.flow.values import Taint, Value
from tidegate.knowledge.tables import Sink


def into_sinks(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str, certain: bool) -> None:
    for sink in frame.library.all(frame.library.tables.sinks, reference):
        if frame.library.holds(sink.where, call):
            for value in call.select(sink.arguments):
                arrives(frame, sink, value, place, reference, blanked, certain)


def arrives(
    frame: Frame, sink: Sink, value: Value, place: Place, callee: str, blanked: str, certain: bool = True
) -> None:
    """Note every taint of ``value`` that nothing made safe for the sink."""
    sure = certain and sink.confidence == "high"
    for taint, trace in value.all_taints().items():
        if sink.kind not in taint.cleared:
            mixed = taint if sure else Taint(taint.origin, taint.cleared, False)
            frame.arrive(Arrival(sink.kind, mixed, trace, place, callee, blanked))


def misuses(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str) -> None:
    for misuse in frame.library.all(frame.library.tables.misuses, reference):
        if frame.library.holds(misuse.where, call):
            frame.hits.append(
                Hit(misuse.weakness, place, misuse.message, misuse.fix, misuse.confidence, misuse.severity, reference, blanked)
            )



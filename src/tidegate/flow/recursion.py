"""Summaries of functions that call themselves: when nothing new is found, and what that stands for.

A recursion over a tree reaches ever deeper parts of its input. So rounds end when no *whole* input reaches
anything new, and what was found of a part then counts for the whole: more than is true, never less.
"""

from __future__ import annotations

from msgspec.structs import replace

from tidegate.flow.summary import Arrival, Place, Summary
from tidegate.flow.taints import Input, Taint, Taints
from tidegate.flow.values import Value


def extent(summary: Summary) -> tuple[object, ...]:
    """What of a summary may still grow when it is found again with more known, parts of inputs aside."""
    returned, arrivals = _reached(summary)
    wide = frozenset((kind, _whole(taint), place) for kind, taint, place in arrivals)
    whole = None if returned is None else frozenset(map(_whole, returned))
    return (whole, wide, summary.effects.keys(), summary.cleared, len(summary.refusals))


def is_complete(summary: Summary, before: Summary) -> bool:
    """Whether no new part of an input was found either."""
    return _reached(summary) == _reached(before)


def _reached(summary: Summary) -> tuple[frozenset[Taint] | None, frozenset[tuple[str, Taint, Place]]]:
    returned = None if summary.returned is None else frozenset(summary.returned.all_taints())
    return returned, frozenset((a.kind, a.taint, a.place) for a in [*summary.arrivals, *summary.flows])


def widened(summary: Summary) -> Summary:
    """The summary with every part of an input taken for the whole input."""
    return replace(
        summary,
        returned=_wide(summary.returned),
        returns=[(line, _known(value)) for line, value in summary.returns],
        thrown=_wide(summary.thrown),
        arrivals=list({(a.kind, a.taint, a.place): a for a in map(_arrival, summary.arrivals)}.values()),
        effects={
            name: {key: _known(field) for key, field in fields.items()}
            for name, fields in summary.effects.items()
        },
    )


def _arrival(arrival: Arrival) -> Arrival:
    return arrival._replace(taint=_whole(arrival.taint))


def _wide(value: Value | None) -> Value | None:
    return None if value is None else _known(value)


def _known(value: Value) -> Value:
    fields = value.fields and {key: _known(field) for key, field in value.fields.items()}
    return value.but(taints=_taints(value.taints), fields=fields)


def _taints(taints: Taints) -> Taints:
    found: Taints = {}
    for taint, trace in taints.items():
        found.setdefault(_whole(taint), trace)
    return found


def _whole(taint: Taint) -> Taint:
    origin = taint.origin
    if isinstance(origin, Input) and origin.steps:
        return Taint(origin.whole(), taint.cleared, taint.certain)
    return taint

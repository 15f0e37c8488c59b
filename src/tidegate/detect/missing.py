"""New ways in that change something, without the login check that the ones beside them have."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from tidegate.detect.controls import Difference
from tidegate.detect.findings import finding, fingerprints, line_text
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.program.names import dotted
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, Side, is_judged

_RULE = "authentication-missing"
_WHO = ("authentication", "authorization")
_WRITING = re.compile(r"(?:POST|PUT|PATCH|DELETE) |Mutation\.")
_FEWEST = 2  # ways in beside it, which show how it is done here
_SHARE = 0.75  # of those that ask who comes in
# Ways in that are for those who are not known yet, and those that check a caller's signature instead.
_FOR_STRANGERS = re.compile(
    r"log_?in|log_?out|sign_?(?:in|up|out)|register|registration|token|password|forgot|reset|activate|verify|"
    r"confirm|callback|webhook|hook|oauth|saml|auth|session|invite|subscribe|contact|health|metrics",
    re.IGNORECASE,
)


def detect(context: Context, compared: Iterable[Difference]) -> list[Finding]:
    """One finding for each new way in that stands out. Nothing where the analysis was cut."""
    known = {id(difference.head) for difference in compared}
    head = context.head
    if context.cut:
        return []
    fresh = [one for one in head.handlers if id(one) not in known and head.changes(one)]
    new = {id(one) for one in fresh}
    return [
        _finding(context, one, beside)
        for one in fresh
        if _changes_something(one) and is_judged(one.identity.path) and not _asks(head, one)
        if (beside := _neighbour(head, one, new)) is not None
    ]


def _changes_something(handler: Handler) -> bool:
    named = f"{handler.name} {handler.identity.qualname}"
    return bool(_WRITING.match(handler.name)) and not _FOR_STRANGERS.search(named)


def _asks(side: Side, handler: Handler) -> bool:
    return any(control.kind in _WHO for control in side.survey.controls(handler))


def _neighbour(side: Side, handler: Handler, new: set[int]) -> Handler | None:
    """An older way in of the same file that asks, where nearly all of those do."""
    beside = [
        one
        for one in side.survey.handlers
        if one.identity.path == handler.identity.path and id(one) not in new and one.kind == handler.kind
        if not _FOR_STRANGERS.search(one.name)
    ]
    asking = [one for one in beside if _asks(side, one)]
    if len({one.identity for one in asking}) < _FEWEST or len(asking) < _SHARE * len(beside):
        return None
    return asking[0]


def _finding(context: Context, handler: Handler, beside: Handler) -> Finding:
    place = _place(context.head, handler)
    text = line_text(context.source(context.head, place.path), place.line)
    identity = dotted(handler.identity.path, handler.identity.qualname)
    prints = fingerprints(_RULE, [handler.name, identity], text)
    control = next(one for one in context.head.survey.controls(beside) if one.kind in _WHO)
    asks = f"{beside.name} beside it asks who comes in ({control.provider.rpartition('.')[2]})"
    other = _place(context.head, beside)
    found = finding(_RULE, Kind.MISSING_CONTROL, Status.INTRODUCED, place, prints, Confidence.MEDIUM)
    return replace(
        found,
        entry_point=handler.name,
        message=f"{handler.name} changes something and asks nobody who they are; {asks}.",
        trace=(Step(other.path, other.line, asks), Step(place.path, place.line, f"{handler.name} does not")),
    )


def _place(side: Side, handler: Handler) -> Place:
    function = side.engine.function(handler.identity)
    line = function.line if function is not None and handler.closure is None else handler.place.line
    return Place(handler.identity, line, line, 1)

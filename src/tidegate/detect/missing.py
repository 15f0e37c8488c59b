"""New ways in that change something or tell of persons, without the login check of those beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tidegate.detect.compared import Difference
from tidegate.detect.findings import finding
from tidegate.detect.printed import printed_entry
from tidegate.flow.summary import Place
from tidegate.flow.taints import Source
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.surface.handlers import Handler
from tidegate.surface.pages import ANSWER
from tidegate.surface.sides import Context, Side, is_judged
from tidegate.surface.strangers import WHO, asks_who, is_for_strangers, is_named_so, is_writing

_RULE = "authentication-missing"
_FEWEST = 2  # ways in beside it, which show how it is done here
_SHARE = 0.75  # of those that ask who comes in


def detect(context: Context, compared: Iterable[Difference]) -> list[Finding]:
    """One finding for each new way in that stands out. Nothing where the analysis was cut."""
    known = {id(difference.head) for difference in compared}
    head = context.head
    if context.cut:
        return []
    fresh = [one for one in head.handlers if id(one) not in known and head.changes(one)]
    new = {id(one) for one in fresh}
    return [
        _finding(context, one, beside, why)
        for one in fresh
        if is_judged(one.identity.path) and not is_for_strangers(one) and not _asks(head, one)
        if (why := _why(head, one)) is not None
        if (beside := _neighbour(head, one, new)) is not None
    ]


def _why(side: Side, handler: Handler) -> str | None:
    """What makes it matter who comes in; ``None`` where nothing is known to."""
    if is_writing(handler):
        return "changes something"
    held = sorted({table for table in _personal(side, handler) if table})
    return f"tells data of persons ({', '.join(held)})" if held else None


def _personal(side: Side, handler: Handler) -> Iterator[str]:
    """The data of persons that a way in answers with, or the tables that the team calls so."""
    for arrival in side.survey.flows(handler):
        origin = arrival.taint.origin
        if arrival.kind == ANSWER and isinstance(origin, Source):
            yield origin.says.partition("`")[2].rstrip("`)")
    persons = side.engine.library.persons
    for touch in side.engine.summary(handler.identity).touches:
        if touch.store == "table" and persons.names_table((touch.name,)):
            yield touch.name


def _asks(side: Side, handler: Handler) -> bool:
    return asks_who(side.survey.controls(handler))


def _neighbour(side: Side, handler: Handler, new: set[int]) -> Handler | None:
    """An older way in of the same file that asks, where nearly all of those do."""
    beside = [
        one
        for one in side.survey.handlers
        if one.identity.path == handler.identity.path and id(one) not in new and one.kind == handler.kind
        if not is_named_so(one.name)
    ]
    asking = [one for one in beside if _asks(side, one)]
    if len({one.identity for one in asking}) < _FEWEST or len(asking) < _SHARE * len(beside):
        return None
    return asking[0]


def _finding(context: Context, handler: Handler, beside: Handler, why: str) -> Finding:
    place = _place(context.head, handler)
    prints = printed_entry(context, _RULE, place, handler)
    control = next(one for one in context.head.survey.controls(beside) if one.kind in WHO)
    asks = f"{beside.name} beside it asks who comes in ({control.provider.rpartition('.')[2]})"
    other = _place(context.head, beside)
    found = finding(_RULE, Kind.MISSING_CONTROL, Status.INTRODUCED, place, prints, Confidence.MEDIUM)
    return replace(
        found,
        entry_point=handler.name,
        message=f"{handler.name} {why} and asks nobody who they are; {asks}.",
        trace=(Step(other.path, other.line, asks), Step(place.path, place.line, f"{handler.name} does not")),
    )


def _place(side: Side, handler: Handler) -> Place:
    function = side.engine.function(handler.identity)
    line = function.line if function is not None and handler.closure is None else handler.place.line
    return Place(handler.identity, line, line, 1)

"""The blast radius as the report says it."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.renders import TEMPLATE
from tidegate.flow.sinks import UNTOLD
from tidegate.flow.summary import Arrival, Summary
from tidegate.flow.taints import Source
from tidegate.flow.values import MOST_REFERENCES
from tidegate.model.result import Access, BlastRadius, Caller, EntryPoint
from tidegate.program.names import FunctionId, dotted
from tidegate.surface.changed import named
from tidegate.surface.handlers import Handler, defined_at
from tidegate.surface.promises import is_worse
from tidegate.surface.sides import Context, Side

_MOST_EDGES = 200
_MOST_NAMED = 4


def blast_radius(context: Context, data: tuple[Access, ...], services: tuple[Access, ...]) -> BlastRadius:
    """What the change can affect, in head; with what it took away from base."""
    head, base = context.head, context.base
    callers = {
        function for function, level in head.reach.functions.items() if level > 0
    } | head.reach.possible
    reached = (*head.reach.limits, *base.reach.limits)
    limits = list(dict.fromkeys([*bounds(context), *reached, *_unsought(context)]))
    return BlastRadius(
        changed=tuple(sorted({*head.changed.names(), *base.changed.names()})),
        callers=len(callers),
        entry_points=tuple(entry_point(head, handler) for handler in head.handlers),
        data=data,
        services=services,
        tests=tuple(sorted(dotted(test.path, test.qualname) for test in head.reach.tests)),
        edges=_edges(head),
        complete=not limits,
        limits=tuple(limits),
    )


def bounds(context: Context) -> tuple[str, ...]:
    """The bounds that were reached and that may hide something which a caller has to be warned of."""
    head = context.head
    return tuple(
        dict.fromkeys(
            [
                *_cut_short(context),
                *_summary_limits(head),
                *_worse(context),
                *_untold(context),
            ]
        )
    )


def _cut_short(context: Context) -> Iterator[str]:
    """Why users of something were not all looked for.

    Pages and handlers only give answers: who uses one is told only where it does worse for him.
    """
    head, base = context.head, context.base
    roots = [(context.in_base(root), root) for root in _answering(head)]
    roots += [(root, root) for root in _answering(base) if context.is_gone(root)]
    other = any(len(_answering(side)) < len(side.reach.roots) for side in (head, base))
    if other or any(is_worse(_summary(base, before), _summary(head, after)) for before, after in roots):
        yield from (*head.reach.limits, *base.reach.limits)


def _answering(side: Side) -> list[FunctionId]:
    """What the climb began at that answers people: pages and handlers."""
    handlers = {handler.identity for handler in side.handlers}
    roots = (root for root in side.reach.roots if isinstance(root, FunctionId))
    return [root for root in roots if root in handlers or root.qualname.startswith(TEMPLATE)]


def _unsought(context: Context) -> Iterator[str]:
    """One line on the methods whose callers were looked for only near to them."""
    unsought = context.head.reach.unsought | context.base.reach.unsought
    names = sorted({f"`{function.qualname.rpartition('.')[2]}`" for function in unsought})
    if names:
        common = "the name is common" if len(names) == 1 else "the names are common"
        yield f"callers of {_some(names)} that do not name the class were not looked for: {common}"


def _worse(context: Context) -> Iterator[str]:
    """One line on those of them that may do to an unseen caller what they did not do before."""
    head, base = context.head, context.base
    pairs = {(context.in_base(function), function) for function in head.reach.unsought}
    pairs |= {(function, function) for function in base.reach.unsought if context.is_gone(function)}
    names = sorted(
        dotted(after.path, after.qualname)
        for before, after in pairs
        if is_worse(_summary(base, before), _summary(head, after))
    )
    if names:
        does = "does" if len(names) == 1 else "do"
        yield f"{_some(names)} {does} other things for callers, and not all of these were looked for"


def _untold(context: Context) -> Iterator[str]:
    """Outside data that head, and not base, gives to calls of which nobody knows all that they may do."""
    known = {(at, told.shape, says) for at, told, says in _given_untold(context.base)}
    for at, told, says in _given_untold(context.head):
        if (context.in_base(at), told.shape, says) not in known:
            where = f"{at.path}:{told.place.line}"
            yield f"{says} is given to a call at {where} that may mean more than {MOST_REFERENCES} things"


def _given_untold(side: Side) -> Iterator[tuple[FunctionId, Arrival, str]]:
    for arrival, *_ in side.flows():
        if arrival.kind == UNTOLD and isinstance(arrival.taint.origin, Source):
            yield arrival.place.function, arrival, arrival.taint.origin.says


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _summary(side: Side, identity: FunctionId) -> Summary | None:
    return side.engine.summary(identity) if side.engine.function(identity) is not None else None


def entry_point(side: Side, handler: Handler) -> EntryPoint:
    return EntryPoint(
        kind=handler.kind,
        name=handler.name,
        path=handler.identity.path,
        line=defined_at(side.engine, handler),
        controls=side.survey.controls(handler),
        handler=dotted(handler.identity.path, handler.identity.qualname),
        changed=handler.identity in side.changed.functions,
    )


def _summary_limits(side: Side) -> list[str]:
    found = [limit for root in side.roots for limit in side.engine.summary(root).limits]
    if side.engine.budget.exhausted:
        found.append(f"the analysis was cut short: {side.engine.budget.exhausted}")
    return found


def _edges(side: Side) -> tuple[Caller, ...]:
    found: dict[tuple[str, str], Caller] = {}
    for edge in side.reach.edges:
        user, used = (named(definition) for definition in (edge.user, edge.used))
        found.setdefault((user, used), Caller(user, used, edge.user.path, edge.line))
    return tuple(found.values())[:_MOST_EDGES]

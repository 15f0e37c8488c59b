"""The blast radius as the report says it."""

from __future__ import annotations

from tidegate.model.result import Access, BlastRadius, Caller, EntryPoint
from tidegate.program.names import dotted
from tidegate.surface.changed import named
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, Side

_MOST_EDGES = 200


def blast_radius(context: Context, data: tuple[Access, ...], services: tuple[Access, ...]) -> BlastRadius:
    """What the change can affect, in head; with what it took away from base."""
    head, base = context.head, context.base
    callers = {
        function for function, level in head.reach.functions.items() if level > 0
    } | head.reach.possible
    limits = dict.fromkeys([*head.reach.limits, *base.reach.limits, *_summary_limits(head)])
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


def entry_point(side: Side, handler: Handler) -> EntryPoint:
    function = side.engine.function(handler.identity)
    line = function.line if function is not None and handler.closure is None else handler.place.line
    return EntryPoint(
        kind=handler.kind,
        name=handler.name,
        path=handler.identity.path,
        line=line,
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

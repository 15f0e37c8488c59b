"""Severity by what the team says of the program: who can reach it, and whose data it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tidegate.config.facing import Facing
from tidegate.flow.persons import Persons
from tidegate.flow.summary import Arrival, Touch
from tidegate.flow.taints import Source
from tidegate.knowledge.personal import SOURCE
from tidegate.languages.sql import read_statement
from tidegate.model.finding import Finding, Severity
from tidegate.surface.sides import Context, Side

_NEXT = {Severity.LOW: Severity.MEDIUM, Severity.MEDIUM: Severity.HIGH, Severity.HIGH: Severity.CRITICAL}
_SHOWN = 3
_TABLE = re.compile(
    r"\b(?:from|into|update|join|table)\s+[\"'`\[]?([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)", re.IGNORECASE
)


def raised(context: Context, findings: Iterable[Finding]) -> list[Finding]:
    """``findings``, one step more severe where the internet reaches them or persons' data is touched."""
    facing = Facing(context.threat_model.internet_facing)
    return [_raised(facing, one) for one in findings]


def _raised(facing: Facing, finding: Finding) -> Finding:
    by = facing.reached(finding.path, finding.entry_point) if finding.entry_point else None
    reasons = (*finding.raised, *([f"the internet reaches it ({by})"] if by else []))
    severity = _NEXT.get(finding.severity)
    if not reasons or severity is None:
        return replace(finding, raised=())
    message = f"{finding.message} More severe here: {' and '.join(reasons)}."
    return replace(finding, severity=severity, raised=reasons, message=message)


def of_persons(context: Context, side: Side, arrival: Arrival) -> tuple[str, ...]:
    """Why a flow is about persons, by the team's word: what it carries, or the tables that it touches."""
    persons, origin = side.engine.library.persons, arrival.taint.origin
    if not persons.says:
        return ()
    if isinstance(origin, Source) and origin.kind == SOURCE and arrival.taint.certain:
        return ("the team calls this personal data",)
    names = list(dict.fromkeys(_tables(context, side, arrival, persons)))
    return (f"it touches data of persons ({', '.join(names[:_SHOWN])})",) if names else ()


def _tables(context: Context, side: Side, arrival: Arrival, persons: Persons) -> Iterator[str]:
    for touch in side.engine.summary(arrival.place.function).touches:
        yield from (name for name in _named(touch) if persons.names_table((name,)))
    lines = {step.line for step in arrival.trace.chain() if step.path == arrival.place.path}
    lines.update(range(arrival.place.line, arrival.place.end_line + 1))
    source = context.source(side, arrival.place.path)
    for line in sorted(lines):
        for found in _TABLE.finditer(source[line - 1] if 0 < line <= len(source) else ""):
            if persons.names_table((found[1],)):
                yield found[1]


def _named(touch: Touch) -> tuple[str, ...]:
    if touch.store == "table":
        return (touch.name,)
    statement = read_statement(touch.name) if touch.store == "sql" and touch.name else None
    return statement.tables if statement is not None else ()

"""New ways in that load a row by a key from outside and ask nobody whether it is theirs.

Only where something says that rows have owners: a field of the model, or a way in beside it that asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from tidegate.detect.compared import WHO, Difference
from tidegate.detect.findings import finding
from tidegate.detect.printed import printed_entry
from tidegate.flow.classes import expression_in_module, members
from tidegate.flow.summary import Place
from tidegate.languages import ir
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.program.names import ClassId
from tidegate.surface.handlers import Handler, defined_at
from tidegate.surface.ownership import Load
from tidegate.surface.sides import Context, Side, is_judged

_RULE = "ownership-missing"
_WRITING = re.compile(
    r"(?:POST|PUT|PATCH|DELETE) |Mutation\.|.*\.(?:update|partial_update|destroy|delete|put|patch|post)$"
)
_STAFF = re.compile(
    r"(?i)(?:^|[/._-])(?:admin|staff|internal|backoffice|manage(?:ment)?|moderat\w*|superuser)(?:$|[/._-])"
)
_OWNER = re.compile(
    r"(?:owner|user|customer|patient|account|member|holder|tenant|client|employee|student)(?:_id|_pk)?"
)
_MAKER = re.compile(
    r"(?:author|creator|created_by|uploaded_by|submitted_by|assignee|seller|buyer)(?:_id|_pk)?"
)
_MOST_BESIDE = 60  # ways in of one file


class Evidence(NamedTuple):
    """What says that rows have owners, and where."""

    says: str
    path: str
    line: int


def detect(context: Context, compared: Iterable[Difference]) -> list[Finding]:
    """One finding for each such way in. Nothing where the analysis was cut."""
    if context.cut:
        return []
    head, known = context.head, {id(one.head): one for one in compared}
    before = {number: one.base for number, one in known.items()}
    told = {number for number, one in known.items() if one.is_less}  # of these it is said already
    fresh = [one for one in head.handlers if id(one) not in told and head.changes(one)]
    fresh = [one for one in fresh if is_judged(one.identity.path)]
    found: dict[tuple[str, Load], Finding] = {}
    for handler in fresh:
        load = _unasked(head, handler)
        if load is None or _loaded_before(context, before.get(id(handler))):
            continue
        evidence = _evidence(head, handler, load)
        if evidence is not None:
            found.setdefault((handler.name, load), _finding(context, handler, load, evidence))
    return list(found.values())


def _loaded_before(context: Context, handler: Handler | None) -> bool:
    return handler is not None and bool(context.base.survey.access(handler).loads)


def _unasked(side: Side, handler: Handler) -> Load | None:
    """What is loaded for callers who are known, and of whom nothing else is asked."""
    kinds = {control.kind for control in side.survey.controls(handler)}
    if "authorization" in kinds or _STAFF.search(f"{handler.name} {handler.identity.qualname}"):
        return None
    access = side.survey.access(handler)
    return None if access.filters or access.asks or not access.loads else access.loads[0]


def _evidence(side: Side, handler: Handler, load: Load) -> Evidence | None:
    beside = _beside(side, handler, load.model)
    if beside is not None:
        return beside
    known = any(control.kind in WHO for control in side.survey.controls(handler))
    return _owner_field(side, handler, load) if known else None


def _beside(side: Side, handler: Handler, model: str) -> Evidence | None:
    """A way in of the same file that asks for the caller's rows of this model, where all that load one do."""
    path, found = handler.identity.path, None
    near = [
        one for one in side.survey.handlers if one.identity.path == path and one.identity != handler.identity
    ]
    for other in near[:_MOST_BESIDE]:
        if _is_writing(other) and not _is_writing(handler):
            continue  # who may change a row says nothing of who may read it
        access = side.survey.access(other)
        if model not in {load.model for load in access.loads}:
            continue
        if not access.filters and not access.asks:
            return None
        says = f"{other.name} beside it asks whose {model} it is"
        found = found or Evidence(says, path, (access.filters or access.asks)[0][1])
    return found


def _owner_field(side: Side, handler: Handler, load: Load) -> Evidence | None:
    """A field of the model that says whose a row is; one that says who made it counts for changes alone."""
    function = load.spot[0]
    value = expression_in_module(side.engine, function.path, ir.Name(load.model, load.spot[1]))
    for of in (entity for entity in value.entities if isinstance(entity, ClassId)):
        for name, member in members(side.engine, of).items():
            if _OWNER.fullmatch(name) or (_MAKER.fullmatch(name) and _is_writing(handler)):
                return Evidence(f"{load.model}.{name} says whose it is", of.path, member.line)
    return None


def _is_writing(handler: Handler) -> bool:
    return _WRITING.match(handler.name) is not None


def _finding(context: Context, handler: Handler, load: Load, evidence: Evidence) -> Finding:
    function, line = load.spot
    place = Place(function, line, line, 1)
    prints = printed_entry(context, _RULE, place, handler, last=(load.model,))
    found = finding(_RULE, Kind.MISSING_CONTROL, Status.INTRODUCED, place, prints, Confidence.LOW)
    line_of_entry = defined_at(context.head.engine, handler)
    steps = (
        Step(handler.identity.path, line_of_entry, f"{handler.name} is handled here"),
        Step(evidence.path, evidence.line, evidence.says),
        Step(function.path, line, "is loaded for whoever asks"),
    )
    message = (
        f"{handler.name} loads a {load.model} by a key of the caller's choice; nothing asks whether it is "
        f"theirs; {evidence.says}."
    )
    return replace(found, entry_point=handler.name, message=message, trace=steps)

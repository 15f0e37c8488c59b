"""Direct callers that the blast radius names, against calls traced while an application's tests run."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import msgspec

from accuracy.applications import Application, Call, Place, Trace, repository_of, trace
from accuracy.whole import functions, whole
from tidegate.model.paths import PathClass, classify
from tidegate.program.names import MODULE, FunctionId
from tidegate.surface.changed import Binding, Changed, Definition
from tidegate.surface.reach import reach
from tidegate.surface.sides import Side

SAMPLE = 200
SEED = 20260601
_IMPLICIT = (
    "BINARY_", "COMPARE_", "CONTAINS_", "UNARY_", "FOR_ITER", "GET_ITER", "GET_AITER", "BEFORE_", "STORE_",
    "DELETE_", "FORMAT_", "UNPACK_", "LIST_", "DICT_", "SET_",
)  # fmt: skip


class Caller(NamedTuple):
    """A function, a class body (by its name), or a module's own statements (``MODULE``)."""

    path: str
    name: str


class Traced(msgspec.Struct):
    """What a trace says of one application, in the program's own names."""

    callers: dict[FunctionId, dict[Caller, Call]] = {}
    ran: set[Caller] = set()


class Missed(msgspec.Struct, frozen=True):
    callee: str
    caller: str
    line: int
    cause: str


class Callers(msgspec.Struct, frozen=True):
    """``certain`` and ``possible`` are (confirmed, named) among the callers named that ran at all."""

    application: str
    functions: int
    edges: int
    found: int
    found_as_possible: int
    certain: tuple[int, int]
    possible: tuple[int, int]
    causes: dict[str, int]
    missed: tuple[Missed, ...]


def compared(applications: tuple[Application, ...], data: Path) -> list[Callers]:
    """Raise FetchError where an application cannot be had."""
    sides, traced = {}, {}
    for application in applications:
        with whole(repository_of(application, data)) as side:
            sides[application.name] = side
            traced[application.name] = read(trace(application, data), side)
    drawn = sample([(name, function) for name, found in traced.items() for function in found.callers])
    return [
        _compared(application, sides[application.name], traced[application.name], drawn[application.name])
        for application in applications
    ]


def sample(population: list[tuple[str, FunctionId]]) -> dict[str, list[FunctionId]]:
    """The same functions each time, by application."""
    drawn: dict[str, list[FunctionId]] = defaultdict(list)
    ordered = sorted(population)
    for name, function in random.Random(SEED).sample(ordered, min(SAMPLE, len(ordered))):  # noqa: S311
        drawn[name].append(function)
    return drawn


def read(trace: Trace, side: Side) -> Traced:
    """Calls between definitions outside of tests; a function that calls itself does not count."""
    known = {function for function in functions(side) if _counts(function.path)}
    found = Traced(defaultdict(dict), set())
    found.ran = {caller(place) for place in trace.ran}
    for call in trace.calls:
        callee, by = FunctionId(call.callee.path, call.callee.name), caller(call.caller)
        if callee in known and _counts(by.path) and tuple(by) != tuple(callee):
            found.ran.add(by)
            found.callers[callee].setdefault(by, call)
    return found


def _counts(path: str) -> bool:
    """Tests call everything; from migrations nothing is climbed, since they ran long ago."""
    return classify(path) not in (PathClass.TEST, PathClass.MIGRATION)


def caller(place: Place) -> Caller:
    """The definition that code belongs to: what is nested in a function is part of it."""
    name = place.name.partition(".<locals>")[0]
    name = re.sub(r"(^|\.)<(lambda|listcomp|setcomp|dictcomp|genexpr)>$", "", name)
    return Caller(place.path, name or MODULE)


def _compared(application: Application, side: Side, traced: Traced, drawn: list[FunctionId]) -> Callers:
    missed: list[Missed] = []
    counts: Counter[str] = Counter()
    for callee in drawn:
        named = named_callers(side, callee)
        real = traced.callers[callee]
        for by, call in real.items():
            counts["edges"] += 1
            if by in named:
                counts["found"] += 1
                counts["as possible"] += not named[by]
            else:
                missed.append(_missed(side, callee, by, call))
        for by, sure in named.items():
            if by in traced.ran and _counts(by.path):
                kind = "certain" if sure else "possible"
                counts[kind] += 1
                counts[f"{kind} confirmed"] += by in real
    return Callers(
        application=f"{application.name} {application.version}",
        functions=len(drawn),
        edges=counts["edges"],
        found=counts["found"],
        found_as_possible=counts["as possible"],
        certain=(counts["certain confirmed"], counts["certain"]),
        possible=(counts["possible confirmed"], counts["possible"]),
        causes=dict(Counter(one.cause for one in missed).most_common()),
        missed=tuple(sorted(missed, key=lambda one: (one.cause, one.callee, one.caller))),
    )


def named_callers(side: Side, callee: FunctionId) -> dict[Caller, bool]:
    """Who uses a function, one level up, and whether that is certain."""
    found = reach(side.engine, Changed(functions={callee: ""}), lambda function: function != callee)
    named: dict[Caller, bool] = {}
    for edge in found.edges:
        if edge.used == callee:
            by = _as_caller(edge.user)
            named[by] = named.get(by, False) or edge.sure
    return named


def _as_caller(user: Definition) -> Caller:
    return Caller(user.path, MODULE if isinstance(user, Binding) else user.qualname)


def _missed(side: Side, callee: FunctionId, by: Caller, call: Call) -> Missed:
    lines = (side.engine.program.sources.text(by.path) or b"").decode("utf-8", "replace").splitlines()
    text = lines[call.line - 1] if 0 < call.line <= len(lines) else ""
    return Missed(
        f"{callee.path}:{callee.qualname}", f"{by.path}:{by.name}", call.line, cause(call, callee, by, text)
    )


def cause(call: Call, callee: FunctionId, by: Caller, text: str) -> str:
    """Why a caller may have been missed, by what the code at the call looks like."""
    parts = callee.qualname.split(".")
    if not by.path.endswith(".py"):
        return "called by a template"
    if call.instruction.startswith(_IMPLICIT):
        return "operator, iteration or with"
    if call.instruction.startswith("LOAD_"):
        return "property"
    if parts[-1] in ("__init__", "__new__"):
        named = len(parts) > 1 and parts[-2] in text
        return "constructor, its class named" if named else "constructor of a subclass, or by another name"
    if parts[-1] not in text:
        return "called by another name (alias, callback, wrapper, super)"
    return "named at the call, in a module or class body" if by.name == MODULE else "named at the call"

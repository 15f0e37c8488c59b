"""Limits that a change makes much weaker: a size, a lifetime, a rate that is raised, rounds that are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import inf

from msgspec.structs import replace

from tidegate.detect.findings import finding
from tidegate.detect.matching import match
from tidegate.detect.printed import printed
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status, Step
from tidegate.program.names import dotted
from tidegate.surface.limits import Given, limits_of
from tidegate.surface.sides import Context

_RULE = "control-weakened"
_MUCH = 3  # times: what is raised by less is tuned
_LESS = 2


def detect(context: Context) -> list[Finding]:
    """One finding for each limit that both sides give and that head makes much weaker."""
    passes = (
        (lambda one: (one.name, one.spot[0]), lambda one: (one.name, context.in_base(one.spot[0]))),
        (lambda one: one.name, lambda one: one.name),
    )
    base, head = limits_of(context.base), limits_of(context.head)
    pairs, _, _ = match(_once(base), _once(head), passes)
    return [_finding(context, old, new) for old, new in pairs if _is_weaker(old, new)]


def _once(given: Iterable[Given]) -> list[Given]:
    """Those that one function, or file, gives once: of several nobody knows which is which."""
    found = list(given)
    counted = Counter((one.name, one.spot[0]) for one in found)
    return [one for one in found if counted[one.name, one.spot[0]] == 1]


def _is_weaker(old: Given, new: Given) -> bool:
    if old.amount <= 0 or new.amount <= 0:
        return False
    if old.limit.weaker == "less":
        return new.amount * _LESS <= old.amount
    return new.amount >= _MUCH * old.amount and old.amount != new.amount


def _finding(context: Context, old: Given, new: Given) -> Finding:
    function, line = new.spot
    place = Place(function, line, line, 1)
    identity = ["limit", new.name, dotted(function.path, function.qualname)]
    prints = printed(context, context.head, _RULE, place, identity, identity[:-1])
    found = finding(_RULE, Kind.WEAKENED_CONTROL, Status.INTRODUCED, place, prints, Confidence.MEDIUM)
    done = "lowered" if old.limit.weaker == "less" else "raised"
    name, _, _ = new.name.partition(" ")
    message = f"{new.limit.says} is {done}: {name} from {_said(old.amount)} to {_said(new.amount)}."
    before = Step(old.spot[0].path, old.spot[1], "as it was", "base")
    steps = (before, Step(function.path, line, f"is {done} here"))
    return replace(found, severity=Severity.MEDIUM, message=message, trace=steps)


def _said(amount: float) -> str:
    return f"{amount:.10g}" if amount != inf else "no limit"

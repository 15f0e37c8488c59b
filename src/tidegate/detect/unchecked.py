"""Checks that a changed function made of what it was asked, and makes no more.

A check is a call of such a name whose answer nobody takes, and which raises where something is wrong; or a
condition about the caller under which the function raises, or changes something. Where it asks anything else
instead, nobody can tell whether that is as good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from tidegate.detect.compared import Difference
from tidegate.detect.findings import finding
from tidegate.detect.posted import CHANGES
from tidegate.detect.printed import printed
from tidegate.flow.summary import Place
from tidegate.languages import ir
from tidegate.languages.digest import digest
from tidegate.languages.facts import blocks
from tidegate.languages.walk import inside
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.program.names import FunctionId, dotted
from tidegate.surface.callers import Caller
from tidegate.surface.conditions import last_name
from tidegate.surface.sides import Context, Side, is_judged

_CHECKS = re.compile(
    r"_*(?:\w+_)?(?:validate|validator|check|verify|ensure|assert|require|enforce|authorize|forbid|reject|"
    r"guard|must|or_(?:40[134]|forbidden|raise|abort|deny))(?:_\w+)?"
)
_OF_CALLERS = re.compile(
    r"(?i)permission|authori[sz]|access|allowed_to|owner|role|admin|privilege|can_|or_40[13]"
)
_OF_SECRETS = re.compile(r"(?i)password|passphrase|signature|secret|token|hmac|otp|csrf")
_WRITES = frozenset({"write", "delete"})
_DEEPEST = 3  # calls that are looked into for what raises


class Made(NamedTuple):
    """A check where it stands: ``name`` is what it calls, or "" for a condition of the function's own."""

    rule: str
    name: str
    line: int


Named: TypeAlias = Callable[[Side], dict[str, set[FunctionId]]]
Checks: TypeAlias = dict[str, Made]  # what tells one from another → the check


def detect(context: Context, compared: Iterable[Difference]) -> list[Finding]:
    """One finding for each changed function and kind of check that it makes no more."""
    pairs = list(compared)
    told = {function for one in pairs if one.is_less for function in _told(context, one)}
    entered = {one.base.identity for one in pairs}  # what stands before these was compared as a whole
    named = cache(_named)
    found: dict[tuple[FunctionId, str], Finding] = {}
    for function in context.head.changed.functions:
        before = context.in_base(function)
        if before not in told and is_judged(function.path) and before in context.base.changed.functions:
            for made in _gone(context, before, function, named):
                if not made.name and before in entered:
                    continue
                found.setdefault((function, made.rule), _finding(context, before, function, made))
    return list(found.values())


def _told(context: Context, difference: Difference) -> Iterator[FunctionId]:
    """The functions of base that turned callers of an entry point away, of which a finding tells already."""
    yield difference.base.identity
    for standing in context.base.survey.standing(difference.base):
        if standing.refusal is not None:
            yield standing.refusal.function
            yield from (function for function, _ in standing.refusal.via)
    yield from (function for function, _ in difference.unasked.values())


def _gone(context: Context, before: FunctionId, after: FunctionId, named: Named) -> list[Made]:
    base, head = _Reading(context.base, before), _Reading(context.head, after)
    old = base.checks()
    if not old:
        return []
    new = head.checks(sure=False)
    fresh = new.keys() - base.checks(sure=False).keys()
    gone = [made for key, made in old.items() if key not in new and made.name not in head.names]
    if fresh or head.raises > base.raises or not head.body:
        return []
    if (
        head.asked() >= base.asked() or head.decorators != base.decorators
    ):  # a row that is not the caller's may not be found now
        gone = [made for made in gone if made.name]
    return [made for made in gone if not made.name or not _is_moved(context, made.name, after, named)]


def _is_moved(context: Context, name: str, function: FunctionId, named: Named) -> bool:
    """Whether another changed function makes the check now, and did not before."""
    before = named(context.base).get(name, set())
    now = named(context.head).get(name, set())
    return any(one != function and context.in_base(one) not in before for one in now)


def _named(side: Side) -> dict[str, set[FunctionId]]:
    """By the name of what is called, the changed functions that call it."""
    found: dict[str, set[FunctionId]] = {}
    for one in side.changed.functions:
        for name in _Reading(side, one).names:
            found.setdefault(name, set()).add(one)
    return found


class _Reading:
    """One function, read for what it checks."""

    def __init__(self, side: Side, identity: FunctionId) -> None:
        self._side = side
        self._identity = identity
        function = side.engine.function(identity)
        self.body = side.engine.body(identity, function) if function is not None else ()
        self.decorators = digest(function.decorators) if function is not None else ""
        nodes = list(inside(self.body))
        self.names = {last_name(one.function) for one in nodes if isinstance(one, ir.Call)}
        self.raises = sum(isinstance(one, ir.Raise) for one in nodes)

    @cached_property
    def _caller(self) -> Caller:
        return Caller(self._side.survey.asked, self._identity, {})

    def asked(self) -> int:
        """How often it speaks of the caller."""
        return sum(self._caller.is_it(one) for one in inside(self.body))

    def checks(self, *, sure: bool = True) -> Checks:
        """What is one; unless that is to be ``sure``, by its name alone."""
        found: Checks = {}
        for statement in _statements(self.body):
            if isinstance(statement, ir.Evaluate):
                for made in self._called(statement.value, sure):
                    found.setdefault(made.name, made)
            elif isinstance(statement, ir.If) and _decides(statement, self._caller):
                made = Made("authorization-lost", "", statement.line)
                found.setdefault(digest(statement.test), made)
        return found

    def _called(self, value: ir.Expr, sure: bool) -> Iterator[Made]:
        call = value.value if isinstance(value, ir.Await) else value
        if not isinstance(call, ir.Call):
            return
        name = last_name(call.function)
        if _CHECKS.fullmatch(name) is None or not (call.args or call.keywords):
            return
        functions = self._side.survey.asked.called(self._identity, call)[0] if sure else []
        if not sure or (functions and all(self._only_raises(one, _DEEPEST) for one in functions)):
            yield Made(_rule(name), name, call.line)

    def _only_raises(self, identity: FunctionId, depth: int) -> bool:
        """Whether a function raises, or what it calls does, and changes nothing."""
        engine = self._side.engine
        function = engine.function(identity)
        if function is None:
            return False
        summary = engine.summary(identity)
        if any(touch.operation in _WRITES for touch in summary.touches):
            return False
        if any(isinstance(one, ir.Raise) for one in inside(engine.body(identity, function))):
            return True
        inner = {one for call in summary.calls for one in call.functions}
        return bool(summary.refusals) or (
            depth > 0 and any(self._only_raises(one, depth - 1) for one in sorted(inner))
        )


def _statements(block: tuple[ir.Stmt, ...]) -> Iterator[ir.Stmt]:
    for statement in block:
        yield statement
        for inner in blocks(statement):
            yield from _statements(inner)


def _decides(statement: ir.If, caller: Caller) -> bool:
    """Whether something is raised for what the caller is, or changed for who it is."""
    if not caller.is_in(statement.test):
        return False
    done = list(inside(statement.body))
    if any(isinstance(one, ir.Raise) for one in done):
        return True
    compared = any(isinstance(one, ir.Compare) and caller.is_in(one) for one in inside(statement.test))
    calls = (one for one in done if isinstance(one, ir.Call))
    return compared and any(CHANGES.fullmatch(last_name(one.function)) for one in calls)


def _rule(name: str) -> str:
    if _OF_CALLERS.search(name):
        return "authorization-lost"
    return "verification-lost" if _OF_SECRETS.search(name) else "validation-lost"


def _finding(context: Context, before: FunctionId, function: FunctionId, made: Made) -> Finding:
    head = context.head
    defined = head.engine.function(function)
    line = defined.line if defined is not None else 1
    place = Place(function, line, line, 1)
    prints = printed(context, head, made.rule, place, (dotted(*function), made.name), (made.name,))
    found = finding(made.rule, Kind.LOST_CONTROL, Status.INTRODUCED, place, prints, Confidence.MEDIUM)
    name = f"`{function.qualname.rpartition('.')[2]}()`"
    said = f"`{made.name}()`" if made.name else "a condition about the caller"
    message = f"{name} was left by {said} where something was wrong ({before.path}:{made.line} in base); "
    steps = (
        Step(before.path, made.line, f"{said} stopped what was wrong: gone", "base"),
        Step(function.path, line, f"{name} goes on now"),
    )
    return replace(found, message=f"{message}nothing asks that any more.", trace=steps)

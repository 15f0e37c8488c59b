"""Bounds of what a request may say that a change takes away: of fields, and of handlers' parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from tidegate.detect.findings import finding
from tidegate.detect.printed import printed
from tidegate.flow.classes import declared_fields, members, owner
from tidegate.flow.summary import Place
from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted
from tidegate.surface.bounded import Kept, asked_for, is_form, kept, kept_from, parameters
from tidegate.surface.sides import Context, Side, is_judged

_RULE = "validation-lost"
_SAID = {"low": "low values", "high": "high or long values", "form": "other forms"}


class Loss(NamedTuple):
    """``of`` is the class or function that declares ``name``; ``takes`` is how requests get there."""

    of: str
    name: str
    takes: str
    base: Kept
    head: Kept

    @property
    def kinds(self) -> list[str]:
        """What is taken now. Which values a function refuses nobody knows: bounds of head may be the same."""
        if self.base.by and self.head.kinds:
            return []
        return [kind for kind in _SAID if kind in self.base.kinds - self.head.kinds]

    @property
    def message(self) -> str:
        field = f"`{self.name}` of `{self.of}`"
        if self.base.by:
            by = dotted(*self.base.by[0]).rpartition(".")[2]
            return f"{field} was checked by `{by}` and is not any more: {self.takes}."
        kinds = " and ".join(_SAID[kind] for kind in self.kinds)
        return f"{field} refused {kinds} and takes them now: {self.takes}."


def detect(context: Context) -> list[Finding]:
    """One finding for each field that takes what base kept out. Nothing where the analysis was cut."""
    if context.cut:
        return []
    losses = [loss for loss in (*_of_fields(context), *_of_parameters(context)) if loss.kinds]
    asked = _asked_now(context) if losses else frozenset()
    return [_finding(context, loss) for loss in losses if loss.name not in asked]


def _of_fields(context: Context) -> Iterator[Loss]:
    taking = asked_for(context.head) if context.head.changed.classes or context.base.changed.functions else {}
    for of in _changed(context):
        handler = taking.get(of)
        if handler is None and not is_form(context.head.engine, of):
            continue
        before = ClassId(*context.in_base(FunctionId(*of)))
        for name in _fields(context.head, of):
            base, head = kept(context.base.engine, before, name), kept(context.head.engine, of, name)
            if base is not None and head is not None:
                takes = handler.name if handler is not None else "whoever makes the form"
                yield Loss(dotted(*of), name, takes, base, head)


def _changed(context: Context) -> list[ClassId]:
    """Classes of head that are otherwise, or that lost a method."""
    gone = (owner(context.base.engine, method) for method in context.base.changed.functions)
    names = [*context.head.changed.classes, *(of for of in gone if of is not None)]
    engine = context.head.engine
    return [of for of in dict.fromkeys(names) if engine.program.class_(of) is not None and is_judged(of.path)]


def _fields(side: Side, of: ClassId) -> list[str]:
    found = members(side.engine, of).items()
    given = [name for name, statement in found if isinstance(statement, ir.Assign) and statement.value]
    return list(dict.fromkeys([*declared_fields(side.engine, of), *given]))


def _of_parameters(context: Context) -> Iterator[Loss]:
    before = {handler.identity: handler for handler in context.base.handlers}
    for handler in context.head.handlers:
        old = before.get(context.in_base(handler.identity))
        if old is None or not context.head.changes(handler) or not is_judged(handler.identity.path):
            continue
        had = {parameter.name: parameter for parameter in parameters(context.base, old)}
        for parameter in parameters(context.head, handler):
            if parameter.name in had:
                base = kept_from(context.base.engine, old.identity.path, had[parameter.name])
                head = kept_from(context.head.engine, handler.identity.path, parameter)
                yield Loss(dotted(*handler.identity), parameter.name, handler.name, base, head)


def _asked_now(context: Context) -> frozenset[str]:
    """Names that conditions of head's changed functions ask, and base's did not: the check may be there."""
    return _asked(context.head) - _asked(context.base)


def _asked(side: Side) -> frozenset[str]:
    found: set[str] = set()
    for identity in side.changed.functions:
        function = side.engine.function(identity)
        nodes = inside(side.engine.body(identity, function)) if function is not None else ()
        tests = [node.test for node in nodes if isinstance(node, ir.If | ir.Assert)]
        for node in (inner for test in tests for inner in inside(test)):
            found.update([node.id] if isinstance(node, ir.Name) else ())
            found.update([node.name] if isinstance(node, ir.Attribute) else ())
    return frozenset(found)


def _finding(context: Context, loss: Loss) -> Finding:
    path, line = loss.head.path, loss.head.line
    place = Place(FunctionId(path, MODULE), line, line, 1)
    identity = ["bounds", loss.name, *loss.kinds]
    prints = printed(context, context.head, _RULE, place, [*identity, loss.of], identity)
    found = finding(_RULE, Kind.LOST_CONTROL, Status.INTRODUCED, place, prints, Confidence.MEDIUM)
    steps = (
        Step(loss.base.path, loss.base.line, "was refused here", "base"),
        Step(path, line, "and is taken here"),
    )
    return replace(found, message=loss.message, trace=steps)

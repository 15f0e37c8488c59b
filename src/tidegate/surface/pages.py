"""What a handler gives back: a page, or what a template makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.flow.attributes import attribute, rows
from tidegate.flow.binding import Filling
from tidegate.flow.calls import call_with, invoke
from tidegate.flow.classes import (
    annotated,
    class_member,
    declared_fields,
    expression_in_module,
    external_bases,
)
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame, evaluate, made
from tidegate.flow.library import CallArguments, Library
from tidegate.flow.personal import fields, whole
from tidegate.flow.renders import returned_to, shown
from tidegate.flow.sinks import arrives
from tidegate.flow.summary import Summary
from tidegate.flow.taints import Taints, join_taints
from tidegate.flow.values import Instance, Value, key_of, named_items, part
from tidegate.knowledge.entrances import Response
from tidegate.knowledge.paths import Arguments, parse_argument
from tidegate.knowledge.places import Sink
from tidegate.knowledge.schema import ClassRender
from tidegate.languages import ir
from tidegate.program.names import ClassId
from tidegate.surface.handlers import Handler, handler_specs
from tidegate.surface.routing import arguments, text

_TEXT = ("builtins.str()",)
ANSWER = "answer"  # the sink kind of what anybody gets who asks
_ANSWERED = Sink(ANSWER, Arguments(), (), "high")


def inner(frame: Frame, handler: Handler) -> None:
    """Members of the class that the framework calls on the way, and the template that it renders."""
    framework_calls(frame, handler)
    for identity in handler.inner:
        function = frame.engine.function(identity)
        if function is None or handler.of is None:
            continue
        passed = [Value(entities=(Instance(handler.of),)), *_made(frame, handler, function.name)]
        result = invoke(frame, identity, passed, {}, function.line).result
        for render in _class_renders(frame.engine, handler.of):
            name = _class_text(frame.engine, handler.of, render.template)
            if name and function.name == render.context:
                shown(frame, name, dict(named_items(result)), function.line)


def framework_calls(frame: Frame, handler: Handler) -> None:
    """What the framework's own handler makes of a class that the handler's class names, and calls of it."""
    if handler.of is None:
        return
    verb, _, route = handler.name.partition(" ")
    member = verb.lower() if route else handler.name.rpartition(".")[2]
    for spec in handler_specs(frame.engine, handler.of):
        making = spec.makes.get(member)
        if making is None or class_member(frame.engine, handler.of, making.unless) is not None:
            continue
        for made_ in _of_attribute(frame, handler, making.of):
            callee = attribute(frame, made_, making.call, handler.place.line)
            call_with(frame, callee, CallArguments([], {}, made_), handler.place.line)
        return


def _made(frame: Frame, handler: Handler, member: str) -> Iterator[Value]:
    """What the framework makes of a class that the handler's class names, and passes to a member."""
    specs = handler_specs(frame.engine, handler.of) if handler.of is not None else []
    attribute_ = next((spec.made[member] for spec in specs if member in spec.made), None)
    if attribute_ is not None:
        yield from _of_attribute(frame, handler, attribute_)


def _of_attribute(frame: Frame, handler: Handler, name: str) -> Iterator[Value]:
    found = class_member(frame.engine, handler.of, name) if handler.of else None
    if found is not None and isinstance(found[1], ir.Assign) and found[1].value is not None:
        named = expression_in_module(frame.engine, found[0].path, found[1].value)
        yield Value(entities=tuple(Instance(e) for e in named.entities if isinstance(e, ClassId)))


def _class_renders(engine: Engine, of: ClassId) -> Iterator[ClassRender]:
    library = engine.library
    for base in external_bases(engine, of):
        for name in library.family(base):
            if name in library.tables.class_renders:
                yield library.tables.class_renders[name]


def _class_text(engine: Engine, of: ClassId, attribute: str) -> str:
    found = class_member(engine, of, attribute)
    if found is None or not isinstance(found[1], ir.Assign) or found[1].value is None:
        return ""
    return text(expression_in_module(engine, found[0].path, found[1].value))


def rendered(
    frame: Frame, handler: Handler, function: ir.Function, summary: Summary, bound: dict[str, Value]
) -> None:
    """Decorators that render a template with what the handler returns."""
    filling = Filling(frame, handler.identity, function, bound, function.line)
    for decorator in function.decorators:
        if not isinstance(decorator, ir.Call):
            continue
        evaluate(frame, {}, decorator)
        latest = made(frame, decorator)
        for reference in latest.callee.references if latest is not None else ():
            for line, template in summary.returns:
                assert latest is not None
                returned_to(frame, reference, latest.given, filling.value(template), line)


def responses(
    frame: Frame, handler: Handler, function: ir.Function, summary: Summary, bound: dict[str, Value]
) -> None:
    """What a handler returns may itself be a sink: a page."""
    spec = handler.spec
    told = handler.registration
    whole = told is None or frame.engine.library.holds(spec.returns_where, arguments(told))
    if not spec.responses and not (spec.returns and whole):
        return
    filling = Filling(frame, handler.identity, function, bound, function.line)
    for line, template in summary.returns:
        value = filling.value(template)
        for kind, taints in (
            *_items(frame, spec.responses, value),
            *_page(frame, spec.returns if whole else (), value),
        ):
            sink, callee = Sink(kind, Arguments(), (), "high"), f"returned by {function.name}"
            arrives(frame, sink, Value(taints), frame.place(line), callee, "return")


def _page(frame: Frame, kinds: Iterable[str], value: Value) -> Iterator[tuple[str, Taints]]:
    """The text that is returned, alone or with a status behind it."""
    body = part(value, "[0]") if value.fields and "[0]" in value.fields else value
    made_of = any(_is_response(frame.library, name) for name in body.references) or body.entities
    if body.taints and not made_of:
        yield from ((kind, body.taints) for kind in kinds)


def _items(frame: Frame, responses: Iterable[Response], value: Value) -> Iterator[tuple[str, Taints]]:
    """Items of a mapping that is returned, where it says what they are."""
    for response in responses:
        if frame.library.holds(response.where, CallArguments([value], {})):
            yield response.kind, part(value, key_of(response.item)).all_taints()


def answers(
    frame: Frame, handler: Handler, function: ir.Function, summary: Summary, bound: dict[str, Value]
) -> None:
    """What a handler gives to whoever asks. Rows as they are count where the framework writes them out."""
    filling, sink = Filling(frame, handler.identity, function, bound, function.line), _ANSWERED
    told = _told(frame, handler, function)
    if told is not None and not any(map(frame.library.persons.may_mean, told)):
        return
    for line, template in summary.returns:
        value = filling.value(template)
        if handler.spec.shape_of_answer is not None:
            value = value.but(taints=join_taints(value.taints, whole(frame, value, line, told)))
        arrives(frame, sink, value, frame.place(line), f"returned by {function.name}", "return")


def _told(frame: Frame, handler: Handler, function: ir.Function) -> list[str] | None:
    """The fields that answers have, where the route or the annotation names a class of the program.

    Of a class that is not known nothing is told; ``None`` where all that is returned is.
    """
    shape = _shape(handler, function)
    if shape is None or isinstance(shape, ir.Const):
        return None
    value = annotated(frame, shape)
    parts = (value, *(value.fields or {}).values())
    of = [of for one in parts for of in rows(one)]
    if not of and any(one.references for one in parts):
        return None
    return [name for one in of for name in (*fields(frame.engine, one), *declared_fields(frame.engine, one))]


def _shape(handler: Handler, function: ir.Function) -> ir.Expr | None:
    """What says with which fields an object is answered: an argument of the route, or the annotation."""
    if handler.spec.shape_of_answer is None:
        return None
    names = parse_argument(handler.spec.shape_of_answer).names
    calls = [decorator for decorator in function.decorators if isinstance(decorator, ir.Call)]
    said = (keyword.value for call in calls for keyword in call.keywords if keyword.name in names)
    return next(said, function.returns)


def _is_response(library: Library, reference: str) -> bool:
    return reference not in _TEXT and library.has_type(reference)

"""A request arrives: handlers called with what the outside sends and the framework injects."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.binding import Filling, bind, settle
from tidegate.flow.calls import invoke
from tidegate.flow.classes import is_class_method
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame
from tidegate.flow.safe import clear
from tidegate.flow.summary import Arrival, Hit, Summary
from tidegate.flow.values import UNKNOWN_VALUE, Instance, Value, elements, key_of
from tidegate.knowledge.paths import parse_argument
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId
from tidegate.surface.answers import answers_of
from tidegate.surface.bounds import grouped_parts, matched_group
from tidegate.surface.contexts import Contexts
from tidegate.surface.controls import Protection
from tidegate.surface.giving import Giving, part_of_request, sourced
from tidegate.surface.handlers import Handler, specs
from tidegate.surface.pages import answers, inner, rendered, responses
from tidegate.surface.routing import text
from tidegate.surface.schemas import declared
from tidegate.surface.sdl import Sdl
from tidegate.surface.strangers import answers_anybody, asks_who
from tidegate.surface.wrapped import handed_on

_NOTHING = ir.Function("", "", (), (), None, (), 1, 1, False)


class Requests:
    """Calls handlers of one side as their frameworks do."""

    def __init__(
        self, engine: Engine, protection: Protection, contexts: Contexts, sdl: Sdl, handlers: list[Handler]
    ) -> None:
        self._engine = engine
        self._protection = protection
        self._called: dict[int, tuple[Handler, Frame]] = {}
        self._contexts = contexts
        self._sdl = sdl
        self._handlers = handlers
        self._giving = Giving(engine, protection.providers, contexts)

    def by(self, engine: Engine) -> Requests:
        """The same handlers, called by another engine of the same side."""
        return Requests(engine, self._protection, self._contexts, self._sdl, self._handlers)

    def flows(self, handler: Handler) -> list[Arrival]:
        """Everything that outside data reaches when this handler is called."""
        return list(self._frame(handler).flows.values())

    def holding(self, handler: Handler) -> list[Hit]:
        """What an event loop stands still for when this handler is called, or what is injected there."""
        return list(self._frame(handler).holding)

    def _frame(self, handler: Handler) -> Frame:
        known = self._called.get(id(handler))
        if known is None:
            known = self._called[id(handler)] = (handler, self._call(handler))
        return known[1]

    def _call(self, handler: Handler) -> Frame:
        function = handler.closure.function if handler.closure else self._engine.function(handler.identity)
        module = self._engine.function(FunctionId(handler.identity.path, MODULE))
        frame = Frame(self._engine, handler.identity, function or module or _NOTHING)
        if module is None:
            return frame
        if function is not None:
            given = self._arguments(frame, handler, function)
            if handler.closure is None:
                given = handed_on(frame, handler.identity, function, given)
            bound = bind(function, [], given)
            rest = [p.name for p in function.parameters if p.kind == "keywords" and p.name in given]
            bound.update((name, given[name]) for name in rest)
            summary = self._summary(handler, bound)
            settle(frame, handler.identity, function, summary, bound, function.line)
            self._asked_first(frame, handler, given)
            self._fields_of(frame, handler, function, summary, bound)
            responses(frame, handler, function, summary, bound)
            rendered(frame, handler, function, summary, bound)
            if answers_anybody(handler) and not asks_who(self._protection.of(handler)):
                answers(frame, handler, function, summary, bound)
        inner(frame, handler)
        return frame

    def _fields_of(
        self, frame: Frame, handler: Handler, function: ir.Function, summary: Summary, bound: dict[str, Value]
    ) -> None:
        """Fields of the objects that a resolver returns are resolved next, with the object as receiver."""
        if not handler.spec.parameters.returned_resolve:
            return
        filling = Filling(frame, handler.identity, function, bound, function.line)
        for line, template in summary.returns:
            value = filling.value(template)
            for parent in (value, elements(value)):
                for identity in self._fields(parent):
                    invoke(frame, identity, [parent], {}, line)

    def _fields(self, parent: Value) -> list[FunctionId]:
        """Handlers that are methods of the object's class."""
        of = {entity.of for entity in parent.entities if isinstance(entity, Instance)}
        return [handler.identity for handler in self._handlers if handler.of in of]

    def _asked_first(self, frame: Frame, handler: Handler, given: dict[str, Value]) -> None:
        """Classes that say whether the request goes on: they get the handler's arguments too."""
        asked = ((of, *one) for of in _classes_of(handler) for one in answers_of(self._engine, of))
        for of, identity, answer in asked:
            function = self._engine.function(identity)
            if function is None:
                continue
            own = dict(self._giving.parameters(frame, identity, function, answer.parameters, ""))
            receiver = {function.parameters[0].name: Value(entities=(Instance(of),))}
            invoke(frame, identity, [], {**given, **own, **receiver}, function.line)

    def _summary(self, handler: Handler, bound: dict[str, Value]) -> Summary:
        if handler.closure is not None:
            return self._engine.run_closure(handler.closure, bound)
        return self._engine.summary(handler.identity, bound)

    # --- arguments -----------------------------------------------------------------------------

    def _arguments(self, frame: Frame, handler: Handler, function: ir.Function) -> dict[str, Value]:
        route, spec = _route(handler), handler.spec.parameters
        given = dict(self._giving.parameters(frame, handler.identity, function, spec, route))
        given.update(self._grouped(frame, handler, function, given))
        given.update(self._declared(frame, handler, function))
        self._before(frame, handler, function.line)
        for name, value in given.items():
            kinds = frame.sent_checked.get((name, part_of_request(name, value, route)))
            given[name] = clear(value, kinds) if kinds else value
        first = function.parameters[0] if function.parameters else None
        if handler.of is not None and first is not None and handler.closure is None:
            bound = not handler.spec.parameters.unbound or is_class_method(function)
            given[first.name] = Value(entities=(Instance(handler.of),)) if bound else UNKNOWN_VALUE
        return given

    def _grouped(
        self, frame: Frame, handler: Handler, function: ir.Function, given: dict[str, Value]
    ) -> Iterator[tuple[str, Value]]:
        """Arguments that groups of the route's pattern have matched: by name, or those that were sent."""
        sent = [name for name, value in given.items() if value.taints]
        for pattern, encoded in self._patterns(handler):
            for name, kinds in grouped_parts(pattern, sent, encoded):
                if name in given and kinds:
                    yield name, matched_group(frame, handler.identity.path, kinds, function.line, given[name])

    def _patterns(self, handler: Handler) -> Iterator[tuple[str, str]]:
        """The route as it was told, where it is a regular expression, and what stands there encoded."""
        told = handler.registration
        for spec in specs(self._engine, told) if told is not None else ():
            if told is not None and spec.route is not None and spec.parameters.coerced == "groups":
                yield text(told.argument(parse_argument(spec.route))), spec.parameters.encoded

    def _before(self, frame: Frame, handler: Handler, line: int) -> None:
        """Providers that routers, and the route itself, have called before the handler."""
        for value in (*(placed.value for placed in handler.way.controls), *handler.own_controls):
            items = [field for key, field in (value.fields or {}).items() if key[0] == "["]
            for marker in items or [value]:
                self._giving.made_by(frame, marker, _route(handler), line)

    def _declared(self, frame: Frame, handler: Handler, function: ir.Function) -> Iterator[tuple[str, Value]]:
        """Arguments that a schema declares, each of its type."""
        spec = handler.spec.parameters
        names = {parameter.name for parameter in function.parameters}
        rest: dict[str, Value] = {}
        said = declared(self._engine, handler) or self._sdl.declared(handler.name)
        for name, read in said.items():
            parameter = ir.Parameter(name, "keyword", None, None, function.line)
            source = sourced(handler.identity, spec, parameter)
            value = read(frame, source)
            if name in names:
                yield name, value
            else:
                rest[key_of(name)] = value
        for parameter in function.parameters:
            if parameter.kind == "keywords" and rest:
                yield parameter.name, Value(fields=rest)


def _classes_of(handler: Handler) -> list[ClassId]:
    """Classes that stand before one route."""
    return [of for value in handler.own_controls for of in classes_in(value)]


def classes_in(value: Value) -> Iterator[ClassId]:
    """Classes that a value holds, by themselves or as objects."""
    for entity in value.entities:
        if isinstance(entity, ClassId | Instance):
            yield entity.of if isinstance(entity, Instance) else entity
    for field in (value.fields or {}).values():
        yield from classes_in(field)


def _route(handler: Handler) -> str:
    """The route; where what it is part of is not known, what its own registration says."""
    told, where = handler.registration, handler.spec.route
    if handler.route is not None or told is None or where is None:
        return handler.route or ""
    return text(told.argument(parse_argument(where)))

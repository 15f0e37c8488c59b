"""A request arrives: handlers called with what the outside sends and the framework injects."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.aliases import plain_type
from tidegate.flow.attributes import attribute
from tidegate.flow.binding import Filling, bind, settle
from tidegate.flow.calls import call_value, invoke
from tidegate.flow.classes import (
    annotated,
    class_member,
    expression_in_module,
    is_class_method,
    owner,
)
from tidegate.flow.containers import bound_to, provided, yielded
from tidegate.flow.declared import declared_harmless
from tidegate.flow.engine import Engine
from tidegate.flow.fields import accepted
from tidegate.flow.frame import Frame, evaluate, made
from tidegate.flow.outside import PROVIDER, WANTED
from tidegate.flow.summary import Arrival, Hit, Summary
from tidegate.flow.taints import NO_KINDS, Source, Taint, Trace
from tidegate.flow.typed import text as as_text
from tidegate.flow.typed import typed
from tidegate.flow.values import (
    UNKNOWN_VALUE,
    Closure,
    Instance,
    Method,
    Value,
    clear,
    elements,
    join,
    join_all,
    key_of,
    with_part,
)
from tidegate.knowledge.containers import Parameters
from tidegate.knowledge.paths import parse_argument
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId
from tidegate.surface.answers import answers_of
from tidegate.surface.bounds import converted_parts, grouped_parts, matched_group, through
from tidegate.surface.contexts import Contexts
from tidegate.surface.controls import Protection
from tidegate.surface.handlers import Handler, specs
from tidegate.surface.pages import answers, inner, rendered, responses
from tidegate.surface.routing import text
from tidegate.surface.schemas import declared
from tidegate.surface.sdl import Sdl
from tidegate.surface.strangers import answers_anybody, asks_who
from tidegate.surface.wrapped import handed_on

_DEEPEST = 3
_TEXT = ("builtins.str()",)
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
            own = dict(self._parameters(frame, identity, function, answer.parameters, "", 0))
            receiver = {function.parameters[0].name: Value(entities=(Instance(of),))}
            invoke(frame, identity, [], {**given, **own, **receiver}, function.line)

    def _summary(self, handler: Handler, bound: dict[str, Value]) -> Summary:
        if handler.closure is not None:
            return self._engine.run_closure(handler.closure, bound)
        return self._engine.summary(handler.identity, bound)

    # --- arguments -----------------------------------------------------------------------------

    def _arguments(self, frame: Frame, handler: Handler, function: ir.Function) -> dict[str, Value]:
        route = _route(handler)
        given = dict(self._parameters(frame, handler.identity, function, handler.spec.parameters, route, 0))
        given.update(self._grouped(frame, handler, function, given))
        given.update(self._declared(frame, handler, function))
        self._before(frame, handler, function.line)
        for name, value in given.items():
            kinds = frame.sent_checked.get((name, _part_of_request(name, value, route)))
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
                provider = (marker.fields or {}).get(PROVIDER)
                if provider is not None:
                    self._provided(
                        frame, provider, self._provider_parameters(marker), _route(handler), 0, line
                    )

    def _declared(self, frame: Frame, handler: Handler, function: ir.Function) -> Iterator[tuple[str, Value]]:
        """Arguments that a schema declares, each of its type."""
        spec = handler.spec.parameters
        names = {parameter.name for parameter in function.parameters}
        rest: dict[str, Value] = {}
        said = declared(self._engine, handler) or self._sdl.declared(handler.name)
        for name, read in said.items():
            parameter = ir.Parameter(name, "keyword", None, None, function.line)
            source = _sourced(handler.identity, spec, parameter)
            value = read(frame, source)
            if name in names:
                yield name, value
            else:
                rest[key_of(name)] = value
        for parameter in function.parameters:
            if parameter.kind == "keywords" and rest:
                yield parameter.name, Value(fields=rest)

    def _parameters(
        self,
        frame: Frame,
        identity: FunctionId,
        function: ir.Function,
        spec: Parameters,
        route: str,
        depth: int,
    ) -> Iterator[tuple[str, Value]]:
        said = converted_parts(route) if spec.coerced == "route" else {}
        harmless = self._declared_harmless(frame, function) if spec.source is not None else ()
        filled = self._is_filled(identity, function)
        parameters = [p for p in function.parameters if p.kind in ("positional", "keyword")]
        if owner(self._engine, identity) is not None and (not spec.unbound or is_class_method(function)):
            parameters = parameters[1:]
        for position, parameter in enumerate(parameters):
            value = self._filled(frame, identity, parameter) if filled else None
            if value is None:
                value = self._parameter(frame, identity, parameter, spec, position, route, depth)
                value = self._with_context(frame, parameter, value, depth)
            if parameter.name in harmless:
                value = UNKNOWN_VALUE
            if parameter.name in said:
                value = through(frame, identity.path, said[parameter.name], parameter.line, value)
            yield parameter.name, value
        for parameter in function.parameters:
            if parameter.kind == "keywords" and spec.source is not None:
                source = _sourced(identity, spec, parameter)
                fields = {
                    key_of(name): through(frame, identity.path, told, parameter.line, source)
                    for name, told in said.items()
                }
                yield parameter.name, Value(fields={**fields, "[]": source})

    def _parameter(
        self,
        frame: Frame,
        identity: FunctionId,
        parameter: ir.Parameter,
        spec: Parameters,
        position: int,
        route: str,
        depth: int,
    ) -> Value:
        injected = self._injected(frame, identity, parameter, route, depth)
        if injected is not None:
            return injected
        given = spec.named.get(parameter.name, "")
        if position < len(spec.types) and parameter.kind == "positional":
            given = given or spec.types[position]
        typed_here = parameter.annotation is not None and self._is_typed(frame, parameter.annotation)
        if given and (spec.coerced != "annotations" or not typed_here):
            return Value(references=(given + "()",))
        if spec.source is not None and position < len(spec.sent):
            return _sourced(identity, spec, parameter).but(references=(f"{spec.sent[position]}()",))
        if parameter.annotation is None:
            source = _sourced(identity, spec, parameter) if spec.source else UNKNOWN_VALUE
            return as_text(source) if spec.coerced in ("route", "groups") else source
        if spec.source is None:
            return UNKNOWN_VALUE
        source = self._marked_source(frame, identity, parameter) or _sourced(identity, spec, parameter)
        if spec.coerced != "annotations":
            return as_text(source) if spec.coerced is not None else source
        value = typed(frame, identity.path, parameter.annotation, source)
        for marker in self._protection.providers.injected(identity, parameter):
            value = accepted(frame, marker, value, parameter.line)
        return value

    def _with_context(self, frame: Frame, parameter: ir.Parameter, value: Value, depth: int) -> Value:
        """A value that the framework gives, with what functions of the program put on it."""
        for member, provider, spec in self._contexts.on(value):
            made = self._provided(frame, provider, spec, "", depth, parameter.line)
            given = attribute(frame, value, member, parameter.line)
            value = with_part(value, f".{member}", join(given, made))
        return value

    def _is_typed(self, frame: Frame, annotation: ir.Expr) -> bool:
        """Whether an annotation names a type of which something is known."""
        declared = annotated(frame, annotation)
        return bool(declared.entities) or any(map(self._engine.library.has_type, declared.references))

    def _declared_harmless(self, frame: Frame, function: ir.Function) -> set[str]:
        """Parameters that decorators declare to be numbers, choices or switches."""
        found: set[str] = set()
        for decorator in function.decorators:
            if isinstance(decorator, ir.Call):
                evaluate(frame, {}, decorator)
                latest = made(frame, decorator)
                for reference in latest.callee.references if latest is not None else ():
                    assert latest is not None
                    name = declared_harmless(frame.library, reference, latest.given)
                    found |= {name} if name else set()
        return found

    def _marked_source(self, frame: Frame, identity: FunctionId, parameter: ir.Parameter) -> Value | None:
        """``Query()``, ``Header()``: a marker that says where the value comes from."""
        for value in self._protection.providers.injected(identity, parameter):
            if value.taints:
                return Value(dict(value.taints))
        return None

    def _injected(
        self, frame: Frame, identity: FunctionId, parameter: ir.Parameter, route: str, depth: int
    ) -> Value | None:
        for value in self._protection.providers.injected(identity, parameter):
            wanted = self._wanted(identity, parameter, value)
            if wanted is not None:
                return provided(frame, wanted, parameter.line)
            provider = (value.fields or {}).get(PROVIDER)
            if provider is None and any(map(self._is_marker, value.references)):
                provider = self._type_of(identity, parameter)
            if provider is not None:
                spec = self._provider_parameters(value)
                return self._provided(frame, provider, spec, route, depth, parameter.line)
        return None

    def _is_filled(self, identity: FunctionId, function: ir.Function) -> bool:
        """Whether a decorator lets a container give the parameters for whose types it has something."""
        injects = self._engine.library.tables.containers.injects
        decorators = (
            decorator.function if isinstance(decorator, ir.Call) else decorator
            for decorator in (function.decorators if injects else ())
        )
        values = (expression_in_module(self._engine, identity.path, decorator) for decorator in decorators)
        return any(not injects.isdisjoint(value.references) for value in values)

    def _filled(self, frame: Frame, identity: FunctionId, parameter: ir.Parameter) -> Value | None:
        wanted = self._type_of(identity, parameter)
        of_program = wanted is not None and any(isinstance(entity, ClassId) for entity in wanted.entities)
        if wanted is None or not (of_program or bound_to(self._engine, wanted)):
            return None
        return provided(frame, wanted, parameter.line)

    def _wanted(self, identity: FunctionId, parameter: ir.Parameter, marker: Value) -> Value | None:
        """The type for which a container gives the value, if ``marker`` says that one does."""
        found = (marker.fields or {}).get(WANTED)
        wanted, one = self._engine.library.tables.containers.wanted, self._engine.library.one
        plain = [reference.removesuffix("()") for reference in marker.references]
        by_annotation = any(name in wanted and one(wanted, name) is None for name in plain)
        return self._type_of(identity, parameter) if found is None and by_annotation else found

    def _type_of(self, identity: FunctionId, parameter: ir.Parameter) -> Value | None:
        if parameter.annotation is None:
            return None
        plain = plain_type(self._engine, identity.path, parameter.annotation)
        return expression_in_module(self._engine, *plain)

    def _is_marker(self, reference: str) -> bool:
        """Whether a value is an injection marker that names no provider: the annotated type is meant."""
        injections = self._engine.library.tables.injections
        return reference.endswith("()") and self._engine.library.one(injections, reference[:-2]) is not None

    def _provider_parameters(self, marker: Value) -> Parameters:
        for reference in marker.references:
            found = self._engine.library.one(
                self._engine.library.tables.providers, reference.removesuffix("()")
            )
            if found is not None:
                return found
        return Parameters()

    def _provided(
        self, frame: Frame, provider: Value, spec: Parameters, route: str, depth: int, line: int
    ) -> Value:
        """What is injected: the result of the provider, or of what overrides it, called with what is
        injected there. What it has checked of the request is noted.
        """
        if depth > _DEEPEST:
            return UNKNOWN_VALUE
        instead = join_all(bound_to(self._engine, provider)) if provider.entities else UNKNOWN_VALUE
        provider = instead if instead.entities else provider
        sent: dict[str, Value] = {}
        for entity in provider.entities:
            function, where = self._provider_function(entity)
            if function is not None and where is not None:
                sent.update(self._parameters(frame, where, function, spec, route, depth + 1))
        outcome = call_value(frame, provider, [], sent, line)
        for name, kinds in outcome.cleared.items():
            if name in sent:
                frame.sent_checked[name, _part_of_request(name, sent[name], route)] = kinds
        return yielded(outcome.result)

    def _provider_function(self, entity: object) -> tuple[ir.Function | None, FunctionId | None]:
        if isinstance(entity, Closure):
            return entity.function, entity.identity
        if isinstance(entity, Method):
            entity = entity.function
        if isinstance(entity, ClassId | Instance):
            of, name = (entity, "__init__") if isinstance(entity, ClassId) else (entity.of, "__call__")
            found = class_member(self._engine, of, name)
            if found is None or not isinstance(found[1], ir.Define):
                return None, None
            entity = FunctionId(found[0].path, found[1].function.qualname)
        if isinstance(entity, FunctionId):
            return self._engine.function(entity), entity
        return None, None


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


def _part_of_request(name: str, value: Value, route: str) -> str:
    """Where the value of a parameter comes from: who asks there by the same name gets the same."""
    if f"{{{name}}}" in route or f"{{{name}:" in route:
        return "route"
    return next((taint.origin.says for taint in value.taints if isinstance(taint.origin, Source)), "")


def _sourced(identity: FunctionId, spec: Parameters, parameter: ir.Parameter) -> Value:
    says = spec.says or "a request parameter"
    source = Source(spec.source or "remote", f"{says} (`{parameter.name}`)", identity.path, parameter.line)
    note = f"parameter `{parameter.name}`, {says}"
    return Value({Taint(source, NO_KINDS, True): Trace(identity.path, parameter.line, note, None)})

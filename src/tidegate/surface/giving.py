"""What a framework gives the functions that it calls: outside data, objects of its own, what is injected."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.aliases import plain_type
from tidegate.flow.attributes import attribute
from tidegate.flow.calls import call_value
from tidegate.flow.classes import annotated, class_member, expression_in_module, is_class_method, owner
from tidegate.flow.containers import bound_to, provided, yielded
from tidegate.flow.declared import declared_harmless
from tidegate.flow.engine import Engine
from tidegate.flow.fields import accepted
from tidegate.flow.frame import Frame, evaluate, made
from tidegate.flow.outside import PROVIDER, WANTED
from tidegate.flow.taints import NO_KINDS, Source, Taint, Trace
from tidegate.flow.typed import text as as_text
from tidegate.flow.typed import typed
from tidegate.flow.values import (
    UNKNOWN_VALUE,
    Closure,
    Instance,
    Method,
    Value,
    join,
    join_all,
    key_of,
    with_part,
)
from tidegate.knowledge.containers import Parameters
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.bounds import converted_parts, through
from tidegate.surface.contexts import Contexts
from tidegate.surface.provided import Providers

_DEEPEST = 3  # providers that providers are given


class Giving:
    """Answers for one side."""

    def __init__(self, engine: Engine, providers: Providers, contexts: Contexts) -> None:
        self._engine = engine
        self._providers = providers
        self._contexts = contexts

    def parameters(
        self,
        frame: Frame,
        identity: FunctionId,
        function: ir.Function,
        spec: Parameters,
        route: str,
        depth: int = 0,
    ) -> Iterator[tuple[str, Value]]:
        """What each parameter is given; ``route`` says in which form its parts arrive."""
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
                source = sourced(identity, spec, parameter)
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
            return sourced(identity, spec, parameter).but(references=(f"{spec.sent[position]}()",))
        if parameter.annotation is None:
            source = sourced(identity, spec, parameter) if spec.source else UNKNOWN_VALUE
            return as_text(source) if spec.coerced in ("route", "groups") else source
        if spec.source is None:
            return UNKNOWN_VALUE
        source = self._marked_source(frame, identity, parameter) or sourced(identity, spec, parameter)
        if spec.coerced != "annotations":
            return as_text(source) if spec.coerced is not None else source
        value = typed(frame, identity.path, parameter.annotation, source)
        for marker in self._providers.injected(identity, parameter):
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
        for value in self._providers.injected(identity, parameter):
            if value.taints:
                return Value(dict(value.taints))
        return None

    def _injected(
        self, frame: Frame, identity: FunctionId, parameter: ir.Parameter, route: str, depth: int
    ) -> Value | None:
        for value in self._providers.injected(identity, parameter):
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

    def made_by(self, frame: Frame, marker: Value, route: str, line: int) -> None:
        """Call the provider that a marker names, if it names one."""
        provider = (marker.fields or {}).get(PROVIDER)
        if provider is not None:
            self._provided(frame, provider, self._provider_parameters(marker), route, 0, line)

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
                sent.update(self.parameters(frame, where, function, spec, route, depth + 1))
        outcome = call_value(frame, provider, [], sent, line)
        for name, kinds in outcome.cleared.items():
            if name in sent:
                frame.sent_checked[name, part_of_request(name, sent[name], route)] = kinds
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


def part_of_request(name: str, value: Value, route: str) -> str:
    """Where the value of a parameter comes from: who asks there by the same name gets the same."""
    if f"{{{name}}}" in route or f"{{{name}:" in route:
        return "route"
    return next((taint.origin.says for taint in value.taints if isinstance(taint.origin, Source)), "")


def sourced(identity: FunctionId, spec: Parameters, parameter: ir.Parameter) -> Value:
    """A parameter that carries what the outside sent."""
    says = spec.says or "a request parameter"
    source = Source(spec.source or "remote", f"{says} (`{parameter.name}`)", identity.path, parameter.line)
    note = f"parameter `{parameter.name}`, {says}"
    return Value({Taint(source, NO_KINDS, True): Trace(identity.path, parameter.line, note, None)})

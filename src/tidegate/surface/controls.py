"""What protects a handler: decorators, dependencies, classes, routers, hooks, checks in its body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tidegate.config.settings import ThreatModel
from tidegate.flow.classes import bases, class_member, expression_in_module, linearized
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.outside import PROVIDER
from tidegate.flow.summary import Refusal
from tidegate.flow.values import ClassId, Closure, Instance, Method, Value
from tidegate.languages import ir
from tidegate.model.result import Control
from tidegate.program.names import MODULE, FunctionId, dotted
from tidegate.surface.handlers import Handler
from tidegate.surface.routing import Routing

_DEEPEST = 4
_SUGGESTS = (
    ("authorization", re.compile(r"permission|require[sd]?_(?:role|admin|owner|scope|staff)|(?:admin|staff|superuser|role|owner)_(?:required|only)|authorize")),
    ("authentication", re.compile(r"login_required|requires?_(?:login|auth)|auth(?:entication|enticated)?_required|authenticate|current_user|jwt_required|token_required")),
)  # fmt: skip


class Protection:
    """Finds the controls of handlers on one side."""

    def __init__(self, engine: Engine, routing: Routing, threat_model: ThreatModel) -> None:
        self._engine = engine
        self._routing = routing
        self._named = {
            **dict.fromkeys(threat_model.authentication, "authentication"),
            **dict.fromkeys(threat_model.authorization, "authorization"),
        }

    def of(self, handler: Handler) -> tuple[Control, ...]:
        """Controls in the order in which they stand before the handler, each named once."""
        found: dict[tuple[str, str], Control] = {}
        exempt: set[str] = set()
        for control in self._all(handler, exempt):
            found.setdefault((control.kind, control.provider), control)
        return tuple(control for control in found.values() if control.kind not in exempt)

    def _all(self, handler: Handler, exempt: set[str]) -> Iterator[Control]:
        for registration, installed in self._routing.hooks_for(handler.site):
            if installed is not None:
                yield from self._of_value(installed, registration.place.path, registration.place.line)
            else:
                yield from self._named_reference(registration.reference, registration.place.path, registration.place.line)
        for value in self._routing.controls(handler.site):
            yield from self._of_list(value, handler.place.path, handler.place.line)
        for value in handler.own_controls:
            yield from self._of_list(value, handler.place.path, handler.place.line)
        if handler.of is not None:
            yield from self._of_class(handler.of)
        function = handler.closure.function if handler.closure else self._engine.function(handler.identity)
        if function is not None:
            yield from self._of_decorators(handler, function, exempt)
            yield from self._of_parameters(handler.identity, function, 0)
            yield from self._of_body(handler)

    # --- where controls stand ------------------------------------------------------------------

    def _of_decorators(self, handler: Handler, function: ir.Function, exempt: set[str]) -> Iterator[Control]:
        """Decorators below the one that registers the handler: those above it wrap what nobody calls."""
        decorators = list(function.decorators)
        lines = [decorator.line for decorator in decorators]
        if handler.registration is not None and handler.place.line in lines and handler.place.path == handler.identity.path:
            decorators = decorators[lines.index(handler.place.line) + 1 :]
        environment = handler.closure.environment if handler.closure else {}
        for decorator in decorators:
            value = self._evaluate(handler.identity, decorator, environment)
            for reference in value.references:
                taken = self._engine.library.one(self._engine.library.tables.exemptions, reference.removesuffix("()"))
                if taken is not None:
                    exempt.add(taken.kind)
            yield from self._of_expression(value, decorator, handler.identity.path)

    def _of_expression(self, value: Value, expression: ir.Expr, path: str) -> Iterator[Control]:
        """A decorator: what its value is known to do, else what its name suggests."""
        found = list(self._of_value(value, path, expression.line))
        yield from found
        if not found:
            yield from self._suggested(expression, value, path)

    def _of_parameters(self, identity: FunctionId, function: ir.Function, depth: int) -> Iterator[Control]:
        """Injected parameters: their providers, and the providers' own."""
        for parameter in function.parameters:
            for value in self.injected(identity, parameter):
                provider = (value.fields or {}).get(PROVIDER)
                if provider is not None:
                    yield from self._of_value(provider, identity.path, parameter.line, depth + 1)

    def injected(self, identity: FunctionId, parameter: ir.Parameter) -> Iterator[Value]:
        """Injection markers of a parameter: its default, or an item of its annotation."""
        for expression in markers(parameter):
            value = self._evaluate(identity, expression, {})
            if value.fields and PROVIDER in value.fields:
                yield value
            elif value.references:
                yield value

    def _of_class(self, of: ClassId) -> Iterator[Control]:
        engine = self._engine
        for current in linearized(engine, of):
            definition = engine.program.class_(current)
            if definition is None:
                continue
            for base in bases(engine, current):
                for reference in base.references:
                    yield from self._named_reference(reference, current.path, definition.line)
            for decorator in definition.decorators:
                yield from self._of_expression(
                    expression_in_module(engine, current.path, decorator), decorator, current.path
                )
        yield from self._of_class_attributes(of)

    def _of_class_attributes(self, of: ClassId) -> Iterator[Control]:
        from tidegate.flow.classes import external_bases

        library = self._engine.library
        for base in external_bases(self._engine, of):
            for entry in library.all(library.tables.class_controls, base):
                found = class_member(self._engine, of, entry.attribute)
                if found is not None and isinstance(found[1], ir.Assign) and found[1].value is not None:
                    value = expression_in_module(self._engine, found[0].path, found[1].value)
                    yield from self._of_list(value, found[0].path, found[1].line)

    def _of_body(self, handler: Handler) -> Iterator[Control]:
        if handler.closure is not None:
            refusals = self._engine.run_closure(handler.closure, {}).refusals
        else:
            refusals = self._engine.summary(handler.identity).refusals
        own = dotted(handler.identity.path, handler.identity.qualname)
        yield from _controls(refusals, own, handler.identity.path)

    # --- what a value protects with ------------------------------------------------------------

    def _of_list(self, value: Value, path: str, line: int) -> Iterator[Control]:
        for field in (value.fields or {}).values():
            provider = (field.fields or {}).get(PROVIDER)
            yield from self._of_value(provider if provider is not None else field, path, line)
        if not value.fields:
            yield from self._of_value(value, path, line)

    def _of_value(self, value: Value, path: str, line: int, depth: int = 0) -> Iterator[Control]:
        if depth > _DEEPEST:
            return
        for reference in value.references:
            yield from self._named_reference(reference, path, line)
        for entity in value.entities:
            yield from self._of_entity(entity, path, line, depth)
        provider = (value.fields or {}).get(PROVIDER)
        if provider is not None:
            yield from self._of_value(provider, path, line, depth + 1)

    def _of_entity(self, entity: object, path: str, line: int, depth: int) -> Iterator[Control]:
        if isinstance(entity, Method):
            entity = entity.function
        if isinstance(entity, FunctionId):
            yield from self._of_function(entity, path, line, depth)
        elif isinstance(entity, Closure):
            refusals = self._engine.run_closure(entity, {}).refusals
            yield from _controls(refusals, dotted(entity.identity.path, entity.identity.qualname), path)
            for decorator in entity.function.decorators:
                yield from self._of_value(self._evaluate(entity.identity, decorator, entity.environment), path, line, depth + 1)
        elif isinstance(entity, ClassId | Instance):
            of = entity if isinstance(entity, ClassId) else entity.of
            yield from self._of_provider_class(of, path, line, depth)

    def _of_function(self, identity: FunctionId, path: str, line: int, depth: int) -> Iterator[Control]:
        name = dotted(identity.path, identity.qualname)
        if name in self._named:
            yield Control(self._named[name], name, path, line)
            return
        function = self._engine.function(identity)
        if function is None:
            return
        summary = self._engine.summary(identity)
        yield from _controls(summary.refusals, name, path, line)
        yield from self._of_parameters(identity, function, depth)
        for decorator in function.decorators:
            yield from self._of_value(self._evaluate(identity, decorator, {}), path, line, depth + 1)
        if summary.returned is not None:
            for made in summary.returned.entities:
                if isinstance(made, Closure):
                    for control in self._of_made(made, path, line, depth):
                        yield Control(control.kind, name, path, line)

    def _of_made(self, closure: Closure, path: str, line: int, depth: int) -> Iterator[Control]:
        """A function that a decorator (or a factory of decorators) returns."""
        yield from self._of_entity(closure, path, line, depth + 1)
        if depth < _DEEPEST:
            returned = self._engine.run_closure(closure, {}).returned
            for made in returned.entities if returned is not None else ():
                if isinstance(made, Closure) and made.identity != closure.identity:
                    yield from self._of_made(made, path, line, depth + 1)

    def _of_provider_class(self, of: ClassId, path: str, line: int, depth: int) -> Iterator[Control]:
        name = dotted(of.path, of.qualname)
        if name in self._named:
            yield Control(self._named[name], name, path, line)
            return
        for current in linearized(self._engine, of):
            for base in bases(self._engine, current):
                for reference in base.references:
                    yield from self._named_reference(reference, path, line)
        for member in ("__call__", "__init__", "dispatch", "has_permission"):
            found = class_member(self._engine, of, member)
            if found is not None and isinstance(found[1], ir.Define):
                identity = FunctionId(found[0].path, found[1].function.qualname)
                for control in self._of_function(identity, path, line, depth + 1):
                    yield Control(control.kind, name, path, line)

    def _named_reference(self, reference: str, path: str, line: int) -> Iterator[Control]:
        plain = reference.removesuffix("()")
        if plain in self._named:
            yield Control(self._named[plain], plain, path, line)
            return
        for name in (reference, plain):
            control = self._engine.library.one(self._engine.library.tables.controls, name)
            if control is not None and self._engine.library.holds(control.where, CallArguments([], {})):
                yield Control(control.kind, plain, path, line)
                return

    def _suggested(self, expression: ir.Expr, value: Value, path: str) -> Iterator[Control]:
        """A decorator that nobody can look into: its name may say what it is for."""
        if value.entities and not any(isinstance(entity, Closure) for entity in value.entities):
            return
        inner = expression.function if isinstance(expression, ir.Call) else expression
        name = inner.id if isinstance(inner, ir.Name) else inner.name if isinstance(inner, ir.Attribute) else ""
        for kind, pattern in _SUGGESTS:
            if pattern.search(name.lower()):
                yield Control(kind, name, path, expression.line)
                return

    def _evaluate(self, identity: FunctionId, expression: ir.Expr, environment: dict[str, Value]) -> Value:
        from tidegate.flow.expressions import evaluate

        module = FunctionId(identity.path, MODULE)
        function = self._engine.function(module)
        if function is None:
            return Value()
        frame = Frame(self._engine, module, function)
        frame.outer = environment
        return evaluate(frame, {}, expression)


def markers(parameter: ir.Parameter) -> Iterator[ir.Expr]:
    """Expressions of a parameter that may say what is injected."""
    if isinstance(parameter.default, ir.Call | ir.Name | ir.Attribute):
        yield parameter.default
    annotation = parameter.annotation
    if isinstance(annotation, ir.Subscript) and isinstance(annotation.key, ir.Collection):
        yield from annotation.key.items[1:]
    elif isinstance(annotation, ir.Name | ir.Attribute):
        yield annotation  # an alias of Annotated[…]


def _controls(refusals: Iterable[Refusal], own: str, path: str, line: int | None = None) -> Iterator[Control]:
    for refusal in refusals:
        provider = refusal.provider if "." in refusal.provider and line is None else own
        yield Control(refusal.kind, provider, path, line or refusal.line)

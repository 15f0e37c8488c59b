"""What protects a handler: decorators, dependencies, classes, routers, hooks, checks in its body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from tidegate.config.settings import ThreatModel
from tidegate.flow.classes import class_member, expression_in_module, external_bases
from tidegate.flow.engine import Engine
from tidegate.flow.outside import HOLDS, MEMBER, WRAPPERS
from tidegate.flow.values import UNKNOWN_VALUE, Value
from tidegate.knowledge.protection import ClassControls, NamedControl
from tidegate.languages import ir
from tidegate.model.result import Control
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted
from tidegate.surface.answering import before_answer, is_asked
from tidegate.surface.conditions import last_name
from tidegate.surface.handlers import Handler, handler_specs
from tidegate.surface.listed import Listed, listed_controls
from tidegate.surface.project import Project
from tidegate.surface.provided import Providers, Standing, from_refusals
from tidegate.surface.routing import Installed, Routing, arguments
from tidegate.surface.scope import Scope
from tidegate.surface.sdl import Directive, Sdl
from tidegate.surface.suggested import suggested
from tidegate.surface.terms import NONE, Terms, of_arguments


class Exemption(NamedTuple):
    """What takes a control away, and where it stands."""

    known: NamedControl
    path: str
    line: int


Exempt: TypeAlias = dict[str, Exemption]  # by kind


class Protection:
    """Finds the controls of handlers on one side."""

    def __init__(self, engine: Engine, routing: Routing, threat_model: ThreatModel, sdl: Sdl) -> None:
        self._engine = engine
        self._library = engine.library
        self._routing = routing
        self._project = Project(engine)
        self._sdl = sdl
        self.providers = Providers(engine, threat_model)
        self.asked = self.providers.asked
        self._scope = Scope(self.asked)

    def of(self, handler: Handler) -> tuple[Control, ...]:
        """Controls in the order in which they stand before the handler, each named once."""
        found: dict[tuple[str, str], Control] = {}
        for kind, provider, path, line, *_ in self.standing(handler):
            found.setdefault((kind, provider), Control(kind, provider, path, line))
        return tuple(found.values())

    def standing(self, handler: Handler) -> list[Standing]:
        """Every place where a handler is protected, in order."""
        exempt: Exempt = {}
        found = list(self._all(handler, exempt))
        return [one for one in found if one.kind not in exempt]

    def exemptions(self, handler: Handler) -> dict[str, Exemption]:
        """By kind, what takes a control away from a handler."""
        exempt: Exempt = {}
        list(self._all(handler, exempt))
        return exempt

    def _all(self, handler: Handler, exempt: Exempt) -> Iterator[Standing]:
        if handler.route is not None:
            for value, path, line in self._project.middleware():
                yield from self.providers.of_value(value, path, line)
        for hook in self._routing.hooks_for(handler.way):
            if handler.kind in hook.hook.kinds or (handler.route is not None and not hook.hook.kinds):
                found = self._of_hook(hook)
                yield from (one for one in found if not self._scope.spares(one, hook, handler))
        for placed in handler.way.controls:
            yield from self.providers.of_list(placed.value, placed.place.path, placed.place.line)
        for directive in self._sdl.directives(handler.name) if handler.kind == "graphql" else ():
            yield from self._of_directive(directive)
        for value in handler.own_controls:
            exempt.update(self._exempted(value, handler.place.path, handler.place.line))
            yield from self.providers.of_list(value, handler.place.path, handler.place.line)
        if handler.of is not None:
            yield from self._of_class(handler, handler.of, exempt)
            yield from self._of_inner(handler, handler.of, exempt)
            yield from self.providers.of_attributes(handler.of)
        function = handler.closure.function if handler.closure else self._engine.function(handler.identity)
        if function is not None:
            yield from self._of_decorators(handler, function, exempt)
            yield from self.providers.of_parameters(handler.identity, function, 0)
            yield from self._of_body(handler)

    # --- where controls stand ------------------------------------------------------------------

    def _of_hook(self, hook: Installed) -> Iterator[Standing]:
        registration = hook.registration
        path, line = registration.place.path, registration.place.line
        if hook.value is not None:
            yield from self.providers.of_list(hook.value, path, line, tuple(hook.hook.members))
        else:
            yield from self.providers.named_reference(
                registration.reference, path, line, arguments(registration)
            )

    def _of_directive(self, directive: Directive) -> Iterator[Standing]:
        """A directive of a schema: what its class does, else what its name suggests."""
        expression, path, line, value, members = directive
        found = [
            one._replace(provider=dotted(of.path, of.qualname))
            for of in value.entities
            if isinstance(of, ClassId)
            for function in self._methods(of, members)
            for one in self.providers.of_function(function, path, line, 0)
        ]
        yield from found
        for control in suggested(expression, value, path) if not found else ():
            yield Standing(control.kind, control.provider, path, line)

    def _methods(self, of: ClassId, names: Iterable[str]) -> Iterator[FunctionId]:
        for name in names:
            found = class_member(self._engine, of, name)
            if found is not None and isinstance(found[1], ir.Define):
                yield FunctionId(found[0].path, found[1].function.qualname)

    def _of_decorators(self, handler: Handler, function: ir.Function, exempt: Exempt) -> Iterator[Standing]:
        """Decorators below the one that registers the handler: those above it wrap what nobody calls."""
        decorators = list(function.decorators)
        lines = [decorator.line for decorator in decorators]
        if (
            handler.registration is not None
            and handler.place.line in lines
            and handler.place.path == handler.identity.path
        ):
            decorators = decorators[lines.index(handler.place.line) + 1 :]
        environment = handler.closure.environment if handler.closure else {}
        for decorator in decorators:
            value = self.providers.evaluate(handler.identity, decorator, environment)
            exempt.update(self._exempted(value, handler.identity.path, decorator.line))
            yield from self._of_expression(value, decorator, handler.identity.path)

    def _exempted(self, value: Value, path: str, line: int) -> Iterator[tuple[str, Exemption]]:
        """Kinds of control that a decorator takes away, and where it stands."""
        wrapped = (value.fields or {}).get(WRAPPERS, UNKNOWN_VALUE)
        parts = (value, wrapped, *(wrapped.fields or {}).values())
        for reference in dict.fromkeys(name for part in parts for name in part.references):
            taken = self._library.one(self._library.tables.exemptions, reference.removesuffix("()"))
            if taken is not None:
                yield taken.kind, Exemption(taken, path, line)

    def _of_expression(self, value: Value, expression: ir.Expr, path: str) -> Iterator[Standing]:
        """A decorator: what its value is known to do, else what its name suggests."""
        found = list(self.providers.of_value(value, path, expression.line))
        given = self._terms(expression, path, not found or not value.references)
        yield from (one._replace(terms=given) if one.terms is NONE else one for one in found)
        if not found and WRAPPERS not in (value.fields or {}) and HOLDS not in (value.fields or {}):
            for control in suggested(expression, value, path):
                yield Standing(control.kind, control.provider, path, expression.line, None, given)

    def _terms(self, expression: ir.Expr, path: str, is_own: bool) -> Terms:
        """What a decorator is given where it stands."""
        if not isinstance(expression, ir.Call):
            return NONE
        identity = FunctionId(path, MODULE)
        arguments = (*expression.args, *(keyword.value for keyword in expression.keywords))
        values = [self.providers.evaluate(identity, one, {}) for one in arguments]
        return of_arguments(values, last_name(expression.function), is_own)

    def _of_class(self, handler: Handler, of: ClassId, exempt: Exempt) -> Iterator[Standing]:
        engine = self._engine
        path, line = of.path, handler.place.line
        for current in before_answer(engine, of):
            if isinstance(current, str):
                yield from self.providers.named_reference(current, path, line)
                continue
            definition = engine.program.class_(current)
            path, line = current.path, definition.line if definition is not None else line
            for decorator in definition.decorators if definition is not None else ():
                value = expression_in_module(engine, current.path, decorator)
                if _is_for(value, handler):
                    exempt.update(self._exempted(value, current.path, decorator.line))
                    yield from self._of_expression(value, decorator, current.path)
        if not handler.own_controls:
            yield from self._of_class_attributes(handler, of)

    def _of_inner(self, handler: Handler, of: ClassId, exempt: Exempt) -> Iterator[Standing]:
        """Members that the framework calls before the handler; where that is inherited, all it calls."""
        specs = handler_specs(self._engine, of)
        names = {name for spec in specs for name in spec.before}
        inherited = self._engine.function(handler.identity) is None and handler.closure is None
        for identity in handler.inner:
            function = self._engine.function(identity)
            if function is None or not (inherited or function.name in names):
                continue
            for decorator in function.decorators:
                value = self.providers.evaluate(identity, decorator, {})
                exempt.update(self._exempted(value, identity.path, decorator.line))
            yield from self.providers.of_function(identity, identity.path, function.line, 0)

    def _of_class_attributes(self, handler: Handler, of: ClassId) -> Iterator[Standing]:
        tables = self._library.tables
        for base in external_bases(self._engine, of):
            entries = [
                entry
                for name in self._library.family(base)
                for entry in tables.class_controls.get(name, ())
                if entry.prefix is None  # those are on the way in
            ]
            for entry in entries:
                given = list(self._project.setting(entry.setting)) if entry.setting is not None else []
                default = Listed([[value for value, _, _ in given]], *given[0][1:]) if given else None
                listed = listed_controls(self._engine, of, entry, default)
                if listed is not None:
                    yield from self._of_cases(listed, entry, handler)
                else:
                    for value, path, line in given:
                        yield from self.providers.of_list(value, path, line)

    def _of_cases(self, listed: Listed, entry: ClassControls, handler: Handler) -> Iterator[Standing]:
        """What stands in any of the lists: what is not in all says so, and is another control than the same
        without a condition."""
        cases = [
            _first(
                one
                for item in case
                if is_asked(self._engine, item, entry, handler)
                for one in self.providers.of_value(item, listed.path, listed.line)
            )
            for case in listed.cases
        ]
        for key, one in {key: one for case in cases for key, one in case.items()}.items():
            always = all(key in case for case in cases)
            yield one if always else one._replace(provider=f"{one.provider} in some cases")

    def _of_body(self, handler: Handler) -> Iterator[Standing]:
        if handler.closure is not None:
            refusals = self._engine.run_closure(handler.closure, {}).refusals
        else:
            refusals = self._engine.summary(handler.identity).refusals
        own = dotted(handler.identity.path, handler.identity.qualname)
        yield from from_refusals(refusals, own, handler.identity.path)


def _first(found: Iterable[Standing]) -> dict[tuple[str, str], Standing]:
    """By kind and provider: what is asked there stands before the team's word for it."""
    first: dict[tuple[str, str], Standing] = {}
    for one in found:
        first.setdefault((one.kind, one.provider), one)
    return first


def _is_for(value: Value, handler: Handler) -> bool:
    """Whether a decorator of a class is for this handler: it may name a member that answers others."""
    named = (value.fields or {}).get(MEMBER, UNKNOWN_VALUE).known
    return named not in handler.spec.members or named == handler.identity.qualname.rpartition(".")[2]

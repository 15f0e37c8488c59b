"""What protects a handler: decorators, dependencies, classes, routers, hooks, checks in its body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from tidegate.config.settings import ThreatModel
from tidegate.flow.aliases import Stated, beside_type, plain_type
from tidegate.flow.classes import class_member, expression_in_module, external_bases
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame, evaluate
from tidegate.flow.library import CallArguments
from tidegate.flow.outside import HOLDS, MEMBER, PROVIDER, WRAPPERS
from tidegate.flow.summary import Refusal, Summary
from tidegate.flow.values import UNKNOWN_VALUE, Closure, Instance, Method, Value
from tidegate.knowledge.tables import NamedControl
from tidegate.languages import ir
from tidegate.model.result import Control
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted
from tidegate.surface.answering import before_answer, is_asked
from tidegate.surface.answers import always_holds, answer_of, kind_of
from tidegate.surface.asked import Asked
from tidegate.surface.handlers import Handler, handler_specs
from tidegate.surface.project import Project
from tidegate.surface.routing import Installed, Routing, arguments
from tidegate.surface.sdl import Directive, Sdl
from tidegate.surface.suggested import suggested

_DEEPEST = 4
_PROTECTING = ("__call__", "__init__", "dispatch", "process_request", "process_view", "has_permission")
_NO_ARGUMENTS = CallArguments([], {})
Members: TypeAlias = tuple[str, ...]


class Standing(NamedTuple):
    """A control where it stands, with the refusal that makes it one if the program itself refuses."""

    kind: str
    provider: str
    path: str
    line: int
    refusal: Refusal | None = None


class Protection:
    """Finds the controls of handlers on one side."""

    def __init__(self, engine: Engine, routing: Routing, threat_model: ThreatModel, sdl: Sdl) -> None:
        self._engine = engine
        self._library = engine.library
        self._routing = routing
        self._project = Project(engine)
        self._sdl = sdl
        self.asked = Asked(engine, self.injected)
        self._named = {
            **dict.fromkeys(threat_model.authentication, "authentication"),
            **dict.fromkeys(threat_model.authorization, "authorization"),
        }

    def of(self, handler: Handler) -> tuple[Control, ...]:
        """Controls in the order in which they stand before the handler, each named once."""
        found: dict[tuple[str, str], Control] = {}
        for kind, provider, path, line, _ in self.standing(handler):
            found.setdefault((kind, provider), Control(kind, provider, path, line))
        return tuple(found.values())

    def standing(self, handler: Handler) -> list[Standing]:
        """Every place where a handler is protected, in order."""
        exempt: set[str] = set()
        found = list(self._all(handler, exempt))
        return [one for one in found if one.kind not in exempt]

    def asks_who(self, provider: str) -> bool:
        """Whether a permission check known by this name lets nobody in whom it does not know."""
        control = self._control(provider)
        return provider in self._named or (control is not None and not control.anonymous)

    def _all(self, handler: Handler, exempt: set[str]) -> Iterator[Standing]:
        if handler.route is not None:
            for value, path, line in self._project.middleware():
                yield from self._of_value(value, path, line)
            for hook in self._routing.hooks_for(handler.way):
                yield from self._of_hook(hook)
        for placed in handler.way.controls:
            yield from self._of_list(placed.value, placed.place.path, placed.place.line)
        for directive in self._sdl.directives(handler.name) if handler.kind == "graphql" else ():
            yield from self._of_directive(directive)
        for value in handler.own_controls:
            exempt.update(self._exempted(value))
            yield from self._of_list(value, handler.place.path, handler.place.line)
        if handler.of is not None:
            yield from self._of_class(handler, handler.of, exempt)
            yield from self._of_inner(handler, handler.of, exempt)
        function = handler.closure.function if handler.closure else self._engine.function(handler.identity)
        if function is not None:
            yield from self._of_decorators(handler, function, exempt)
            yield from self._of_parameters(handler.identity, function, 0)
            yield from self._of_body(handler)

    # --- where controls stand ------------------------------------------------------------------

    def _of_hook(self, hook: Installed) -> Iterator[Standing]:
        registration = hook.registration
        path, line = registration.place.path, registration.place.line
        if hook.value is not None:
            yield from self._of_list(hook.value, path, line, tuple(hook.hook.members))
        else:
            yield from self._named_reference(registration.reference, path, line, arguments(registration))

    def _of_directive(self, directive: Directive) -> Iterator[Standing]:
        """A directive of a schema: what its class does, else what its name suggests."""
        expression, path, line, value, members = directive
        found = [
            one._replace(provider=dotted(of.path, of.qualname))
            for of in value.entities
            if isinstance(of, ClassId)
            for function in self._methods(of, members)
            for one in self._of_function(function, path, line, 0)
        ]
        yield from found
        for control in suggested(expression, value, path) if not found else ():
            yield Standing(control.kind, control.provider, path, line)

    def _methods(self, of: ClassId, names: Iterable[str]) -> Iterator[FunctionId]:
        for name in names:
            found = class_member(self._engine, of, name)
            if found is not None and isinstance(found[1], ir.Define):
                yield FunctionId(found[0].path, found[1].function.qualname)

    def _of_decorators(self, handler: Handler, function: ir.Function, exempt: set[str]) -> Iterator[Standing]:
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
            value = self._evaluate(handler.identity, decorator, environment)
            exempt.update(self._exempted(value))
            yield from self._of_expression(value, decorator, handler.identity.path)

    def _exempted(self, value: Value) -> Iterator[str]:
        """Kinds of control that a decorator takes away."""
        wrapped = (value.fields or {}).get(WRAPPERS, UNKNOWN_VALUE)
        for reference in (*value.references, *wrapped.references):
            taken = self._library.one(self._library.tables.exemptions, reference.removesuffix("()"))
            if taken is not None:
                yield taken.kind

    def _of_expression(self, value: Value, expression: ir.Expr, path: str) -> Iterator[Standing]:
        """A decorator: what its value is known to do, else what its name suggests."""
        found = list(self._of_value(value, path, expression.line))
        yield from found
        if not found and WRAPPERS not in (value.fields or {}) and HOLDS not in (value.fields or {}):
            for control in suggested(expression, value, path):
                yield Standing(control.kind, control.provider, path, expression.line)

    def _of_parameters(self, identity: FunctionId, function: ir.Function, depth: int) -> Iterator[Standing]:
        """Injected parameters: their providers, and the providers' own."""
        for parameter in function.parameters:
            for value in self.injected(identity, parameter):
                provider = (value.fields or {}).get(PROVIDER)
                if provider is not None:
                    yield from self._of_value(provider, identity.path, parameter.line, depth + 1)

    def injected(self, identity: FunctionId, parameter: ir.Parameter) -> Iterator[Value]:
        """Injection markers of a parameter: its default, or an item of its annotation."""
        for path, expression in markers(self._engine, identity.path, parameter):
            value = self._evaluate(FunctionId(path, identity.qualname), expression, {})
            if (value.fields and PROVIDER in value.fields) or value.references:
                yield value

    def _of_class(self, handler: Handler, of: ClassId, exempt: set[str]) -> Iterator[Standing]:
        engine = self._engine
        path, line = of.path, handler.place.line
        for current in before_answer(engine, of):
            if isinstance(current, str):
                yield from self._named_reference(current, path, line)
                continue
            definition = engine.program.class_(current)
            path, line = current.path, definition.line if definition is not None else line
            for decorator in definition.decorators if definition is not None else ():
                value = expression_in_module(engine, current.path, decorator)
                if _is_for(value, handler):
                    exempt.update(self._exempted(value))
                    yield from self._of_expression(value, decorator, current.path)
        if not handler.own_controls:
            yield from self._of_class_attributes(handler, of)

    def _of_inner(self, handler: Handler, of: ClassId, exempt: set[str]) -> Iterator[Standing]:
        """Members that the framework calls before the handler; where that is inherited, all it calls."""
        specs = handler_specs(self._engine, of)
        names = {name for spec in specs for name in spec.before}
        inherited = self._engine.function(handler.identity) is None and handler.closure is None
        for identity in handler.inner:
            function = self._engine.function(identity)
            if function is None or not (inherited or function.name in names):
                continue
            for decorator in function.decorators:
                exempt.update(self._exempted(self._evaluate(identity, decorator, {})))
            yield from self._of_function(identity, identity.path, function.line, 0)

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
                found = class_member(self._engine, of, entry.attribute)
                if found is not None and isinstance(found[1], ir.Assign) and found[1].value is not None:
                    value = expression_in_module(self._engine, found[0].path, found[1].value)
                    for item in items(value):
                        if is_asked(self._engine, item, entry, handler):
                            yield from self._of_value(item, found[0].path, found[1].line)
                elif entry.setting is not None:
                    for default, path, line in self._project.setting(entry.setting):
                        yield from self._of_list(default, path, line)

    def _of_body(self, handler: Handler) -> Iterator[Standing]:
        if handler.closure is not None:
            refusals = self._engine.run_closure(handler.closure, {}).refusals
        else:
            refusals = self._engine.summary(handler.identity).refusals
        own = dotted(handler.identity.path, handler.identity.qualname)
        yield from _controls(refusals, own, handler.identity.path)

    # --- what a value protects with ------------------------------------------------------------

    def _of_list(self, value: Value, path: str, line: int, members: Members = ()) -> Iterator[Standing]:
        for item in items(value):
            yield from self._of_value(item, path, line, 0, members)

    def _of_value(
        self, value: Value, path: str, line: int, depth: int = 0, members: Members = ()
    ) -> Iterator[Standing]:
        """``members`` are those of a class that the framework calls besides the usual ones."""
        fields = value.fields or {}
        if depth > _DEEPEST:
            return
        if HOLDS not in fields or fields[HOLDS].known:
            for reference in value.references:
                yield from self._named_reference(
                    reference, path, line, None if HOLDS in fields else _NO_ARGUMENTS
                )
        for entity in value.entities:
            yield from self._of_entity(entity, path, line, depth, members)
        if PROVIDER in fields:
            yield from self._of_value(fields[PROVIDER], path, line, depth + 1, members)
        if WRAPPERS in fields:
            for item in [fields[WRAPPERS], *(fields[WRAPPERS].fields or {}).values()]:
                yield from self._of_value(item, path, line, depth + 1, members)

    def _of_entity(
        self, entity: object, path: str, line: int, depth: int, members: Members
    ) -> Iterator[Standing]:
        if isinstance(entity, Method):
            entity = entity.function
        if isinstance(entity, FunctionId):
            yield from self._of_function(entity, path, line, depth)
        elif isinstance(entity, Closure):
            yield from self._of_closure(entity, path, line, depth)
        elif isinstance(entity, ClassId | Instance):
            of = entity if isinstance(entity, ClassId) else entity.of
            yield from self._of_provider_class(of, path, line, depth, members)

    def _of_function(self, identity: FunctionId, path: str, line: int, depth: int) -> Iterator[Standing]:
        name = dotted(identity.path, identity.qualname)
        if name in self._named:
            yield Standing(self._named[name], name, path, line)
            return
        function = self._engine.function(identity)
        if function is None:
            return
        summary = self._engine.summary(identity)
        yield from _controls(summary.refusals, name, path, line)
        yield from self._of_parameters(identity, function, depth)
        for decorator in function.decorators:
            yield from self._of_value(self._evaluate(identity, decorator, {}), path, line, depth + 1)
        for made in _made_by(summary):
            for control in self._of_closure(made, path, line, depth + 1):
                yield control._replace(provider=name, path=path, line=line)

    def _of_closure(self, closure: Closure, path: str, line: int, depth: int) -> Iterator[Standing]:
        """A function made in another (a decorator's wrapper), and those that it makes."""
        if depth > _DEEPEST:
            return
        summary = self._engine.run_closure(closure, {})
        yield from _controls(summary.refusals, self._maker(closure), path, line)
        for decorator in closure.function.decorators:
            value = self._evaluate(closure.identity, decorator, closure.environment)
            yield from self._of_value(value, path, line, depth + 1)
        for made in summary.returned.entities if summary.returned is not None else ():
            if isinstance(made, Closure) and made.identity != closure.identity:
                yield from self._of_closure(made, path, line, depth + 1)

    def _maker(self, closure: Closure) -> str:
        """The name of the function, of those that have a name of their own, that made another."""
        path, qualname = closure.identity
        while "." in qualname and self._engine.function(FunctionId(path, qualname)) is None:
            qualname = qualname.rpartition(".")[0]
        return dotted(path, qualname)

    def _of_provider_class(
        self, of: ClassId, path: str, line: int, depth: int, members: Members
    ) -> Iterator[Standing]:
        name = dotted(of.path, of.qualname)
        if name in self._named:
            yield Standing(self._named[name], name, path, line)
            return
        if answer_of(self._engine, of) is not None:
            yield from self._answered(of, name, path, line)
            return
        for reference in external_bases(self._engine, of):
            for control in self._named_reference(reference, path, line):
                yield control._replace(provider=name, path=path, line=line)
        for member in dict.fromkeys((*_PROTECTING, *members)):
            found = class_member(self._engine, of, member)
            if found is not None and isinstance(found[1], ir.Define):
                identity = FunctionId(found[0].path, found[1].function.qualname)
                for control in self._of_function(identity, path, line, depth + 1):
                    yield control._replace(provider=name, path=path, line=line)

    def _answered(self, of: ClassId, name: str, path: str, line: int) -> Iterator[Standing]:
        """A class whose method says by its truth whether a request goes on: what it asks is what counts."""
        found = answer_of(self._engine, of)
        function = self._engine.function(found[0]) if found is not None else None
        if found is None or function is None:
            return
        identity, answer = found
        if not always_holds(self._engine.body(identity, function)):
            refusal = Refusal(answer.kind, name, line, identity, function.line)
            kind = kind_of(self.asked.of([refusal]), answer.kind)
            yield Standing(kind, name, path, line, refusal._replace(kind=kind))

    def _named_reference(
        self, reference: str, path: str, line: int, given: CallArguments | None = _NO_ARGUMENTS
    ) -> Iterator[Standing]:
        """What knowledge, or the threat model, says of a name. ``given`` is ``None``: its conditions hold."""
        plain = reference.removesuffix("()")
        if plain in self._named:
            yield Standing(self._named[plain], plain, path, line)
            return
        for name in (reference, plain):
            control = self._control(name)
            if control is not None:
                if given is None or self._library.holds(control.where, given):
                    yield Standing(control.kind, plain, path, line)
                return

    def _control(self, name: str) -> NamedControl | None:
        tables = self._library.tables
        found = self._library.one(tables.controls, name)
        if found is None and not name.endswith(")"):
            found = next(
                (tables.controls[base] for base in self._library.family(name) if base in tables.controls),
                None,
            )
        return found

    def _evaluate(self, identity: FunctionId, expression: ir.Expr, environment: dict[str, Value]) -> Value:
        module = FunctionId(identity.path, MODULE)
        function = self._engine.function(module)
        if function is None:
            return UNKNOWN_VALUE
        frame = Frame(self._engine, module, function)
        frame.outer = environment
        return evaluate(frame, {}, expression)


def items(value: Value) -> list[Value]:
    """The items of a list, or what stands where one may."""
    return [field for key, field in (value.fields or {}).items() if key[0] == "["] or [value]


def _is_for(value: Value, handler: Handler) -> bool:
    """Whether a decorator of a class is for this handler: it may name a member that answers others."""
    named = (value.fields or {}).get(MEMBER, UNKNOWN_VALUE).known
    return named not in handler.spec.members or named == handler.identity.qualname.rpartition(".")[2]


def _made_by(summary: Summary) -> Iterator[Closure]:
    """Functions that a function makes and gives back, or puts on what it is given."""
    put = [value for fields in summary.effects.values() for value in fields.values()]
    for value in (summary.returned, *put):
        for made in value.entities if value is not None else ():
            if isinstance(made, Closure):
                yield made


def markers(engine: Engine, path: str, parameter: ir.Parameter) -> Iterator[Stated]:
    """Expressions of a parameter that may say what is injected, with the file that they stand in."""
    if isinstance(parameter.default, ir.Call | ir.Name | ir.Attribute | ir.Subscript):
        yield Stated(path, parameter.default)
    if parameter.annotation is not None:
        yield from beside_type(engine, path, parameter.annotation)
        plain = plain_type(engine, path, parameter.annotation)
        if isinstance(plain.annotation, ir.Subscript):
            yield plain  # a container's mark around the type


def _controls(
    refusals: Iterable[Refusal], own: str, path: str, line: int | None = None
) -> Iterator[Standing]:
    for refusal in refusals:
        provider = refusal.provider if "." in refusal.provider and line is None else own
        yield Standing(refusal.kind, provider, path, line or refusal.line, refusal)

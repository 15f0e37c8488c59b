"""What a value protects with: a function that refuses, a class that answers, a name that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from tidegate.config.settings import ThreatModel
from tidegate.flow.aliases import Stated, beside_type, plain_type
from tidegate.flow.classes import class_member, external_bases, linearized
from tidegate.flow.classes import members as class_members
from tidegate.flow.engine import Engine
from tidegate.flow.frame import Frame, evaluate
from tidegate.flow.library import CallArguments
from tidegate.flow.outside import HOLDS, PROVIDER, WRAPPERS
from tidegate.flow.summary import Refusal, Summary
from tidegate.flow.values import UNKNOWN_VALUE, Closure, Instance, Method, Value
from tidegate.knowledge.protection import Answer, NamedControl
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted
from tidegate.surface import terms
from tidegate.surface.answers import always_holds, answers_of, kind_of
from tidegate.surface.asked import Asked
from tidegate.surface.terms import NONE, Terms

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
    terms: Terms = NONE


class Providers:
    """Reads values of one side as controls."""

    def __init__(self, engine: Engine, threat_model: ThreatModel) -> None:
        self._engine = engine
        self._library = engine.library
        self.asked = Asked(engine, self.injected)
        self._named = {
            **dict.fromkeys(threat_model.authentication, "authentication"),
            **dict.fromkeys(threat_model.authorization, "authorization"),
        }

    def asks_who(self, provider: str) -> bool:
        """Whether a permission check known by this name lets nobody in whom it does not know."""
        control = self._control(provider)
        return provider in self._named or (control is not None and not control.anonymous)

    def injected(self, identity: FunctionId, parameter: ir.Parameter) -> Iterator[Value]:
        """Injection markers of a parameter: its default, or an item of its annotation."""
        for path, expression in markers(self._engine, identity.path, parameter):
            value = self.evaluate(FunctionId(path, identity.qualname), expression, {})
            if (value.fields and PROVIDER in value.fields) or value.references:
                yield value

    def of_parameters(self, identity: FunctionId, function: ir.Function, depth: int) -> Iterator[Standing]:
        """Injected parameters: their providers, and the providers' own."""
        for parameter in function.parameters:
            yield from self._of_parameter(identity, parameter, depth)

    def of_attributes(self, of: ClassId) -> Iterator[Standing]:
        """What is injected into attributes of a class and its bases: asked for before any method runs."""
        for current in linearized(self._engine, of):
            for name, said in class_members(self._engine, current).items():
                if isinstance(said, ir.Assign):
                    field = ir.Parameter(name, "keyword", said.annotation, said.value, said.line)
                    yield from self._of_parameter(FunctionId(current.path, MODULE), field, 0)

    def _of_parameter(self, identity: FunctionId, parameter: ir.Parameter, depth: int) -> Iterator[Standing]:
        for value in self.injected(identity, parameter):
            provider = (value.fields or {}).get(PROVIDER)
            if provider is not None:
                yield from self.of_value(provider, identity.path, parameter.line, depth + 1)

    def of_list(self, value: Value, path: str, line: int, members: Members = ()) -> Iterator[Standing]:
        for item in items(value):
            yield from self.of_value(item, path, line, 0, members)

    def of_value(
        self, value: Value, path: str, line: int, depth: int = 0, members: Members = ()
    ) -> Iterator[Standing]:
        """``members`` are those of a class that the framework calls besides the usual ones."""
        fields = value.fields or {}
        if depth > _DEEPEST:
            return
        if HOLDS not in fields or fields[HOLDS].known:
            for reference in value.references:
                yield from self.named_reference(
                    reference, path, line, None if HOLDS in fields else _NO_ARGUMENTS
                )
        given = terms.of_value(value)
        for entity in value.entities:
            for one in self._of_entity(entity, path, line, depth, members):
                yield one._replace(terms=given) if given.names and one.terms is NONE else one
        if PROVIDER in fields:
            yield from self.of_value(fields[PROVIDER], path, line, depth + 1, members)
        if WRAPPERS in fields:
            for item in [fields[WRAPPERS], *(fields[WRAPPERS].fields or {}).values()]:
                yield from self.of_value(item, path, line, depth + 1, members)

    def _of_entity(
        self, entity: object, path: str, line: int, depth: int, members: Members
    ) -> Iterator[Standing]:
        if isinstance(entity, Method):
            entity = entity.function
        if isinstance(entity, FunctionId):
            yield from self.of_function(entity, path, line, depth)
        elif isinstance(entity, Closure):
            yield from self._of_closure(entity, path, line, depth)
        elif isinstance(entity, ClassId | Instance):
            of = entity if isinstance(entity, ClassId) else entity.of
            yield from self._of_provider_class(of, path, line, depth, members)

    def of_function(self, identity: FunctionId, path: str, line: int, depth: int) -> Iterator[Standing]:
        name = dotted(identity.path, identity.qualname)
        function = self._engine.function(identity)
        if function is not None:
            yield from self._of_body(identity, function, path, line, depth)
        yield from self._by_word(name, path, line)

    def _by_word(self, name: str, path: str, line: int) -> Iterator[Standing]:
        """The team's word, behind what is asked there: that counts all the same, for it may be emptied."""
        if name in self._named:
            yield Standing(self._named[name], name, path, line)

    def _of_body(
        self, identity: FunctionId, function: ir.Function, path: str, line: int, depth: int
    ) -> Iterator[Standing]:
        name, summary = dotted(identity.path, identity.qualname), self._engine.summary(identity)
        yield from from_refusals(summary.refusals, name, path, line)
        yield from self.of_parameters(identity, function, depth)
        for decorator in function.decorators:
            yield from self.of_value(self.evaluate(identity, decorator, {}), path, line, depth + 1)
        for made in _made_by(summary):
            for control in self._of_closure(made, path, line, depth + 1):
                yield control._replace(provider=name, path=path, line=line)

    def _of_closure(self, closure: Closure, path: str, line: int, depth: int) -> Iterator[Standing]:
        """A function made in another (a decorator's wrapper), and those that it makes."""
        if depth > _DEEPEST:
            return
        summary = self._engine.run_closure(closure, {})
        yield from from_refusals(summary.refusals, self._maker(closure), path, line)
        for decorator in closure.function.decorators:
            value = self.evaluate(closure.identity, decorator, closure.environment)
            yield from self.of_value(value, path, line, depth + 1)
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
        yield from self._of_members(of, path, line, depth, members)
        yield from self._by_word(name, path, line)

    def _of_members(
        self, of: ClassId, path: str, line: int, depth: int, members: Members
    ) -> Iterator[Standing]:
        name, answers = dotted(of.path, of.qualname), answers_of(self._engine, of)
        for identity, answer in answers:
            yield from self._answered(identity, answer, name, path, line)
        if answers:
            return
        for reference in external_bases(self._engine, of):
            for control in self.named_reference(reference, path, line):
                yield control._replace(provider=name, path=path, line=line)
        for member in dict.fromkeys((*_PROTECTING, *members)):
            found = class_member(self._engine, of, member)
            if found is not None and isinstance(found[1], ir.Define):
                identity = FunctionId(found[0].path, found[1].function.qualname)
                for control in self.of_function(identity, path, line, depth + 1):
                    yield control._replace(provider=name, path=path, line=line)

    def _answered(
        self, identity: FunctionId, answer: Answer, name: str, path: str, line: int
    ) -> Iterator[Standing]:
        """A method that says by its truth whether a request goes on: what it asks is what counts."""
        function = self._engine.function(identity)
        if function is None or always_holds(self._engine.body(identity, function)):
            return
        refusal = Refusal(answer.kind, name, line, identity, function.line)
        words = self.asked.of([refusal])
        kind = kind_of(words, answer.kind)
        yield Standing(kind, name, path, line, refusal._replace(kind=kind))

    def named_reference(
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

    def evaluate(self, identity: FunctionId, expression: ir.Expr, environment: dict[str, Value]) -> Value:
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


def from_refusals(
    refusals: Iterable[Refusal], own: str, path: str, line: int | None = None
) -> Iterator[Standing]:
    for refusal in refusals:
        provider = refusal.provider if "." in refusal.provider and line is None else own
        yield Standing(refusal.kind, provider, path, line or refusal.line, refusal)

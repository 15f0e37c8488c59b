"""What a class checks when an object of it is made: validators of its fields, and of the object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tidegate.flow.classes import expression_in_module, is_static, linearized
from tidegate.flow.frame import Frame, evaluate, made
from tidegate.flow.values import Value, part, with_part
from tidegate.knowledge.paths import parse_argument
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_AFTER = "__post_init__"
_EVERY = "*"


class Validator(NamedTuple):
    """A function that gets the value of each of ``fields``; without them, the object when it is made."""

    identity: FunctionId
    function: ir.Function
    fields: tuple[str, ...]


def validated(frame: Frame, of: ClassId, made_: Value, line: int) -> Value:
    """An object of ``of`` after what is checked there: fields that a check has refused are not in it."""
    from tidegate.flow.calls import invoke  # calls make objects

    for validator in validators(frame.engine, of):
        if not validator.fields:
            receiver = validator.function.parameters[0].name
            left = invoke(frame, validator.identity, [made_], {}, line).effects.get(receiver, {})
            for key, field in left.items():
                made_ = with_part(made_, key, field)
            continue
        before = [] if is_static(validator.function) else [Value(entities=(of,))]
        for name in _named(validator, made_):
            value = part(made_, f".{name}")
            outcome = invoke(frame, validator.identity, [*before, value], {}, line)
            if outcome.returns:
                made_ = with_part(made_, f".{name}", outcome.result)
    return made_


def _named(validator: Validator, made_: Value) -> list[str]:
    if _EVERY not in validator.fields:
        return list(validator.fields)
    return [key[1:] for key in made_.fields or () if key[0] == "."]


def validators(engine: Engine, of: ClassId) -> list[Validator]:
    """The checks of a class and its bases, those of fields first, those of bases before the class's own."""
    return engine.remember(("validators", of), lambda: _validators(engine, of), [])


def _validators(engine: Engine, of: ClassId) -> list[Validator]:
    found: dict[str, Validator] = {}
    for current in reversed(linearized(engine, of)):
        definition = engine.program.class_(current)
        for statement in definition.body if definition is not None else ():
            if isinstance(statement, ir.Define):
                for validator in _of_function(engine, current.path, statement.function):
                    found[statement.function.name] = validator
    return sorted(found.values(), key=lambda validator: not validator.fields)


def _of_function(engine: Engine, path: str, function: ir.Function) -> Iterator[Validator]:
    identity = FunctionId(path, function.qualname)
    if function.name == _AFTER and function.parameters:
        yield Validator(identity, function, ())
    for decorator in function.decorators:
        for fields in _checked_fields(engine, path, decorator):
            if fields or function.parameters:
                yield Validator(identity, function, fields)


def _checked_fields(engine: Engine, path: str, decorator: ir.Expr) -> Iterator[tuple[str, ...]]:
    """The fields that a decorator lets its function check; none of them: the whole object."""
    tables = engine.library.tables
    module = FunctionId(path, MODULE)
    function = engine.function(module)
    if function is None or not tables.validators:
        return
    if not isinstance(decorator, ir.Call):
        references, given = expression_in_module(engine, path, decorator).references, None
    else:
        frame = Frame(engine, module, function)
        evaluate(frame, {}, decorator)
        latest = made(frame, decorator)
        references, given = (latest.callee.references, latest.given) if latest is not None else ((), None)
    for reference in references:
        for spec in tables.validators.get(reference, ()):
            if given is None or not engine.library.holds(spec.where, given):
                continue
            chosen = given.select(parse_argument(spec.fields)) if spec.fields is not None else ()
            names = tuple(known for value in chosen if isinstance(known := value.known, str))
            if names or spec.fields is None:
                yield names

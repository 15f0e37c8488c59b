"""Decorators of the program: what they hand on to the function that they stand around."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.binding import Filling, bind
from tidegate.flow.calls import call_value
from tidegate.flow.classes import expression_in_module
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.values import Closure, Value, Witness, join
from tidegate.languages import ir
from tidegate.program.names import FunctionId


def handed_on(
    frame: Frame, identity: FunctionId, function: ir.Function, given: dict[str, Value]
) -> dict[str, Value]:
    """``given``, by parameter, as it is after the decorators: one may clean, convert or add an argument.

    Where a decorator's wrapper calls something else, or is not followed, its arguments are as they came.
    """
    for decorator in function.decorators:
        for around, witness in _wrappers(frame, identity, decorator):
            given = {**given, **_through(frame, around, witness, function, given)}
    return given


def _wrappers(frame: Frame, identity: FunctionId, decorator: ir.Expr) -> Iterator[tuple[Closure, Witness]]:
    """The functions that a decorator of the program puts around another, which tells how it is called."""
    value = expression_in_module(frame.engine, identity.path, decorator)
    if value.references or not any(isinstance(e, FunctionId | Closure) for e in value.entities):
        return
    witness = Witness(identity, [])
    outcome = call_value(frame, value, [Value(entities=(witness,))], {}, decorator.line)
    for entity in outcome.result.entities:
        if isinstance(entity, Closure):
            yield entity, witness


def _through(
    frame: Frame, around: Closure, witness: Witness, function: ir.Function, given: dict[str, Value]
) -> dict[str, Value]:
    """What one wrapper hands on, by the parameters of the function."""
    positional, keywords = _as_called(function, given)
    bound = bind(around.function, positional, keywords)
    witness.seen.clear()
    frame.engine.run_closure(around, bound)
    filling = Filling(frame, around.identity, around.function, bound, around.function.line)
    found: dict[str, Value] = {}
    for call in witness.seen:
        for name, value in _bound(function, call, filling).items():
            found[name] = join(found[name], value) if name in found else value
    return found


def _as_called(function: ir.Function, given: dict[str, Value]) -> tuple[list[Value], dict[str, Value]]:
    """The object and the request come by position, what is in the request by name."""
    names = [p.name for p in function.parameters if p.kind == "positional" and p.name in given]
    count = next((i for i, name in enumerate(names) if given[name].all_taints()), len(names))
    by_position = [given[name] for name in names[:count]]
    return by_position, {name: value for name, value in given.items() if name not in names[:count]}


def _bound(function: ir.Function, call: CallArguments, filling: Filling) -> dict[str, Value]:
    """The arguments of a call in the wrapper as they are with what the wrapper got."""
    named = [p.name for p in function.parameters if p.kind in ("positional", "keyword")]
    by_position = zip(
        (p.name for p in function.parameters if p.kind == "positional"), call.positional, strict=False
    )
    handed = {**dict(by_position), **{name: v for name, v in call.keywords.items() if name in named}}
    return {name: filling.value(value) for name, value in handed.items()}

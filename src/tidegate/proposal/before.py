"""The program's own functions and classes that stand before a way in, whatever they do."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.outside import PROVIDER
from tidegate.flow.values import Closure, Instance, Method, Value
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId, dotted
from tidegate.surface.handlers import Handler
from tidegate.surface.provided import items
from tidegate.surface.sides import Side


def before(side: Side, handler: Handler) -> Iterator[str]:
    """Their dotted names: hooks, controls of routers and routes, decorators, injected parameters."""
    for value in _values(side, handler):
        for item in items(value):
            yield from _named(item)


def _values(side: Side, handler: Handler) -> Iterator[Value]:
    hooks = side.survey.routing.hooks_for(handler.way)
    yield from (hook.value for hook in hooks if hook.value is not None)
    yield from (placed.value for placed in handler.way.controls)
    yield from handler.own_controls
    function = side.engine.function(handler.identity)
    if function is None:
        return
    providers = side.survey.protection.providers
    for decorator in function.decorators:
        said = decorator.function if isinstance(decorator, ir.Call) else decorator
        yield providers.evaluate(handler.identity, said, {})
    for parameter in function.parameters:
        for value in providers.injected(handler.identity, parameter):
            if value.fields and PROVIDER in value.fields:
                yield value.fields[PROVIDER]


def _named(value: Value) -> Iterator[str]:
    for entity in value.entities:
        if isinstance(entity, FunctionId | ClassId):
            yield dotted(entity.path, entity.qualname)
        elif isinstance(entity, Method):
            yield dotted(entity.function.path, entity.function.qualname)
        elif isinstance(entity, Instance):
            yield dotted(entity.of.path, entity.of.qualname)
        elif isinstance(entity, Closure):
            yield dotted(entity.identity.path, entity.identity.qualname.partition(".")[0])

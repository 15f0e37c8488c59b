"""Functions that a server calls by their shape alone: WSGI and ASGI programs, which nothing registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.flow.classes import is_static, owner
from tidegate.flow.engine import Engine
from tidegate.flow.summary import Place
from tidegate.knowledge.schema import EntryPointSpec
from tidegate.languages import ir
from tidegate.program.names import FunctionId, dotted
from tidegate.surface.handlers import Handler


def shaped(engine: Engine, paths: Iterable[str]) -> Iterator[Handler]:
    """The handlers of these files that their parameters tell."""
    for path in paths:
        module = engine.program.module(path)
        for qualname, function in (module.facts.functions if module is not None else {}).items():
            identity = FunctionId(path, qualname)
            spec = shape_of(engine, identity, function)
            if spec is not None:
                place = Place(identity, function.line, function.line, 1)
                of = owner(engine, identity)
                name = dotted(path, qualname)
                yield Handler(spec.kind, name, identity, None, of, spec, place, None)


def shape_of(engine: Engine, identity: FunctionId, function: ir.Function) -> EntryPointSpec | None:
    """How the outside calls a function of such parameters, if it does. A method's first is ``self``."""
    names = tuple(parameter.name for parameter in function.parameters)
    if names[1:] and owner(engine, identity) is not None and not is_static(function):
        names = ("self", *names[1:])
    return engine.library.tables.given.shapes.get(names)

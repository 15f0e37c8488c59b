"""Functions that a server calls by their shape alone: WSGI and ASGI programs, which nothing registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.flow.classes import class_member, is_static, owner
from tidegate.flow.engine import Engine
from tidegate.flow.summary import Place
from tidegate.knowledge.entrances import EntryPointSpec
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
    names, of = _names(function), owner(engine, identity)
    if names[1:] and of is not None and not is_static(function):
        names = ("self", *names[1:])
    spec = engine.library.tables.given.shapes.get(names)
    if spec is None or not spec.made_with:
        return spec
    maker = class_member(engine, of, "__init__") if of is not None and function.name == "__call__" else None
    if maker is None or not isinstance(maker[1], ir.Define):
        return None
    if _names(maker[1].function)[1:] != tuple(spec.made_with):
        return None
    for known in spec.parameters.types:  # nothing here need import what calls it
        engine.library.require(known.rpartition(".")[0])
    return spec


def _names(function: ir.Function) -> tuple[str, ...]:
    return tuple(parameter.name for parameter in function.parameters)

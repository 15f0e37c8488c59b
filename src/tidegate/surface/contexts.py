"""What handlers find on an object that the framework gives them, where a function of the program makes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tidegate.flow.classes import class_member, external_bases
from tidegate.flow.engine import Engine
from tidegate.flow.summary import Registration
from tidegate.flow.values import Instance, Method, Value
from tidegate.knowledge.containers import Parameters
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.routing import arguments


class Provided(NamedTuple):
    """``provider`` makes what stands at ``member``; ``parameters`` is what the framework gives it."""

    member: str
    provider: Value
    parameters: Parameters


class Contexts:
    """Answers for one side, by what ``registrations`` and the classes in ``files`` say."""

    def __init__(self, engine: Engine, registrations: Iterable[Registration], files: Iterable[str]) -> None:
        self._engine = engine
        self._found: dict[str, list[Provided]] = {}
        for registration in registrations:
            self._registered(registration)
        for path in files if engine.library.tables.given.context_classes else ():
            module = engine.program.module(path)
            for name in module.facts.classes if module is not None else ():
                self._of_class(ClassId(path, name))

    def on(self, value: Value) -> list[Provided]:
        """What is put on a value that a framework gives."""
        return [found for reference in value.references for found in self._found.get(reference, ())]

    def _registered(self, registration: Registration) -> None:
        told = self._engine.library.one(self._engine.library.tables.given.contexts, registration.reference)
        provider = arguments(registration).first(told.provider) if told is not None else None
        if told is not None and provider is not None and provider.entities:
            self._put(told.type, Provided(told.member, provider, told.parameters))

    def _of_class(self, of: ClassId) -> None:
        """A class of the program whose own method makes it."""
        library = self._engine.library
        for base in external_bases(self._engine, of):
            classes = library.tables.given.context_classes
            for entry in (entry for name in library.family(base) for entry in classes.get(name, ())):
                found = class_member(self._engine, of, entry.method or "")
                if found is not None and isinstance(found[1], ir.Define):
                    function = FunctionId(found[0].path, found[1].function.qualname)
                    made = Value(entities=(Method(function, Value(entities=(Instance(of),))),))
                    self._put(entry.type, Provided(entry.member, made, entry.parameters))

    def _put(self, type_: str, provided: Provided) -> None:
        self._found.setdefault(f"{type_}()", []).append(provided)

"""One side seen from outside: its handlers, their controls, what requests reach."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.config.settings import ThreatModel
from tidegate.flow.engine import Engine
from tidegate.flow.summary import Arrival, Registration
from tidegate.model.result import Control
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.controls import Protection
from tidegate.surface.handlers import Handler, class_handlers, file_registrations, handlers
from tidegate.surface.requests import Requests
from tidegate.surface.routing import Routing


class Survey:
    """Reads ``files`` (and ``factories``: functions that make routers) for registrations once."""

    def __init__(
        self,
        engine: Engine,
        files: Iterable[str],
        factories: Iterable[FunctionId] = (),
        threat_model: ThreatModel | None = None,
        classes: Iterable[ClassId] = (),
    ) -> None:
        self.engine = engine
        registrations: list[Registration] = []
        by_file: dict[str, list[FunctionId]] = {}
        for factory in factories:
            by_file.setdefault(factory.path, []).append(factory)
        for path in dict.fromkeys([*files, *by_file]):
            registrations.extend(file_registrations(engine, path, by_file.get(path, ())))
        self.routing = Routing(engine.library, registrations)
        self.handlers = handlers(engine, registrations, self.routing)
        known = {(handler.of, handler.identity) for handler in self.handlers}
        for of in classes:
            for handler in class_handlers(engine, of):
                if (handler.of, handler.identity) not in known:
                    self.handlers.append(handler)
        self.protection = Protection(engine, self.routing, threat_model or ThreatModel())
        self._requests = Requests(engine, self.protection)

    def controls(self, handler: Handler) -> tuple[Control, ...]:
        return self.protection.of(handler)

    def flows(self, handler: Handler) -> list[Arrival]:
        return self._requests.flows(handler)

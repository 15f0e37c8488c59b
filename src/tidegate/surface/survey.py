"""One side seen from outside: its handlers, their controls, what requests reach."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.config.settings import ThreatModel
from tidegate.flow.engine import Engine
from tidegate.flow.summary import Arrival, Hit, Registration
from tidegate.model.result import Control
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.contexts import Contexts
from tidegate.surface.controls import Protection
from tidegate.surface.handlers import Handler, Handlers, file_registrations
from tidegate.surface.ownership import Access, access, inherited, starts
from tidegate.surface.protocols import shaped
from tidegate.surface.provided import Standing
from tidegate.surface.requests import Requests
from tidegate.surface.routing import Routing
from tidegate.surface.sdl import Sdl

_ALONE = frozenset(
    {"cli", "lambda", "schedule"}
)  # kinds of handlers that have their event loop for themselves
_MOST_MODULES = 200  # files that mounts name and that are read as well


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
        by_file: dict[str, list[FunctionId]] = {}
        for factory in factories:
            by_file.setdefault(factory.path, []).append(factory)
        self._registrations: dict[str, list[Registration]] = {}
        for path in [*files, *by_file]:
            self._read(path, by_file.get(path, ()))
        self.routing = self._joined()
        reader = Handlers(engine, self._all(), self.routing)
        self.handlers = reader.found
        identities = {handler.identity for handler in self.handlers}
        own = shaped(engine, self._registrations)
        self.handlers += [handler for handler in own if handler.identity not in identities]
        known = {(handler.of, handler.identity) for handler in self.handlers}
        for of in classes:
            for handler in reader.of_class(of):
                if (handler.of, handler.identity) not in known:
                    self.handlers.append(handler)
        sdl = Sdl(engine, self._all(), self.routing)
        self.handlers = [found for handler in self.handlers for found in sdl.fields_of(handler)]
        self.protection = Protection(engine, self.routing, threat_model or ThreatModel(), sdl)
        contexts = Contexts(engine, self._all(), self._registrations)
        self._requests = Requests(engine, self.protection, contexts, sdl, self.handlers)
        self.asked = self.protection.asked

    def _read(self, path: str, factories: Iterable[FunctionId]) -> None:
        if path not in self._registrations:
            self._registrations[path] = file_registrations(self.engine, path, factories)

    def _all(self) -> list[Registration]:
        return [registration for found in self._registrations.values() for registration in found]

    def _joined(self) -> Routing:
        """The routers of all files, and of those that mounts name."""
        routing = Routing(self.engine, self._all())
        while len(self._registrations) < _MOST_MODULES:
            more = routing.modules.difference(self._registrations)
            if not more:
                break
            for path in sorted(more):
                self._read(path, ())
            routing = Routing(self.engine, self._all())
        return routing

    def controls(self, handler: Handler) -> tuple[Control, ...]:
        """What stands before a handler, in order; before a middleware nothing does."""
        return self.protection.of(handler) if not handler.spec.made_with else ()

    def standing(self, handler: Handler) -> list[Standing]:
        """Every place where a handler is protected, in order."""
        return self.protection.standing(handler) if not handler.spec.made_with else []

    def access(self, handler: Handler) -> Access:
        """What a handler does with rows, and where it asks for those of the caller."""
        found = access(self.asked, starts(self.asked, handler))
        found.loads += inherited(self.asked, handler)
        return found

    def flows(self, handler: Handler) -> list[Arrival]:
        """What a request to a handler reaches."""
        return self._requests.flows(handler)

    def requests_by(self, engine: Engine) -> Requests:
        """Requests to the same handlers, understood by another engine of this side."""
        return self._requests.by(engine)

    def holding(self, handler: Handler) -> list[Hit]:
        """What an event loop stands still for while it serves a handler: with it everybody else waits."""
        return self._requests.holding(handler) if handler.kind not in _ALONE else []

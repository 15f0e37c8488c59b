"""What everybody on the internet can reach, by the team's word."""

from __future__ import annotations

from tidegate.config.patterns import paths, routes
from tidegate.config.settings import InternetFacing


class Facing:
    """The team's routes and paths as one question."""

    def __init__(self, said: InternetFacing) -> None:
        self._is_path = paths(said.paths)
        self._is_route = routes(said.routes)

    def reached(self, path: str, entry_point: str | None) -> str | None:
        """The route or path by which the internet reaches what stands at ``path`` behind ``entry_point``;
        ``None`` where the team says nothing of it.
        """
        route = (entry_point or "").rpartition(" ")[2]
        if self._is_route(route):
            return route
        return path if self._is_path(path) else None

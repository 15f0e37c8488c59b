"""Entry points that the survey lists, against the framework's own listing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from accuracy.applications import Application, Listed, files_of, listing, repository_of
from accuracy.whole import whole
from tidegate.languages import python
from tidegate.program.names import FunctionId
from tidegate.surface.handlers import Handler

# <int:id>, {id:path}, (?P<id>\d+), (\d+): what stands for a value in a route
_VALUES = re.compile(r"<[^>]*>|\{[^}]*\}|\(\?P<\w+>(?:[^()\\]|\\.|\[[^]]*\])*\)|\((?:[^()\\?]|\\.)*\)")
_SUFFIX = re.compile(
    r"\(\?P<format>|<drf_format_suffix"
)  # REST framework's second name of a route that it has already
_ANCHORS = re.compile(r"[\^$\\]|\\Z|\?$")


class Entries(msgspec.Struct, frozen=True):
    """``handlers`` and ``routes`` are (found, listed): functions that answer; methods with their routes."""

    application: str
    framework: str
    listed: int
    elsewhere: int  # answered by the framework's or a library's code, or a second name for a file format
    handlers: tuple[int, int]
    routes: tuple[int, int]
    surveyed: int
    missing: tuple[str, ...]
    unseen: tuple[str, ...]  # functions that answer, and that no entry point names


def compared(application: Application, data: Path) -> Entries:
    """Raise FetchError where the application cannot be had or does not start."""
    files = files_of(application, data).resolve()
    listed = listing(application, data)
    own = [
        (entry, identity)
        for entry in listed
        if not _SUFFIX.search(entry.route) and (identity := _identity(entry, files)) is not None
    ]
    with whole(repository_of(application, data)) as side:
        handlers = side.survey.handlers
    known = {identity for handler in handlers for identity in _identities(handler)}
    functions = {identity for _, identity in own}
    routes = {_key(f"{entry.method} {entry.route}"): (entry, identity) for entry, identity in own}
    answered = Answered(_key(handler.name) for handler in handlers)
    missing = [
        f"{entry.method} {entry.route} → {identity.path}:{identity.qualname}".strip()
        for key, (entry, identity) in routes.items()
        if key not in answered
    ]
    return Entries(
        application=f"{application.name} {application.version}",
        framework=application.framework,
        listed=len(listed),
        elsewhere=len(listed) - len(own),
        handlers=(len(functions & known), len(functions)),
        routes=(len(routes) - len(missing), len(routes)),
        surveyed=len(handlers),
        missing=tuple(sorted(missing)),
        unseen=tuple(sorted(f"{path}:{name}" for path, name in functions - known)),
    )


def _identities(handler: Handler) -> Iterable[FunctionId]:
    """Under which definitions the framework may list a handler: the function, its class."""
    yield handler.identity
    if handler.of is not None:
        yield FunctionId(*handler.of)


class Answered:
    """Methods with their routes, as the survey names them."""

    def __init__(self, keys: Iterable[tuple[str, str]]) -> None:
        self._keys = set(keys)
        self._routes = {route for _, route in self._keys}

    def __contains__(self, key: tuple[str, str]) -> bool:
        """Where one side says no method, or every method, any will do."""
        method, route = key
        if not method:
            return route in self._routes
        return not self._keys.isdisjoint({key, ("", route), ("*", route)})


def _key(name: str) -> tuple[str, str]:
    """(method, route with values left open) of "GET /items/<int:id>"."""
    method, _, route = name.strip().rpartition(" ")
    return method, open_route(route)


def open_route(route: str) -> str:
    """The route as every framework would write it: values as ``*``, no anchors, no slashes at the ends."""
    return re.sub(r"/{2,}", "/", _ANCHORS.sub("", _VALUES.sub("*", route))).strip("/")


def _identity(entry: Listed, files: Path) -> FunctionId | None:
    """The definition of the application that answers."""
    file = Path(entry.file)
    if not entry.file or not file.is_relative_to(files):
        return None
    path = file.relative_to(files).as_posix()
    facts = python.extract(file.read_bytes())
    name = entry.name.replace(".<locals>", "")
    if name in facts.functions or name in facts.classes:
        return FunctionId(path, name)
    around = [f for f in facts.functions.values() if f.line <= entry.line <= f.end_line]
    return FunctionId(path, around[-1].qualname if around else name)

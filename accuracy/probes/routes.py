"""Print what a framework itself says of an application's routes, as JSON.

    python routes.py flask|fastapi|django TARGET

TARGET is "module:attribute" (an application, or a function that makes one), for Django the settings module.
Printed: [[method, route, file, first line, name]], the last three of the function that answers.
"""

# ruff: noqa: PTH100, PTH109 - paths are text in what inspect says

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

Row = tuple[str, str, Any]  # method ("" where the framework does not say), route, what answers
_GIVEN = {"HEAD", "OPTIONS"}  # frameworks add these by themselves


def flask(target: str) -> Iterator[Row]:
    application = _load(target)
    for rule in application.url_map.iter_rules():
        view = application.view_functions[rule.endpoint]
        given = getattr(view, "view_class", None)
        for method in sorted((rule.methods or set()) - _GIVEN):
            yield method, rule.rule, _member(given, method) if given else view


def fastapi(target: str) -> Iterator[Row]:
    def walk(routes: Any, prefix: str) -> Iterator[Row]:
        for route in routes:
            path = prefix + getattr(route, "path", "")
            if hasattr(route, "endpoint"):
                for method in sorted((getattr(route, "methods", None) or {"WEBSOCKET"}) - _GIVEN):
                    yield method, path, route.endpoint
            elif getattr(route, "routes", None):
                yield from walk(route.routes, path)

    yield from walk(_load(target).routes, "")


def django(target: str) -> Iterator[Row]:
    os.environ["DJANGO_SETTINGS_MODULE"] = target
    importlib.import_module("django").setup()
    resolver = importlib.import_module("django.urls").get_resolver()

    def walk(patterns: Any, prefix: str) -> Iterator[Row]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, route)
            else:
                view = pattern.callback
                yield "", route, getattr(view, "view_class", None) or getattr(view, "cls", None) or view

    yield from walk(resolver.url_patterns, "/")


def _load(target: str) -> Any:
    module, _, name = target.partition(":")
    found = getattr(importlib.import_module(module), name)
    return found() if inspect.isfunction(found) else found


def _member(given: Any, method: str) -> Any:
    return getattr(given, method.lower(), None) or given


def _place(view: Any) -> tuple[str, int, str]:
    view = inspect.unwrap(view)
    while hasattr(view, "func"):  # functools.partial
        view = inspect.unwrap(view.func)
    if not (inspect.isclass(view) or inspect.isroutine(view)):
        view = type(view)
    try:
        file, line = inspect.getsourcefile(view) or "", inspect.getsourcelines(view)[1]
    except (OSError, TypeError):
        file, line = "", 0
    return os.path.abspath(file) if file else "", line, view.__qualname__


if __name__ == "__main__":
    listings: dict[str, Callable[[str], Iterator[Row]]] = {
        "flask": flask,
        "fastapi": fastapi,
        "django": django,
    }
    sys.path.insert(0, os.getcwd())
    rows = [[method, route, *_place(view)] for method, route, view in listings[sys.argv[1]](sys.argv[2])]
    json.dump(rows, sys.stdout)

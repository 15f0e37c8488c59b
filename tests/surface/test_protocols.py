"""Programs that a server calls by their parameters alone."""

from __future__ import annotations

import pytest
from engine import engine

from tidegate.surface.protocols import shaped


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def app(environ, start_response): ...", ["app.app"]),
        ("class App:\n    async def __call__(self, scope, receive, send): ...", ["app.App.__call__"]),
        ("class App:\n    def serve(this, environ, start_response): ...", ["app.App.serve"]),
        ("def handler(event, context): ...", ["app.handler"]),
        ("class Window:\n    def closed(self, event, context): ...", []),
        ("class App:\n    @staticmethod\n    def serve(environ, start_response): ...", ["app.App.serve"]),
        ("def app(environ): ...", []),
        ("def app(environ, start_response, more): ...", []),
        ("def app(start_response, environ): ...", []),
    ],
)
def test_the_shape_tells(code: str, expected: list[str]) -> None:
    assert [handler.name for handler in shaped(engine({"app.py": code}), ["app.py"])] == expected

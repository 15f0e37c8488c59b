"""For which routes a hook that asks for the path or the endpoint turns callers away."""

from __future__ import annotations

import pytest
from engine import Analysis

HEAD = """\
import os
from flask import Blueprint, Flask, abort, request, session
PUBLIC = ("/", "/login")
app = Flask(__name__)
"""
ROUTES = """\
@app.get("/")
def home(): ...
@app.get("/login")
def login(): ...
@app.get("/admin/users/<int:number>")
def user(number): ...
@app.get("/<name>")
def page(name): ...
"""
ASKS = '"user" not in session'
EVERY = {"/", "/login", "/admin/users/<int:number>", "/<name>"}
REFUSES = f"if {ASKS}:\n        abort(401)\n"
PUBLIC_LEFT = EVERY - {"/", "/login"}
HOOKS = {
    "no condition": (REFUSES, EVERY),
    "only beneath a path": (f"if request.path.startswith('/admin') and {ASKS}: abort(401)", PUBLIC_LEFT),
    "only beneath one of several": (
        f"if request.path.startswith(('/admin', '/log')) and {ASKS}: abort(401)",
        EVERY - {"/"},
    ),
    "the condition around it": (
        f"if request.path.startswith('/admin'):\n        if {ASKS}: abort(401)",
        PUBLIC_LEFT,
    ),
    "all but what is listed": (f"if request.path in PUBLIC: return\n    {REFUSES}", PUBLIC_LEFT),
    "all but one": (f"if request.path != '/login' and {ASKS}: abort(401)", EVERY - {"/login"}),
    "all but what is beneath a path, by a variable": (
        f"path = request.path\n    if not path.startswith('/admin/users/') and {ASKS}: abort(401)",
        {"/", "/login", "/<name>"},
    ),
    "all but endpoints": (
        f"if request.endpoint in ('login', 'static'): return\n    {REFUSES}",
        EVERY - {"/login"},
    ),
    "only an endpoint": (
        f"if request.endpoint == 'user' and {ASKS}: abort(401)",
        {"/admin/users/<int:number>"},
    ),
    "either of two": (
        f"if request.path.startswith('/admin') or request.path == '/login':\n        if {ASKS}: abort(401)",
        EVERY - {"/"},
    ),
    "a path that nobody knows": (
        f"if request.path.startswith(os.environ['ROOT']) and {ASKS}: abort(401)",
        EVERY,
    ),
    "another question of the path": (f"if request.path.endswith('/admin') and {ASKS}: abort(401)", EVERY),
    "a function that answers for it": (f"if is_admin() and {ASKS}: abort(401)", PUBLIC_LEFT),
}


def protected(text: str, head: str = HEAD) -> set[str]:
    """The routes before which somebody asks who comes in."""
    controls = Analysis({"app.py": head + text}).controls()
    return {name.partition(" ")[2] for name, kinds in controls.items() if "authentication" in kinds}


@pytest.mark.parametrize("name", HOOKS)
def test_where_a_hook_asks(name: str) -> None:
    body, expected = HOOKS[name]
    asks = "def is_admin():\n    return request.path.startswith('/admin')\n"
    assert protected(f"{asks}@app.before_request\ndef guard():\n    {body}\n{ROUTES}") == expected


GUARD = f"""\
@app.before_request
def guard():
    if request.path.startswith("/admin") and {ASKS}:
        abort(401)
"""
UNDER = """\
part = Blueprint("part", __name__)
@part.get("/users")
def users(): ...
"""


def test_a_router_under_a_known_prefix() -> None:
    assert protected(f"{GUARD}{UNDER}app.register_blueprint(part, url_prefix='/admin')\n") == {"/admin/users"}
    assert protected(f"{GUARD}{UNDER}app.register_blueprint(part, url_prefix='/shop')\n") == set()


def test_under_a_prefix_that_nobody_can_tell_the_hook_counts() -> None:
    under = "app.register_blueprint(part, url_prefix=os.environ['ROOT'])\n"
    assert protected(f"{GUARD}{UNDER}{under}") == {"/users"}


ASYNC = """\
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
app = FastAPI()
@app.middleware("http")
async def guard(request: Request, call_next):
    if request.url.path.startswith("/api/") and "user" not in request.session:
        return JSONResponse({}, status_code=401)
    return await call_next(request)
@app.get("/api/items/{number}")
async def item(number: int): ...
@app.get("/health")
async def health(): ...
"""


def test_middleware_that_answers_itself() -> None:
    assert protected(ASYNC, "") == {"/api/items/{number}"}

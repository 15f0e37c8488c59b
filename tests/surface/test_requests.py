"""What a request brings to a handler, and what it reaches."""

from __future__ import annotations

import textwrap

import pytest
from engine import Analysis

FASTAPI = "import os\nfrom fastapi import Body, Depends, FastAPI, Header, Query\napp = FastAPI()\n"
FLASK = "import os\nfrom flask import Flask, request\napp = Flask(__name__)\n"

PROGRAMS = {
    "typed parameters": FASTAPI
    + """
        @app.get("/{name}/{number}")
        def view(name: str, number: int, flag: bool, more: list[str], size: int | None = None):
            os.system(name)  # bad
            os.system(f"kill {number} {flag} {size}")
            os.system(more[0])  # bad
    """,
    "a model": FASTAPI
    + """
        from enum import Enum
        from pydantic import BaseModel
        class Kind(Enum):
            A = "a"
        class Inner(BaseModel):
            text: str
        class Order(BaseModel):
            name: str
            number: int
            kind: Kind
            inner: Inner
            items: list[Inner]
        @app.post("/")
        def view(order: Order):
            os.system(order.name)  # bad
            os.system(f"kill {order.number}")
            os.system(order.kind.value)
            os.system(order.inner.text)  # bad
            for item in order.items:
                os.system(item.text)  # bad
    """,
    "what is injected is not from outside, what its provider reads is": FASTAPI
    + """
        def settings():
            return {"folder": "/srv"}
        def page(start: str = "0", size: int = 1):
            return start
        @app.get("/")
        def view(config=Depends(settings), first=Depends(page)):
            os.system(config["folder"])
            os.system(first)  # bad
    """,
    "parameters of the route": FLASK
    + """
        @app.get("/<name>/<int:number>/<path:rest>")
        def view(name, number, rest):
            os.system(name)  # bad
            os.system(f"kill {number}")
            os.system(rest)  # bad
    """,
    "methods of a class": FLASK
    + """
        from flask.views import MethodView
        class View(MethodView):
            def get(self, name):
                self.run(name)
            def run(self, name):
                os.system(name)  # bad
        app.add_url_rule("/<name>", view_func=View.as_view("v"))
    """,
    "a handler within a function": FLASK
    + """
        def create(command):
            made = Flask(__name__)
            @made.get("/<name>")
            def view(name):
                os.system(command)
                os.system(name)  # bad
            return made
    """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_program(program: str) -> None:
    head, _, body = program.partition("\n\n")
    code = f"{head}\n{textwrap.dedent(body)}" if body else program
    bad = [number for number, line in enumerate(code.splitlines(), 1) if line.endswith("# bad")]
    assert Analysis({"app.py": code}).findings().get("command-injection", []) == bad


def test_what_a_handler_returns_is_a_page() -> None:
    source = FLASK + (
        "from markupsafe import escape\n"
        "@app.get('/a')\ndef a():\n    return '<p>' + request.args['q']\n"
        "@app.get('/b')\ndef b():\n    return '<p>' + escape(request.args['q'])\n"
        "@app.get('/c')\ndef c():\n    return {'q': request.args['q']}\n"
        "@app.get('/d')\ndef d():\n    return request.args['q'], 404\n"
    )
    assert Analysis({"app.py": source}).findings().get("xss") == [7, 16]


def test_the_source_is_named() -> None:
    source = FLASK + "@app.get('/<name>')\ndef view(name):\n    os.system(name)\n"
    arrivals = Analysis({"app.py": source}).arrivals()
    assert [getattr(a.taint.origin, "says", "") for a in arrivals] == ["a part of the URL (`name`)"]


_CHECKED = """
import os
from typing import Annotated
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException

KNOWN = ("a", "b")

def known(name: str) -> None:
    if name not in KNOWN:
        raise HTTPException(404)

def lax(name: str) -> None:
    if not name:
        raise HTTPException(404)

def known_header(name: Annotated[str, Header()]) -> None:
    if name not in KNOWN:
        raise HTTPException(404)

def outer(_: Annotated[None, Depends(known)]) -> None: ...

app = FastAPI(APP)
router = APIRouter(prefix="/x/{name}", ROUTER)

@router.get("/y", ROUTE)
def view(name: str, name_of: str = "") -> None:
    os.system("ls " + name)

app.include_router(router, MOUNT)
"""


@pytest.mark.parametrize(
    ("at", "function", "is_found"),
    [
        ("APP", "known", False),
        ("ROUTER", "known", False),
        ("ROUTE", "known", False),
        ("MOUNT", "known", False),
        ("ROUTER", "outer", False),
        ("ROUTER", "lax", True),
    ],
)
def test_a_dependency_may_check_what_the_handler_gets(at: str, function: str, is_found: bool) -> None:
    text = _CHECKED.replace(at, f"dependencies=[Depends({function})]", 1)
    for place in ("APP", "ROUTER", "ROUTE", "MOUNT"):
        text = text.replace(f"{place})", ")").replace(f", {place}", "")
    assert bool(Analysis({"app.py": text}).findings()) is is_found


def test_a_check_of_another_part_of_the_request_says_nothing() -> None:
    text = _CHECKED.replace("/x/{name}", "/x").replace("ROUTER", "dependencies=[Depends(known_header)]", 1)
    for place in ("APP", "ROUTE", "MOUNT"):
        text = text.replace(f"{place})", ")").replace(f", {place}", "")
    assert Analysis({"app.py": text}).findings() != {}

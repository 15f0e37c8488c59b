"""Which handlers a program has, and by which routes they are reached."""

from __future__ import annotations

import pytest
from engine import Analysis

from tidegate.program.names import FunctionId

FLASK = """
from flask import Blueprint, Flask
from flask.views import MethodView

app = Flask(__name__)
shop = Blueprint("shop", __name__, url_prefix="/shop")

@app.get("/")
def index(): ...

@shop.route("/orders/<int:number>", methods=["PUT", "DELETE"])
def order(number): ...

class Item(MethodView):
    def get(self): ...
    def helper(self): ...

shop.add_url_rule("/item", view_func=Item.as_view("item"))
app.register_blueprint(shop)
"""

FASTAPI = """
from fastapi import APIRouter, FastAPI

app = FastAPI()
inner = APIRouter(prefix="/inner")
outer = APIRouter(prefix="/outer")

@inner.get("/a")
async def a(): ...

@app.websocket("/live")
async def live(socket): ...

@app.api_route("/any", methods=["GET", "POST"])
async def anything(): ...

outer.include_router(inner)
app.include_router(outer, prefix="/api")
"""

AIOHTTP = """
from aiohttp import web

async def a(request): ...
async def b(request): ...

def make():
    app = web.Application()
    app.router.add_get("/a", a)
    app.add_routes([web.post("/b", b)])
    return app
"""

STARLETTE = """
from starlette.applications import Starlette
from starlette.routing import Mount, Route

async def a(request): ...
async def b(request): ...

inner = [Route("/b", b, methods=["POST"])]
app = Starlette(routes=[Route("/a", a)] + [Mount("/inner", routes=inner)])
"""

DJANGO = {
    "site/urls.py": """
from django.urls import include, path, re_path
from site.views import a, B
import site.api

urlpatterns = [
    path("a/<int:number>/", a),
    re_path(r"^b/(?P<name>[a-z]+(?:x))/$", B.as_view()),
    path("api/", include("site.api")),
]
urlpatterns += [path("last/", a)]
""",
    "site/api.py": """
from django.urls import path
from site.views import a
urlpatterns = [path("list/", a), path("more/", a)]
""",
    "site/views.py": """
from django.views import View

def a(request, number=1): ...

class B(View):
    def get(self, request, name): ...
    def post(self, request, name): ...
    def other(self): ...
""",
}

CASES = {
    "flask": (
        {"app.py": FLASK},
        ["GET /", "PUT /shop/orders/<int:number>", "DELETE /shop/orders/<int:number>", "GET /shop/item"],
    ),
    "fastapi": (
        {"app.py": FASTAPI},
        ["GET /api/outer/inner/a", "WEBSOCKET /live", "GET /any", "POST /any"],
    ),
    "aiohttp": ({"app.py": AIOHTTP}, ["GET /a", "POST /b"]),
    "starlette": ({"app.py": STARLETTE}, ["GET /a", "POST /inner/b"]),
    "django": (
        DJANGO,
        ["/a/<int:number>/", "GET /b/<name>/", "POST /b/<name>/", "/api/list/", "/api/more/", "/last/"],
    ),
}


@pytest.mark.parametrize(("files", "names"), CASES.values(), ids=CASES)
def test_routes(files: dict[str, str], names: list[str]) -> None:
    assert sorted(Analysis(files).entry_points()) == sorted(names)


def test_a_route_names_its_function() -> None:
    handlers = {handler.name: handler for handler in Analysis({"app.py": FLASK}).survey.handlers}
    assert handlers["GET /"].identity == FunctionId("app.py", "index")
    assert handlers["GET /shop/item"].identity == FunctionId("app.py", "Item.get")
    assert handlers["GET /"].place.line == 8


def test_a_handler_made_inside_a_function() -> None:
    source = """
from flask import Flask

def create():
    app = Flask(__name__)

    @app.get("/inside")
    def inside(): ...

    return app
"""
    (handler,) = Analysis({"app.py": source}).survey.handlers
    assert handler.name == "GET /inside"
    assert handler.closure is not None


def test_routers_in_other_files() -> None:
    files = {
        "app/__init__.py": "",
        "app/main.py": "from fastapi import FastAPI\nfrom app.api import router\napp = FastAPI()\n"
        "app.include_router(router, prefix='/v1')\n",
        "app/api.py": "from fastapi import APIRouter\nrouter = APIRouter(prefix='/items')\n"
        "@router.get('/{number}')\ndef item(number: int): ...\n",
    }
    assert Analysis(files).entry_points() == ["GET /v1/items/{number}"]


def test_a_class_without_a_route_is_named_by_itself() -> None:
    source = "from django.views import View\nclass V(View):\n    def get(self, request): ...\n"
    (handler,) = Analysis({"shop/views.py": source}).survey.handlers
    assert (handler.name, handler.route) == ("shop.views.V.get", None)


def test_routers_that_hold_each_other_end() -> None:
    source = (
        "from fastapi import APIRouter\na = APIRouter(prefix='/a')\nb = APIRouter(prefix='/b')\n"
        "a.include_router(b)\nb.include_router(a)\n@a.get('/x')\ndef x(): ...\n"
    )
    (name,) = Analysis({"app.py": source}).entry_points()
    assert name.endswith("/a/x")


def test_routes_registered_by_a_function_of_the_program() -> None:
    source = (
        "from flask import Blueprint, Flask\nfrom flask.views import MethodView\n"
        "def register(parent, routes, view):\n    for route in routes:\n"
        "        parent.add_url_rule(route, view_func=view)\n"
        + "".join(f"class V{i}(MethodView):\n    def get(self): ...\n" for i in range(15))
        + "def make():\n    app = Flask(__name__)\n    part = Blueprint('p', __name__)\n"
        + "".join(f"    register(part, ['/a{i}', '/b{i}'], view=V{i}.as_view('v{i}'))\n" for i in range(15))
        + "    app.register_blueprint(part, url_prefix='/p')\n    return app\n"
    )
    wanted = [f"GET /p/{letter}{i}" for i in range(15) for letter in "ab"]
    assert sorted(set(Analysis({"app.py": source}).entry_points())) == sorted(wanted)

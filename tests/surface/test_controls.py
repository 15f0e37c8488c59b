"""What protects a handler: of every kind, in its real order, and what takes it away."""

from __future__ import annotations

import pytest
from engine import Analysis

from tidegate.config.settings import ThreatModel
from tidegate.program.names import MODULE, FunctionId
from tidegate.surface.survey import Survey

HEAD = (
    "from flask import Blueprint, Flask, abort, request, session\nimport functools\napp = Flask(__name__)\n"
)

FLASK = {
    "nothing": ("@app.get('/')\ndef view(): ...\n", []),
    "a check in the body": (
        "@app.get('/')\ndef view():\n    if not session.get('user'):\n        abort(401)\n",
        ["authentication"],
    ),
    "a check in a function that the body calls": (
        (
            "def check():\n    if not session.get('admin'):\n        abort(403)\n"
            "@app.get('/')\ndef view():\n    check()\n"
        ),
        ["authorization"],
    ),
    "a decorator of one's own": (
        (
            "def guarded(view):\n    @functools.wraps(view)\n    def inner(*args, **kwargs):\n"
            "        if 'user' not in session:\n            return 'no', 401\n"
            "        return view(*args, **kwargs)\n"
            "    return inner\n@app.get('/')\n@guarded\ndef view(): ...\n"
        ),
        ["authentication"],
    ),
    "a decorator that takes arguments": (
        (
            "def role(name):\n    def wrap(view):\n        def inner(*args):\n"
            "            if session['role'] != name:\n"
            "                abort(403)\n            return view(*args)\n"
            "        return inner\n    return wrap\n"
            "@app.get('/')\n@role('admin')\ndef view(): ...\n"
        ),
        ["authorization"],
    ),
    "a decorator that stopped checking": (
        (
            "def guarded(view):\n    def inner(*args):\n        return view(*args)\n    return inner\n"
            "@app.get('/')\n@guarded\ndef view(): ...\n"
        ),
        [],
    ),
    "a decorator above the route protects nothing": (
        "from flask_login import login_required\n@login_required\n@app.get('/')\ndef view(): ...\n",
        [],
    ),
    "a decorator that nobody can look into": (
        "from company.auth import login_required\n@app.get('/')\n@login_required\ndef view(): ...\n",
        ["authentication"],
    ),
    "before every request": (
        (
            "@app.before_request\ndef check():\n    if not session.get('user'):\n        abort(401)\n"
            "@app.get('/')\ndef view(): ...\n"
        ),
        ["authentication"],
    ),
    "before every request of another blueprint": (
        (
            "other = Blueprint('other', __name__)\n@other.before_request\ndef check():\n    abort(401)\n"
            "app.register_blueprint(other)\n@app.get('/')\ndef view(): ...\n"
        ),
        [],
    ),
}


@pytest.mark.parametrize(("source", "kinds"), FLASK.values(), ids=FLASK)
def test_flask(source: str, kinds: list[str]) -> None:
    assert Analysis({"app.py": HEAD + source}).controls() == {"GET /": kinds}


FASTAPI = """
from typing import Annotated
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request

def user(request: Request):
    if "user" not in request.session:
        raise HTTPException(status_code=401)

def admin(user: Annotated[str, Depends(user)]):
    if user != "admin":
        raise HTTPException(403)

def nobody(): ...

app = FastAPI()
router = APIRouter(dependencies=[Depends(user)])

@router.get("/routers")
def of_the_router(): ...

@router.get("/both", dependencies=[Depends(admin)])
def of_both(): ...

@app.get("/parameter")
def of_a_parameter(user=Depends(user)): ...

@app.get("/chain")
def of_a_chain(who: Annotated[str, Depends(admin)]): ...

@app.get("/nothing")
def of_nothing(it=Depends(nobody)): ...

app.include_router(router)
"""


def test_dependencies() -> None:
    assert Analysis({"app.py": FASTAPI}).controls() == {
        "GET /routers": ["authentication"],
        "GET /both": ["authentication", "authorization"],
        "GET /parameter": ["authentication"],
        "GET /chain": ["authentication", "authorization"],
        "GET /nothing": [],
    }


def test_the_order_is_the_real_one() -> None:
    source = HEAD + (
        "from flask_login import login_required\n@app.before_request\ndef first():\n    abort(403)\n"
        "@app.get('/')\n@login_required\ndef view():\n    if session['x']:\n        abort(429)\n"
    )
    survey = Analysis({"app.py": source}).survey
    (handler,) = survey.handlers
    assert [control.kind for control in survey.controls(handler)] == [
        "authorization",
        "authentication",
        "rate-limit",
    ]


def test_what_the_team_says_protects() -> None:
    source = HEAD + "def ours(view):\n    return view\n@app.get('/')\n@ours\ndef view(): ...\n"
    analysis = Analysis({"app.py": source})
    model = ThreatModel(authentication=("app.ours",))
    survey = Survey(analysis.engine, ["app.py"], [FunctionId("app.py", "ours")], model)
    (handler,) = survey.handlers
    assert [(c.kind, c.provider) for c in survey.controls(handler)] == [("authentication", "app.ours")]


def test_middleware_of_the_settings() -> None:
    files = {
        "site/settings.py": 'MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]\n',
        "tests/settings.py": 'MIDDLEWARE = ["django.contrib.auth.middleware.LoginRequiredMiddleware"]\n',
        "site/urls.py": "from django.urls import path\nfrom site.views import a, b\n"
        "urlpatterns = [path('a/', a), path('b/', b)]\n",
        "site/views.py": "from django.views.decorators.csrf import csrf_exempt\n"
        "def a(request): ...\n@csrf_exempt\ndef b(request): ...\n",
    }
    assert Analysis(files).controls() == {"/a/": ["csrf"], "/b/": []}


def test_a_router_that_is_mounted_twice() -> None:
    source = (
        "from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request\n"
        "def user(request: Request):\n    if 'user' not in request.session:\n"
        "        raise HTTPException(401)\n"
        "router = APIRouter()\n@router.get('/x')\ndef x(): ...\n"
        "app = FastAPI()\napp.include_router(router, prefix='/open')\n"
        "app.include_router(router, prefix='/own', dependencies=[Depends(user)])\n"
        "app.include_router(router, prefix='/own', dependencies=[Depends(user)])\n"
    )
    assert Analysis({"app.py": source}).controls() == {
        "GET /open/x": [],
        "GET /own/x": ["authentication"],
    }


def test_what_is_only_made_refuses_nobody() -> None:
    made = "@app.get('/')\ndef view():\n    refused = {}\n    return 'ok'\n"
    raised = (
        "@app.get('/')\ndef view():\n    refused = {}\n"
        "    if not session.get('user'):\n        raise refused\n    return 'ok'\n"
    )
    head = HEAD + "from werkzeug.exceptions import Unauthorized\n"
    assert Analysis({"app.py": head + made.format("Unauthorized()")}).controls() == {"GET /": []}
    assert Analysis({"app.py": head + raised.format("Unauthorized()")}).controls() == {
        "GET /": ["authentication"]
    }


def test_who_is_always_there_is_not_asked_for() -> None:
    source = (
        "class User: ...\ndef of_request():\n    {}return User()\n"
        "@app.get('/')\ndef view():\n    user = of_request()\n"
        "    if user is None:\n        abort(401)\n    return 'ok'\n"
    )
    asked = "if 'user' not in session:\n        return None\n    "
    assert Analysis({"app.py": HEAD + source.format(asked)}).controls() == {"GET /": ["authentication"]}
    assert Analysis({"app.py": HEAD + source.format("")}).controls() == {"GET /": []}


ORDERED = """\
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import Response

class Signed(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if 'user' not in request.session:
            return Response(status_code=401)
        return await call_next(request)

class Staff(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if 'staff' not in request.session:
            return Response(status_code=403)
        return await call_next(request)

def one(request: Request):
    if 'one' not in request.session:
        raise HTTPException(403)

def two(request: Request):
    if 'two' not in request.session:
        raise HTTPException(403)

router = APIRouter(dependencies=[Depends(two)])

@router.get('/x')
def x(): ...

app = FastAPI()
app.add_middleware(Signed)
app.add_middleware(Staff)
app.include_router(router, dependencies=[Depends(one)])
"""


def test_a_request_meets_what_was_added_last_first_and_mounts_before_routers() -> None:
    survey = Analysis({"app.py": ORDERED}).survey
    (handler,) = survey.handlers
    found = [(control.provider, control.line) for control in survey.controls(handler)]
    assert found == [("app.Staff", 32), ("app.Signed", 31), ("app.one", 33), ("app.two", 25)]


DEFAULTED = """
from rest_framework.permissions import AllowAny
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet

class Shelves(ModelViewSet):
    def get_permissions(self):
        if self.action == "list":
            return [AllowAny()]
        return super().get_permissions()

class Open(ModelViewSet):
    def get_permissions(self):
        return [AllowAny()]

router = DefaultRouter()
router.register("shelves", Shelves)
router.register("open", Open)
"""
SETTINGS = 'REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}\n'


def test_what_settings_say_holds_where_a_method_hands_on() -> None:
    files = {"library/settings.py": SETTINGS, "library/api.py": DEFAULTED}
    found = Analysis(files).controls()
    assert {name.split("/")[1]: kinds for name, kinds in found.items()} == {
        "shelves": ["authentication"],
        "open": [],
    }


REST = """\
from aiohttp import web


class Api:
    async def list(self, request):
        return web.json_response([])


class Rest:
    def __init__(self, key):
        self.key = key
        self.api: Api | None = None
        self.app: web.Application = web.Application(middlewares=[self.token])
        self.second: web.Application = web.Application()

    @web.middleware
    async def token(self, request, handler):
        if request.headers.get("X-Key") != self.key:
            raise web.HTTPUnauthorized()
        return await handler(request)

    def load(self):
"""
RESTS = {
    "the object's own application": (
        (
            "        self.routes()\n\n    def routes(self):\n        api = Api()\n"
            '        self.app.add_routes([web.get("/a", api.list), web.get("/b", api.list)])\n'
        ),
        {"GET /a": ["authentication"], "GET /b": ["authentication"]},
    ),
    "one that is part of it": (
        (
            "        self.api = Api()\n        self.routes()\n"
            '        self.app.add_subapp("/v2", self.second)\n\n'
            '    def routes(self):\n        self.second.add_routes([web.get("/a", self.api.list)])\n'
        ),
        {"GET /v2/a": ["authentication"]},
    ),
    "one that is part of nothing": (
        (
            "        self.api = Api()\n        self.routes()\n\n"
            '    def routes(self):\n        self.second.add_routes([web.get("/a", self.api.list)])\n'
        ),
        {"GET /a": []},
    ),
    "given, before its callers are read": (
        (
            "        self.routes(self.app)\n\n"
            "    def again(self):\n        self.routes(self.app)\n\n"
            "    def routes(self, app):\n        api = Api()\n"
            '        app.add_routes([web.get("/a", api.list)])\n'
        ),
        {"GET /a": ["authentication"]},
    ),
    "given by nobody who is known": (
        (
            "        pass\n\n    def routes(self, app: web.Application):\n        api = Api()\n"
            '        app.add_routes([web.get("/a", api.list)])\n'
        ),
        {"GET /a": []},
    ),
    "given to the function that adds them": (
        (
            "        self.routes(self.app)\n        self.routes(self.second)\n"
            '        self.app.add_subapp("/v2", self.second)\n\n'
            "    def routes(self, app):\n        api = Api()\n"
            '        app.add_routes([web.get("/a", api.list)])\n'
            '        app.add_routes([web.get("/b", api.list)])\n'
        ),
        {name: ["authentication"] for name in ("GET /a", "GET /b", "GET /v2/a", "GET /v2/b")},
    ),
}


@pytest.mark.parametrize("name", RESTS)
@pytest.mark.parametrize("backwards", [False, True])
def test_routes_of_an_application_that_an_object_holds(name: str, backwards: bool) -> None:
    load, expected = RESTS[name]
    analysis = Analysis({"rest.py": REST + load})
    makers = [function for function in analysis.functions if function.qualname != MODULE]
    survey = Survey(analysis.engine, ["rest.py"], makers[::-1] if backwards else makers)
    found = {
        handler.name: [control.kind for control in survey.controls(handler)] for handler in survey.handlers
    }
    assert found == expected


ROUTERS = """\
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request


def known(request: Request):
    if not request.headers.get("X-User"):
        raise HTTPException(401)


class Members(APIRouter):
    def __init__(self, tags=None, prefix: str = "", **rest):
        super().__init__(tags=tags, prefix=prefix, dependencies=[Depends(known)], **rest)


class Named(APIRouter):
    def __init__(self, prefix: str):
        APIRouter.__init__(self, prefix=prefix)


class Plain(APIRouter):
    pass


members = Members(prefix="/members")
named = Named("/named")
plain = Plain(prefix="/plain")


@members.patch("")
def change(): ...


@named.get("/x")
def read(): ...


@plain.get("/x")
def see(): ...


app = FastAPI()
api = APIRouter(prefix="/api")
api.include_router(members)
api.include_router(named)
api.include_router(plain)
app.include_router(api)
"""


def test_routers_of_ones_own_class() -> None:
    survey = Analysis({"app.py": ROUTERS}).survey
    found = {handler.name: [c.kind for c in survey.controls(handler)] for handler in survey.handlers}
    assert found == {
        "PATCH /api/members": ["authentication"],
        "GET /api/named/x": [],
        "GET /api/plain/x": [],
    }

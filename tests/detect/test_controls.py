"""Checks that a team names are looked into all the same; what a class has injected protects its methods."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check

NAMED = "version: 1\nthreat_model:\n  authentication: [shop.doors.ours]\n"
VIEWS = """\
from flask import Flask
from shop import rows
from shop.doors import ours
app = Flask(__name__)


@app.post("/pay/<int:number>")
@ours
def pay(number):
    rows.take(number)
    return ""
"""
ASKS = """\
from functools import wraps
from flask import abort, session


def ours(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return view(*args, **kwargs)
    return inner
"""
GUTTED = ASKS.replace('        if "user" not in session:\n            abort(401)\n', "")
REWORDED = ASKS.replace(
    '        if "user" not in session:\n            abort(401)\n',
    '        known = "user" in session\n        if not known:\n            abort(401)\n',
)


def rules(folder: Path, base: dict[str, str], head: dict[str, str]) -> set[str]:
    repository = RepositoryBuilder(folder)
    repository.commit("base", base)
    repository.commit("head", head)
    result = check(CheckOptions(directory=folder, revision_range="HEAD~1..HEAD"))
    return {one.rule for one in result.findings}


@pytest.mark.parametrize("settings", ["version: 1\n", NAMED], ids=["unnamed", "named"])
def test_a_check_that_is_emptied_is_no_check(settings: str, tmp_path: Path) -> None:
    base = {".tidegate/config.yaml": settings, "shop/views.py": VIEWS, "shop/doors.py": ASKS}
    assert rules(tmp_path, base, {"shop/doors.py": GUTTED}) & {"authentication-lost", "control-weakened"}


@pytest.mark.parametrize("settings", ["version: 1\n", NAMED], ids=["unnamed", "named"])
def test_a_check_in_other_words_is_the_same(settings: str, tmp_path: Path) -> None:
    base = {".tidegate/config.yaml": settings, "shop/views.py": VIEWS, "shop/doors.py": ASKS}
    assert rules(tmp_path, base, {"shop/doors.py": REWORDED}) == set()


def test_a_named_class_that_is_emptied_is_no_check(tmp_path: Path) -> None:
    settings = "version: 1\nthreat_model:\n  authorization: [shop.doors.Owns]\n"
    view = (
        "from rest_framework.views import APIView\nfrom shop.doors import Owns\n\n\n"
        "class Pay(APIView):\n    permission_classes = [Owns]\n\n"
        "    def post(self, request):\n        return None\n"
    )
    door = (
        "from rest_framework.permissions import BasePermission\n\n\nclass Owns(BasePermission):\n"
        "    def has_permission(self, request, view):\n        return {}\n"
    )
    urls = (
        "from django.urls import path\nfrom shop.views import Pay\n"
        "urlpatterns = [path('pay/', Pay.as_view())]\n"
    )
    base = {
        ".tidegate/config.yaml": settings,
        "shop/urls.py": urls,
        "shop/views.py": view,
        "shop/doors.py": door.format("request.user.is_staff"),
    }
    assert rules(tmp_path, base, {"shop/doors.py": door.format("True")}) & {
        "authorization-lost",
        "control-weakened",
    }


CONTROLLER = """\
from fastapi import APIRouter, Depends
from shop.doors import user
from shop import rows
router = APIRouter()


class Controller:
    asker: str = Depends(user)


class Payments(Controller):
    @router.post("/pay/{number}")
    def pay(self, number: int):
        rows.take(number)
"""
DOOR = """\
from fastapi import HTTPException, Request


def user(request: Request):
    if "user" not in request.session:
        raise HTTPException(401)
    return request.session["user"]
"""


def test_what_is_injected_into_a_class_protects_its_methods(tmp_path: Path) -> None:
    base = {"shop/payments.py": CONTROLLER, "shop/doors.py": DOOR}
    head = CONTROLLER.replace("    asker: str = Depends(user)\n", "    asker: str = ''\n")
    assert rules(tmp_path / "lost", base, {"shop/payments.py": head}) == {"authentication-lost"}
    moved = CONTROLLER.replace("    asker: str = Depends(user)\n", "    pass\n").replace(
        "class Payments(Controller):\n", "class Payments(Controller):\n    asker: str = Depends(user)\n\n"
    )
    assert rules(tmp_path / "moved", base, {"shop/payments.py": moved}) == set()


GUARD = """\
from flask import Flask, abort, request, session
import rows
app = Flask(__name__)


@app.before_request
def guard():
    if {asked}:
        abort(401)


@app.post("/pay/<int:number>")
def pay(number):
    rows.take(number)
    return ""
"""


def answered(folder: Path, base: str, head: str) -> tuple[str, set[str]]:
    """The decision, and the codes and rules that it rests on."""
    repository = RepositoryBuilder(folder)
    repository.commit("base", {"app.py": GUARD.format(asked=base)})
    repository.commit("head", {"app.py": GUARD.format(asked=head)})
    result = check(CheckOptions(directory=folder, revision_range="HEAD~1..HEAD"))
    reasons = {one.code for one in result.reasons} & {"controls-changed", "nothing-introduced"}
    return result.decision.value, reasons | {one.rule for one in result.findings}


IN = '"user" not in session'
GET = 'not session.get("user")'


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (GET, 'not request.args.get("token")'),
        (GET, 'not session.get("guest")'),
        (GET, 'request.headers.get("X-Token") != "x"'),
        (IN, 'not request.args.get("user")'),
    ],
)
def test_who_asks_something_else_is_looked_at(base: str, head: str, tmp_path: Path) -> None:
    decision, found = answered(tmp_path, base, head)
    assert decision != "pass"
    assert found & {"controls-changed", "control-weakened"}


@pytest.mark.parametrize("base", [GET, IN])
@pytest.mark.parametrize(
    "more",
    [
        'request.args.get("preview") is None',
        'request.method == "POST"',
        "not app.debug",
        'not request.path.endswith(".js")',
    ],
)
def test_one_more_condition_turns_fewer_away(base: str, more: str, tmp_path: Path) -> None:
    decision, found = answered(tmp_path, base, f"{more} and {base}")
    assert decision != "pass"
    assert "control-weakened" in found


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (GET, 'session.get("user") is None'),
        (IN, 'not "user" in session'),
        (IN, GET),
        (GET, f'{GET} or not session.get("confirmed")'),
        (
            "request.view_args['owner'] != session['user']",
            "request.view_args['owner'].id != session['user'].id",
        ),
        ("not session", "not session or app.debug"),
    ],
)
def test_the_same_or_more_is_no_loss(base: str, head: str, tmp_path: Path) -> None:
    assert answered(tmp_path, base, head) == ("pass", {"nothing-introduced"})


OWN = """\
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path
from django.contrib.admin import ModelAdmin


class JudgeAdmin(ModelAdmin):
    def get_urls(self):
        return [path("stop/", self.stop)]

    def stop(self, request):
        {check}return HttpResponse("")
"""
SETTINGS = 'ROOT_URLCONF = "shop.urls"\nMIDDLEWARE = ["shop.middleware.ForApi"]\n'
FOR_API = """\
from django.core.exceptions import PermissionDenied


class ForApi:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.headers.get("X-Api") and not request.user.has_perm("api.use"):
            raise PermissionDenied
        return self.get_response(request)
"""
CHECK = "if not self.has_change_permission(request):\n            raise PermissionDenied()\n        "


@pytest.mark.parametrize(("before", "after", "found"), [(CHECK, "", True), ("", CHECK, False)])
def test_a_check_of_its_own_is_not_that_of_a_middleware(
    tmp_path: Path, before: str, after: str, found: bool
) -> None:
    others = {"shop/settings.py": SETTINGS, "shop/middleware.py": FOR_API}
    base = {**others, "shop/judges.py": OWN.format(check=before)}
    told = rules(tmp_path, base, {"shop/judges.py": OWN.format(check=after)})
    assert ("control-weakened" in told) is found

"""Ways in that only forms could use, and links can now."""

from __future__ import annotations

from pathlib import Path

import pytest
from introducing import introduced

FLASK = """\
from flask import Flask, redirect, request
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
app = Flask(__name__)
db = SQLAlchemy(app)
{csrf}

class Note(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.route("/notes/<int:key>/remove"{methods})
def remove(key):
    note = db.session.get(Note, key)
    {does}
    return redirect("/")
"""
DELETES = "db.session.delete(note)\n    db.session.commit()"
ON, POST = "CSRFProtect(app)\n", ', methods=["POST"]'
SETTINGS = 'ROOT_URLCONF = "shop.urls"\nMIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]\n'
URLS = """\
from django.urls import path
from shop import views
urlpatterns = [path("close/<int:key>/", views.close)]
"""
DJANGO = """\
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST
from shop.models import Order


{decorator}def close(request, key):
    order = Order.objects.get(pk=key)
    {does}
    return HttpResponse("")
"""
MODELS = "from django.db import models\n\n\nclass Order(models.Model):\n    open = models.BooleanField()\n"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))


def flask(csrf: str = ON, methods: str = "", does: str = DELETES) -> str:
    return FLASK.format(csrf=csrf, methods=methods, does=does)


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        (flask(methods=POST), flask(), ["csrf-lost"]),
        (flask(methods=POST), flask(methods=', methods=["GET", "POST"]'), ["csrf-lost"]),
        (flask(methods=POST, csrf=""), flask(csrf=""), []),
        (flask(methods=POST, does="print(note)"), flask(does="print(note)"), []),
        (flask(), flask(methods=POST), []),
        (
            flask(methods=POST),
            flask(
                methods=', methods=["GET", "POST"]',
                does='if request.method == "POST":\n        db.session.delete(note)',
            ),
            [],
        ),
    ],
)
def test_a_route_that_takes_get_now(tmp_path: Path, base: str, head: str, expected: list[str]) -> None:
    found = introduced(tmp_path, {"app.py": base}, {"app.py": head})
    assert [one.rule for one in found] == expected


def django(decorator: str, does: str = "order.delete()") -> str:
    return DJANGO.format(decorator=decorator, does=does)


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        (django("@require_POST\n"), django(""), ["csrf-lost"]),
        (django('@require_http_methods(["POST"])\n'), django(""), ["csrf-lost"]),
        (django('@require_http_methods(["POST", "GET"])\n'), django(""), []),
        (django("@require_POST\n"), django('@require_http_methods(["POST", "DELETE"])\n'), []),
        (django("@require_POST\n", "print(order)"), django("", "print(order)"), []),
        (
            django("@require_POST\n"),
            django("", 'if request.method == "POST":\n        order.delete()'),
            [],
        ),
    ],
)
def test_a_view_that_asks_for_no_method(tmp_path: Path, base: str, head: str, expected: list[str]) -> None:
    files = {"shop/settings.py": SETTINGS, "shop/urls.py": URLS, "shop/models.py": MODELS}
    found = introduced(tmp_path, {**files, "shop/views.py": base}, {"shop/views.py": head})
    assert [one.rule for one in found] == expected

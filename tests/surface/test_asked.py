"""What refusals ask: the same words wherever the check stands, fewer where it asks less."""

from __future__ import annotations

import pytest
from engine import Analysis

HEAD = """
import hmac
from flask import Flask, abort, request, session
app = Flask(__name__)
KEY = "k"
"""
VIEW = "@app.get('/')\ndef view():\n{}    return 'ok'\n"

SAME = {
    "in the body": VIEW.format("    if request.headers['X'] != session['user']:\n        abort(401)\n"),
    "by get": VIEW.format("    if request.headers.get('X') != session.get('user'):\n        abort(401)\n"),
    "through variables": VIEW.format(
        "    given = request.headers['X']\n    mine = session['user']\n"
        "    if given != mine:\n        abort(401)\n"
    ),
    "in a function": (
        "def is_mine(incoming):\n    return incoming.headers['X'] == session['user']\n"
        + VIEW.format("    if not is_mine(request):\n        abort(401)\n")
    ),
    "in a function that refuses": (
        "def check():\n    if request.headers['X'] != session['user']:\n        abort(401)\n"
        + VIEW.format("    check()\n")
    ),
    "in a decorator": (
        "def mine(view):\n    def checked(*args):\n        if request.headers['X'] != session['user']:\n"
        "            abort(401)\n        return view(*args)\n    return checked\n"
        "@app.get('/')\n@mine\ndef view():\n    return 'ok'\n"
    ),
    "before every request": (
        "@app.before_request\ndef check():\n    if request.headers['X'] != session['user']:\n"
        "        abort(401)\n" + VIEW.format("")
    ),
    "the other way round": VIEW.format(
        "    if request.headers['X'] == session['user']:\n        return 'ok'\n    abort(401)\n"
    ),
}


def words(source: str) -> set[str]:
    survey = Analysis({"app.py": HEAD + source}).survey
    (handler,) = survey.handlers
    refusals = [one.refusal for one in survey.standing(handler) if one.refusal is not None]
    return set(survey.asked.of(refusals))


@pytest.mark.parametrize("source", SAME.values(), ids=SAME)
def test_the_same_words_wherever_the_check_stands(source: str) -> None:
    assert words(source) - {".headers"} == {"['X']", "['user']"}


def test_a_call_of_a_library_is_a_word() -> None:
    compared = VIEW.format("    if not hmac.compare_digest(request.headers['X'], KEY):\n        abort(403)\n")
    assert "hmac.compare_digest()" in words(compared)


def test_what_decides_nothing_is_not_asked() -> None:
    source = VIEW.format(
        "    if request.args['page'] == '2':\n        print('two')\n"
        "    if 'user' not in session:\n        abort(401)\n"
    )
    assert "['page']" not in words(source)


def test_how_data_is_fetched_is_no_question() -> None:
    view = (
        "def view(request):\n    record = get_object_or_404(Record.objects.{}, pk=1)\n"
        "    if record.owner != request.user:\n        raise PermissionDenied\n    return HttpResponse()\n"
    )
    head = (
        "from django.core.exceptions import PermissionDenied\nfrom django.http import HttpResponse\n"
        "from django.shortcuts import get_object_or_404\nfrom shop.models import Record\n"
    )
    urls = "from django.urls import path\nfrom shop.views import view\nurlpatterns = [path('', view)]\n"
    models = "from django.db import models\nclass Record(models.Model):\n    owner = models.TextField()\n"

    def asked(fetched: str) -> set[str]:
        files = {"shop/views.py": head + view.format(fetched), "shop/urls.py": urls, "shop/models.py": models}
        survey = Analysis(files).survey
        (handler,) = survey.handlers
        return set(
            survey.asked.of(one.refusal for one in survey.standing(handler) if one.refusal is not None)
        )

    assert asked("select_for_update()") == asked("all()") == {".owner", ".user"}

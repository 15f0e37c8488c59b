from __future__ import annotations

import json
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.cli.program import run

BASE = "from flask import Flask\n\napp = Flask(__name__)\n"
CLEAN = "def tidy(text):\n    return text.replace(';', '')\n"
FLOW = """\
import sqlite3

from flask import Flask, request

from shop.text import tidy

app = Flask(__name__)


@app.get("/find")
def find():
    name = tidy(request.args["name"])
    return sqlite3.connect("a").execute("SELECT '" + name + "'").fetchall()


@app.get("/count")
def count():
    name = tidy(request.args["name"])
    return sqlite3.connect("a").execute("SELECT COUNT('" + name + "')").fetchall()
"""
GUARD = """\
from functools import wraps

from flask import abort, session


def protected(view):
    @wraps(view)
    def checked(*args):
        if "user" not in session:
            abort(401)
        return view(*args)

    return checked


def watched(view):
    return view
"""
GUARDED = """\
from flask import Flask
from shop.guards import protected, watched

app = Flask(__name__)


@app.post("/pay")
@{guard}
def pay():
    return "paid"
"""


def explained(folder: Path, wanted: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["explain", wanted, "-C", str(folder), "main..feature"]) == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", {"shop/app.py": BASE, "shop/__init__.py": "", "shop/text.py": CLEAN})
    repository.branch("feature")
    repository.commit("flow", {"shop/app.py": FLOW})
    return tmp_path / "r"


def test_a_flow_and_the_function_that_would_make_it_safe(
    flow: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", "-C", str(flow), "--output", "json", "main..feature"])
    ids = [finding["id"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert len(ids) == 2
    page = explained(flow, ids[0], capsys)
    assert "SQL injection" in page
    assert "sanitizers: {sql: [shop.text.tidy]}" in page
    assert f"it would also silence {ids[1]}" in page


def test_a_lost_control_and_what_could_stand_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = RepositoryBuilder(tmp_path / "r")
    files = {"shop/__init__.py": "", "shop/guards.py": GUARD}
    repository.commit("base", {**files, "shop/app.py": GUARDED.format(guard="protected")})
    repository.branch("feature")
    repository.commit("lost", {"shop/app.py": GUARDED.format(guard="watched")})
    page = explained(tmp_path / "r", "1", capsys)
    assert "authentication: [shop.guards.watched]" in page
    assert "silence nothing else" in page


def test_no_such_finding(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "ffff", "-C", str(flow), "main..feature"]) == 2
    assert "no finding" in capsys.readouterr().err


def test_a_rule_and_what_is_safe_with_each_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "sql-injection"]) == 0
    page = capsys.readouterr().out
    assert "SQL injection (CWE-89)" in page
    assert 'asyncpg: await db.fetch("… WHERE name = $1", name)' in page
    assert run(["rules", "sql-injection"]) == 0
    assert capsys.readouterr().out == page


def test_what_is_safe_here(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = explained(flow, "1", capsys)
    assert 'Safe is db.execute("… WHERE name = ?", (name,))' in page
    assert "Why Whoever sends the value can close the string it stands in" in page


def test_what_was_there_before_is_told_in_full(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = RepositoryBuilder(tmp_path / "r")
    files = {"shop/__init__.py": "", "shop/text.py": CLEAN}
    repository.commit("base", {**files, "shop/app.py": FLOW})
    repository.branch("feature")
    repository.commit("other", {"shop/app.py": FLOW.replace('"a"', '"b"')})
    run(["check", "-C", str(tmp_path / "r"), "--output", "json", "main..feature"])
    found = json.loads(capsys.readouterr().out)["findings"][0]
    assert found["status"] == "existing"
    assert "concatenated" not in json.dumps(found["trace"])
    assert "concatenated" in explained(tmp_path / "r", found["id"], capsys)

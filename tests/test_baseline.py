from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from repositories import RepositoryBuilder

from tidegate import baseline as module
from tidegate.baseline import BaselineOptions, baseline
from tidegate.check import CheckOptions, check
from tidegate.model.finding import Status

APP = """\
import sqlite3

from flask import Flask, request, session, abort

from shop import queries

app = Flask(__name__)


def login_required(view):
    def checked(*args):
        if "user" not in session:
            abort(401)
        return view(*args)
    return checked


@app.get("/open")
def anybody():
    return queries.find(request.args["name"])


@app.get("/closed")
@login_required
def somebody():
    return "hello"
"""
QUERIES = """\
import sqlite3


def find(name):
    return sqlite3.connect("a").execute("SELECT '" + name + "'").fetchall()
"""
FILES = {
    "shop/__init__.py": "",
    "shop/app.py": APP,
    "shop/queries.py": QUERIES,
    "shop/calc.rs": "fn main() {}\n",
    "tests/test_app.py": APP,
    "CODEOWNERS": "shop/ @acme/shop\n",
    ".tidegate/config.yaml": "version: 1\nthreat_model: {authentication: [shop.app.login_required]}\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    built = RepositoryBuilder(tmp_path / "r")
    built.commit("base", FILES)
    return built


def test_what_is_there_today(repository: RepositoryBuilder) -> None:
    value = baseline(BaselineOptions(directory=repository.path))
    (finding,) = value.findings
    assert (finding.rule, finding.path, finding.line) == ("sql-injection", "shop/queries.py", 5)
    assert finding.status is Status.EXISTING
    assert finding.entry_point == "GET /open"
    assert [entry.name for entry in value.entry_points] == ["GET /open", "GET /closed"]
    assert [entry.name for entry in value.unprotected] == ["GET /open"]
    assert value.owners == {"shop/app.py": ("@acme/shop",), "shop/queries.py": ("@acme/shop",)}
    assert [gap.path for gap in value.coverage.not_analysed] == ["shop/calc.rs"]
    assert value.commit == repository.git("rev-parse", "HEAD")


def test_a_finding_has_the_name_that_a_change_gives_it(repository: RepositoryBuilder) -> None:
    known = {finding.id for finding in baseline(BaselineOptions(directory=repository.path)).findings}
    before = FILES | {"shop/app.py": APP.replace('request.args["name"]', '"constant"')}
    repository.git("switch", "-q", "--orphan", "other")
    repository.commit("before", before)
    repository.branch("feature")
    repository.commit("after", FILES)
    result = check(CheckOptions(directory=repository.path, revision_range="other..feature"))
    assert {finding.id for finding in result.findings if finding.status is Status.INTRODUCED} == known


def test_batches_change_nothing(repository: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = baseline(BaselineOptions(directory=repository.path))
    monkeypatch.setattr(module, "BATCH", 1)
    one_by_one = baseline(BaselineOptions(directory=repository.path))
    assert msgspec.structs.replace(one_by_one, timings={}) == msgspec.structs.replace(at_once, timings={})


def test_what_takes_too_long_is_said(repository: RepositoryBuilder) -> None:
    many = "".join(f"def f{n}(a):\n    return [x for x in a if x]\n\n\n" for n in range(2000))
    repository.commit("many", {"shop/many.py": many})
    value = baseline(BaselineOptions(directory=repository.path, timeout=0.000_001))
    assert any("cut short" in limit for limit in value.limits)


def test_another_revision_of_a_shallow_clone(repository: RepositoryBuilder, tmp_path: Path) -> None:
    repository.commit("later", {"shop/queries.py": None})
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.path}", str(clone))
    assert baseline(BaselineOptions(directory=clone)).findings == ()
    assert len(baseline(BaselineOptions(directory=repository.path, revision="HEAD~1")).findings) == 1

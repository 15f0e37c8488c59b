"""Severity by what the team says: who can reach it, and whose data it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.finding import Finding, Severity
from tidegate.model.result import CheckResult

BEFORE = """\
import logging
import sqlite3
from flask import Flask, redirect, request
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
db = SQLAlchemy(app)
log = logging.getLogger(__name__)


class Customer(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(80))
    name = db.Column(db.String(80))


"""
GO = '@app.get("/api/go")\ndef go():\n    return redirect(request.args["to"])\n'
LOG = 'def remind(key):\n    log.info("to %s", db.session.get(Customer, key).email)\n'
FIND = """\
@app.get("/find")
def find():
    rows = sqlite3.connect("a.db").execute("SELECT id FROM customers WHERE name = ?", [request.args["q"]])
    log.info("asked for " + request.args["q"])
    return str(len(rows.fetchall()))
"""
ASK = """\
@app.get("/ask")
def ask():
    log.info("asked for " + request.args["q"])
    return str(Customer.query.filter_by(name=request.args["q"]).count())
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    return RepositoryBuilder(tmp_path / "repository")


def judged(repository: RepositoryBuilder, added: str, model: str = "") -> tuple[CheckResult, Finding]:
    settings = {".tidegate/config.yaml": f"version: 1\nthreat_model:\n  {model}\n"} if model else {}
    repository.commit("base", {"shop/views.py": BEFORE, **settings})
    repository.branch("change")
    repository.commit("change", {"shop/views.py": BEFORE + added})
    result = check(CheckOptions(directory=repository.path, revision_range="main..change"))
    [finding] = [one for one in result.findings if one.rule != "authentication-missing"]
    return result, finding


@pytest.mark.parametrize(
    ("added", "model", "expected", "says"),
    [
        (GO, "", Severity.MEDIUM, ""),
        (GO, 'internet_facing: {routes: ["/api/**"]}', Severity.HIGH, "the internet reaches it (/api/go)"),
        (
            GO,
            'internet_facing: {paths: ["shop/**"]}',
            Severity.HIGH,
            "the internet reaches it (shop/views.py)",
        ),
        (GO, 'internet_facing: {routes: ["/other/**"]}', Severity.MEDIUM, ""),
        (LOG, "", Severity.LOW, ""),
        (LOG, 'personal_data: {tables: ["customer"]}', Severity.MEDIUM, "the team calls this personal data"),
        (LOG, 'personal_data: {tables: ["orders"]}', Severity.LOW, ""),
        (LOG, 'internet_facing: {paths: ["shop/**"]}', Severity.LOW, ""),  # no way in is known
        (FIND, 'personal_data: {tables: ["c*"]}', Severity.MEDIUM, "it touches data of persons (customers)"),
        (ASK, 'personal_data: {tables: ["c*"]}', Severity.MEDIUM, "it touches data of persons (Customer)"),
        (FIND, 'personal_data: {tables: ["orders"]}', Severity.LOW, ""),
    ],
)
def test_one_step_and_why(
    repository: RepositoryBuilder, added: str, model: str, expected: Severity, says: str
) -> None:
    _, finding = judged(repository, added, model)
    assert finding.severity is expected
    assert finding.raised == ((says,) if says else ())
    assert finding.message.endswith(f"More severe here: {says}." if says else ".")
    assert ("More severe" in finding.message) == bool(says)


def test_two_reasons_are_one_step(repository: RepositoryBuilder) -> None:
    model = 'personal_data: {tables: ["customer"]}\n  internet_facing: {routes: ["/**"]}'
    added = '@app.get("/a")\ndef a():\n    log.info(db.session.get(Customer, 1).email)\n    return "ok"\n'
    _, finding = judged(repository, added, model)
    assert finding.severity is Severity.MEDIUM
    assert len(finding.raised) == 2


def test_a_guess_from_names_alone_never_blocks(repository: RepositoryBuilder) -> None:
    added = '@app.get("/a")\ndef a():\n    return {"email": db.session.get(Customer, 1).email}\n'
    result, finding = judged(repository, added)
    assert (finding.rule, finding.severity) == ("personal-data-unprotected", Severity.MEDIUM)
    assert result.decision.value == "review"


def test_an_address_in_a_log_is_only_listed(repository: RepositoryBuilder) -> None:
    result, finding = judged(repository, LOG)
    assert finding.rule == "personal-data-in-log"
    assert "finding-review" not in {reason.code for reason in result.reasons}

"""``tidegate record``, and what it makes possible: gaps, and what the gate said of a line."""

from __future__ import annotations

import json
from pathlib import Path

import events
import ledgers
import pytest
from ledgers import LedgerBuilder
from tracing import of

from tidegate.cli.program import run as tidegate
from tidegate.ledger.chain import inside
from tidegate.ledger.store import REF
from tidegate.model.event import Approval, DecisionMade, FindingSeen

VIEW = """\
from flask import Flask, request
import sqlite3

app = Flask(__name__)


@app.route("/orders")
def orders():
    db = sqlite3.connect("shop.db")
    return db.execute("SELECT * FROM orders WHERE name = '" + request.args["name"] + "'").fetchall()
"""


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def shop(tmp_path: Path) -> LedgerBuilder:
    """On ``risky`` an injection comes in."""
    found = LedgerBuilder(tmp_path / "shop")
    found.builder.branch("risky")
    found.builder.commit("Orders", {"shop/views.py": VIEW})
    found.builder.switch("main")
    return found


def record(shop: LedgerBuilder, *words: str, key: str = "ci") -> int:
    return tidegate(["record", "-C", str(shop.path), "--key", str(ledgers.keys() / key), *words])


def payloads(shop: LedgerBuilder) -> list[object]:
    commits = shop.builder.git("rev-list", "--reverse", REF).split()
    return [inside(shop.raw(commit)).event.payload for commit in commits]


def test_the_decision_and_what_is_new_are_signed_once(shop: LedgerBuilder) -> None:
    assert record(shop, "main..risky") == 1
    finding, decision = payloads(shop)
    assert isinstance(finding, FindingSeen)
    assert isinstance(decision, DecisionMade)
    assert (finding.finding.rule, decision.decision.value) == ("sql-injection", "block")
    assert decision.subject.head == shop.builder.git("rev-parse", "risky")
    assert decision.subject.repository == events.REPOSITORY
    assert finding.finding in decision.findings
    assert record(shop, "main..risky", "--fail-on", "never") == 0
    assert [type(one) for one in payloads(shop)] == [FindingSeen, DecisionMade, DecisionMade]
    assert shop.verify().counting == 3


def test_who_is_no_ci_identity_records_nothing(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    for who in ("anna", "eve"):
        assert record(shop, "main..risky", key=who) == 2
        assert "people.yaml" in capsys.readouterr().err
    assert shop.end.commit is None


def test_an_answer_that_was_kept_is_recorded_of_its_own_change_only(
    shop: LedgerBuilder, tmp_path: Path
) -> None:
    file = tmp_path / "check.json"
    assert tidegate(["check", "-C", str(shop.path), "main..risky", "--output", f"json={file}"]) == 1
    assert record(shop, "main..risky", "--result", str(file)) == 1
    shop.builder.branch("other", "main")
    shop.builder.commit("Other", {"b.py": "y = 1\n"})
    assert record(shop, "main..other", "--result", str(file)) == 2
    file.write_text("[]")
    assert record(shop, "main..risky", "--result", str(file)) == 2
    assert record(shop) == 2
    assert [type(one) for one in payloads(shop)] == [FindingSeen, DecisionMade]


def test_a_commit_that_nobody_decided_on_is_a_gap(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    gaps = ["ledger", "gaps", "-C", str(shop.path), "main", "--output", "json"]
    assert tidegate(gaps) == 3
    record(shop, "main..risky")
    shop.builder.merge("risky")
    assert tidegate(gaps) == 0
    capsys.readouterr()
    pushed = shop.builder.commit("Pushed", {"c.py": "z = 1\n"})
    assert tidegate(gaps) == 1
    assert json.loads(capsys.readouterr().out)["without"] == [pushed]
    assert tidegate(gaps[:-2]) == 1
    assert "Pushed" in capsys.readouterr().out


def test_a_line_is_traced_to_what_the_gate_said_and_who_approved(shop: LedgerBuilder) -> None:
    assert "no ledger" in of(shop.path, "a.py:1").recorded.why
    record(shop, "main..risky")
    shop.builder.merge("risky")
    said = of(shop.path, "shop/views.py:10").recorded
    assert (said.known, said.decision, said.approved_by) == (True, "block", ())
    decision = payloads(shop)[1]
    assert isinstance(decision, DecisionMade)
    shop.write(Approval(subject=decision.subject, role="security-reviewer"), "anna", at=events.NOON)
    assert of(shop.path, "shop/views.py:10").recorded.approved_by == ("anna",)
    assert not of(shop.path, "a.py:1").recorded.known

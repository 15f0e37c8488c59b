"""``tidegate record``, and what it makes possible: gaps, and what the gate said of a line."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path

import events
import ledgers
import msgspec
import pytest
from ledgers import LedgerBuilder
from tracing import of

from tidegate.cli.program import run as tidegate
from tidegate.ledger.chain import inside
from tidegate.ledger.store import REF
from tidegate.model.event import (
    Approval,
    DecisionMade,
    FindingSeen,
    Merge,
    NotObserved,
    Observation,
    PolicyChange,
)

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


def test_what_is_recorded_is_shared_and_brought_to_the_anchor(
    shop: LedgerBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin, anchor = tmp_path / "origin.git", tmp_path / "anchor.git"
    settings = f"version: 1\nledger: {{repository: {events.REPOSITORY}, anchors: [{{remote: '{anchor}'}}]}}\n"
    shop.builder.commit("An anchor", {".tidegate/config.yaml": settings})
    for place in (origin, anchor):
        shop.builder.git("clone", "--quiet", "--bare", str(shop.path), str(place))
    shop.builder.git("remote", "add", "origin", str(origin))
    words = ["main..risky", "--online", "--fail-on", "never"]
    assert record(shop, *words) == 0
    there = [shop.builder.git("--git-dir", str(place), "rev-parse", REF) for place in (origin, anchor)]
    assert there == [shop.end.commit] * 2
    shop.builder.git("push", "--quiet", "--force", str(anchor), f"main:{REF}")
    assert record(shop, *words) == 1
    assert f"anchor {anchor}:" in capsys.readouterr().err
    assert len(payloads(shop)) == 3  # it was recorded
    shop.builder.git("remote", "remove", "origin")
    assert record(shop, *words) == 1  # an anchor is enough to ask


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


SAFE = VIEW.replace(
    """"SELECT * FROM orders WHERE name = '" + request.args["name"] + "'")""",
    """"SELECT * FROM orders WHERE name = ?", (request.args["name"],))""",
)
BROKEN = "def f(:\n"


def findings(shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The states of all."""
    capsys.readouterr()
    assert tidegate(["ledger", "findings", "-C", str(shop.path), "--output", "json"]) == 0
    return [one["state"] for one in json.loads(capsys.readouterr().out)]


def seen(shop: LedgerBuilder) -> list[FindingSeen]:
    return [one for one in payloads(shop) if isinstance(one, FindingSeen)]


def test_what_a_later_head_does_not_show_is_not_observed(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record(shop, "main..risky") == 1
    shop.builder.switch("risky")
    head = shop.builder.commit("Bound", {"shop/views.py": SAFE})
    record(shop, "main..risky")
    record(shop, "main..risky")
    first, gone = seen(shop)
    assert gone == msgspec.structs.replace(
        first, observation=Observation.NOT_OBSERVED, why=NotObserved.NOT_REPORTED, commit=head
    )
    assert findings(shop, capsys) == ["not-observed"]
    shop.builder.commit("As it was", {"shop/views.py": VIEW})
    record(shop, "main..risky")
    record(shop, "main..risky")
    assert len(seen(shop)) == 3
    assert findings(shop, capsys) == ["detected"]
    assert shop.verify().wrong == ()


def test_a_check_that_was_not_whole_says_of_nothing_that_it_is_gone(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    record(shop, "main..risky")
    shop.builder.switch("risky")
    shop.builder.commit("Bound, and broken", {"shop/views.py": SAFE, "shop/other.py": BROKEN})
    record(shop, "main..risky")
    assert findings(shop, capsys) == ["detected"]
    shop.builder.switch("main")
    shop.builder.merge("risky")
    shop.builder.branch("gone")
    shop.builder.commit("Not there", {"shop/views.py": SAFE, "shop/more.py": BROKEN})
    record(shop, "main..gone")
    assert [one.fixed for one in payloads(shop) if isinstance(one, DecisionMade)][-1] == ()


def test_another_change_says_nothing_of_what_this_one_showed(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    record(shop, "main..risky")
    shop.builder.branch("other", "main")
    shop.builder.commit("Other", {"b.py": "y = 1\n"})
    record(shop, "main..other")
    assert findings(shop, capsys) == ["detected"]


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ("{sql-injection: {enabled: false, reason: elsewhere}}", NotObserved.RULE_GONE),
        ("{sql-injection: {paths: [other/**], reason: elsewhere}}", NotObserved.FILE_EXCLUDED),
    ],
)
def test_why_it_is_not_observed(rules: str, why: NotObserved, shop: LedgerBuilder) -> None:
    record(shop, "main..risky")
    settings = shop.path / ".tidegate" / "config.yaml"
    shop.builder.commit("Rules", {".tidegate/config.yaml": f"{settings.read_text()}rules: {rules}\n"})
    record(shop, "main..risky")
    assert [one.why for one in seen(shop)] == [None, why]


def test_a_finding_that_landed_is_not_said_to_be_gone_by_its_own_change(shop: LedgerBuilder) -> None:
    record(shop, "main..risky")
    shop.builder.merge("risky")
    landed(shop)
    settings = shop.path / ".tidegate" / "config.yaml"
    rules = "rules: {sql-injection: {enabled: false, reason: elsewhere}}\n"
    shop.builder.commit("Rules", {".tidegate/config.yaml": settings.read_text() + rules})
    record(shop, f"{shop.first}..risky")
    assert [one.why for one in seen(shop)] == [None]


def landed(shop: LedgerBuilder, *words: str, key: str = "ci") -> int:
    options = ["-C", str(shop.path), "--key", str(ledgers.keys() / key)]
    return tidegate(["ledger", "landed", "main", *options, *words])


def test_a_fix_is_told_by_the_decision_and_again_when_it_landed(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    record(shop, "main..risky")
    shop.builder.merge("risky")
    assert landed(shop) == 0
    shop.builder.branch("mend")
    shop.builder.commit("Bound", {"shop/views.py": SAFE})
    shop.builder.switch("main")
    record(shop, "main..mend")
    decision = payloads(shop)[-1]
    assert isinstance(decision, DecisionMade)
    assert [one.rule for one in decision.fixed] == ["sql-injection"]
    assert findings(shop, capsys) == ["detected"], "it is not on the branch yet"
    tip = shop.builder.merge("mend", "Merge mend")
    assert landed(shop) == 0
    said = capsys.readouterr().out
    assert f"{tip[:12]} fixes sql-injection, which is to be verified" in said
    assert "by merge (decision" in said
    assert findings(shop, capsys) == ["fixed-unverified"]
    before = len(payloads(shop))
    assert landed(shop) == 0
    assert "nothing new" in capsys.readouterr().out
    assert len(payloads(shop)) == before
    assert shop.verify().wrong == ()


def test_a_copy_that_is_left_keeps_it_open(shop: LedgerBuilder) -> None:
    record(shop, "main..risky")
    shop.builder.merge("risky")
    shop.builder.branch("mend")
    shop.builder.commit("Moved", {"shop/views.py": SAFE, "shop/again.py": VIEW})
    record(shop, "main..mend")
    decision = payloads(shop)[-1]
    assert isinstance(decision, DecisionMade)
    assert decision.fixed == ()


def test_landed_in_ci(shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert landed(shop) == 3
    assert "no decision" in capsys.readouterr().out
    record(shop, "main..risky")
    shop.builder.merge("risky")
    for who in ("anna", "eve"):
        assert landed(shop, key=who) == 2
        assert "people.yaml" in capsys.readouterr().err
    pushed = shop.builder.commit("Pushed", {"CODEOWNERS": "* @acme/shop\n"})
    assert landed(shop, "--output", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["undecided"]) == ("tidegate.ledger-landed/1", [pushed])
    assert [one["type"] for one in told["payloads"]] == ["merge", "policy-change"]
    assert told["events"] == [3, 4]
    assert landed(shop) == 1, "it still has no decision"
    said = capsys.readouterr().out
    assert "1 commit without a decision" in said
    assert "Pushed" in said
    assert tidegate(["ledger", "landed", "-C", str(shop.path), "elsewhere"]) == 2
    assert [type(one) for one in payloads(shop)][2:] == [Merge, PolicyChange]
    assert shop.verify().wrong == ()


def test_landed_is_shared_before_and_after(shop: LedgerBuilder, tmp_path: Path) -> None:
    """Two machines of CI: the second writes nothing that the first one wrote."""
    record(shop, "main..risky")
    shop.builder.merge("risky")
    shared, second = tmp_path / "shared.git", tmp_path / "second"
    shop.builder.git("init", "--quiet", "--bare", str(shared))
    shop.builder.git("remote", "add", "origin", str(shared))
    shop.builder.git("push", "--quiet", "origin", "main")
    assert tidegate(["ledger", "sync", "--online", "-C", str(shop.path)]) == 0
    shop.builder.git("clone", "--quiet", str(shared), str(second))
    for path in (second, shop.path, second):
        key = str(ledgers.keys() / "ci")
        assert tidegate(["ledger", "landed", "main", "--online", "-C", str(path), "--key", key]) == 0
    assert [type(one) for one in payloads(shop)] == [FindingSeen, DecisionMade, Merge]
    heads = {shop.builder.git("-C", str(path), "rev-parse", REF) for path in (shared, second, shop.path)}
    assert len(heads) == 1


ROUTE = """\
from flask import Flask

app = Flask(__name__)


@app.get("/news")
def news():
    return "news"
"""


def open_route(shop: LedgerBuilder, message: str = "News") -> None:
    """A change that owes an AI-BOM: a new way in."""
    shop.builder.branch("news", "main")
    shop.builder.commit(message, {"shop/news.py": ROUTE})
    shop.builder.switch("main")


def ai_bom(shop: LedgerBuilder, *words: str) -> bytes:
    file = shop.path.parent / "asked.cdx.json"
    words = ("ai", "bom", "main..news", "-C", str(shop.path), "--output", str(file), "-q", *words)
    assert tidegate([*words]) == 0
    return file.read_bytes()


def last(shop: LedgerBuilder) -> DecisionMade:
    found = [one for one in payloads(shop) if isinstance(one, DecisionMade)]
    return found[-1]


def test_an_ai_bom_that_is_owed_is_made_and_its_digest_recorded(shop: LedgerBuilder, tmp_path: Path) -> None:
    open_route(shop, "News\n\nTidegate-AI: cursor gpt-5\n")
    kept = tmp_path / "kept.cdx.json"
    assert record(shop, "main..news", "--ai-bom", str(kept)) == 3
    decision = last(shop)
    assert decision.owed
    assert decision.owed.ai_bom
    assert kept.read_bytes() == ai_bom(shop)
    assert decision.ai_bom == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert record(shop, "main..news") == 3
    assert last(shop).ai_bom == decision.ai_bom
    assert shop.verify().wrong == ()


def test_one_that_is_not_owed_is_made_where_it_is_to_be_kept(shop: LedgerBuilder, tmp_path: Path) -> None:
    shop.builder.branch("docs", "main")
    shop.builder.commit("Docs", {"docs/a.md": "a\n"})
    assert record(shop, "main..docs") == 0
    assert last(shop).ai_bom is None
    assert record(shop, "main..docs", "--ai-bom", str(tmp_path / "kept.json")) == 0
    assert last(shop).ai_bom == hashlib.sha256((tmp_path / "kept.json").read_bytes()).hexdigest()


def test_a_tier_of_the_team_asks_for_one(shop: LedgerBuilder) -> None:
    settings = shop.path / ".tidegate" / "config.yaml"
    tier = "tiers: [{name: b, tier: low, when: {paths: [b.py]}, ai_bom: true}]\n"
    shop.builder.commit("Tier", {".tidegate/config.yaml": settings.read_text() + tier})
    shop.builder.branch("b")
    shop.builder.commit("B", {"b.py": "x = 2\n"})
    record(shop, "main..b")
    assert last(shop).ai_bom is not None


def test_what_the_pull_request_says_is_in_it(shop: LedgerBuilder, tmp_path: Path) -> None:
    open_route(shop)
    text = tmp_path / "text.md"
    text.write_text("Tidegate-AI: cursor gpt-5\n")
    record(shop, "main..news")
    assert last(shop).ai_bom == hashlib.sha256(ai_bom(shop)).hexdigest()
    record(shop, "main..news", "--description", str(text))
    told = hashlib.sha256(ai_bom(shop, "--description", str(text))).hexdigest()
    assert last(shop).ai_bom == told != hashlib.sha256(ai_bom(shop)).hexdigest()


def test_one_that_cannot_be_made_whole_is_not_recorded(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Though the decision itself passes: that nobody can tell is no yes."""
    settings = shop.path / ".tidegate" / "config.yaml"
    tier = "tiers: [{name: b, tier: low, when: {paths: [b.py]}, ai_bom: true}]\n"
    shop.builder.commit("Tier", {".tidegate/config.yaml": settings.read_text() + tier})
    for name, said, status in (("sure", "none", 0), ("doubted", "cursor gpt-5; colour=red", 3)):
        shop.builder.branch(name, "main")
        shop.builder.commit(f"B\n\nTidegate-AI: {said}\n", {"b.py": "x = 2\n"})
        capsys.readouterr()
        assert record(shop, f"main..{name}") == status
        assert last(shop).decision.value == "pass"
        assert (last(shop).ai_bom is None) is (status == 3)
        assert ("could not be made whole" in capsys.readouterr().err) is (status == 3)


def test_without_what_makes_it_nothing_is_recorded(
    shop: LedgerBuilder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        "tidegate.reports.bom.validation.find_spec", lambda name: None if name == "cyclonedx" else real(name)
    )
    open_route(shop)
    assert record(shop, "main..news") == 2
    assert 'pip install "tidegate[bom]"' in capsys.readouterr().err
    assert shop.end.commit is None

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.cli.program import run

SAFE = "import sqlite3\n\n\ndef find(name):\n    return sqlite3.connect('a').execute('SELECT ?', (name,))\n"
RISKY = """\
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/find")
def find():
    return sqlite3.connect("a").execute("SELECT '" + request.args["name"] + "'").fetchall()
"""


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A repository with the branches main, prose and risky."""
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", {"app.py": SAFE, "README.md": "# App\n"})
    repository.branch("risky")
    repository.commit("risky", {"app.py": RISKY})
    repository.switch("main")
    repository.branch("prose")
    repository.commit("prose", {"README.md": "# The app\n"})
    return str(tmp_path / "r")


def test_pass(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "-C", folder, "main..prose"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("PASS")
    assert err == ""


def test_block(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "-C", folder, "main..risky"]) == 1
    out, _ = capsys.readouterr()
    assert out.startswith("BLOCK")
    assert "SQL injection" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(("fail_on", "status"), [("review", 1), ("block", 1), ("never", 0)])
def test_the_status_may_be_softened_and_the_decision_not(
    fail_on: str, status: int, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "-C", folder, "--fail-on", fail_on, "--output", "json", "main..risky"]) == status
    assert json.loads(capsys.readouterr().out)["decision"] == "block"


def test_several_reports_of_one_check(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {format_: tmp_path / format_ for format_ in ("json", "sarif", "markdown")}
    outputs = [word for name, file in files.items() for word in ("--output", f"{name}={file}")]
    assert run(["check", "-C", folder, "--output", "text", *outputs, "main..risky"]) == 1
    assert capsys.readouterr().out.startswith("BLOCK")
    assert json.loads(files["json"].read_text())["decision"] == "block"
    assert json.loads(files["sarif"].read_text())["version"] == "2.1.0"
    assert "BLOCK" in files["markdown"].read_text().upper()


def test_quiet_prints_only_what_is_asked_for(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "-q", "-C", folder, "main..risky"]) == 1
    assert capsys.readouterr() == ("", "")
    assert run(["check", "-q", "-C", folder, "--output", "json", "main..risky"]) == 1
    assert json.loads(capsys.readouterr().out)["decision"] == "block"


def test_verbose_tells_where_the_time_went(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "-v", "-C", folder, "main..prose"]) == 0
    assert "total" in capsys.readouterr().err


def test_colour_is_for_those_who_want_it(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--color", "always", "-C", folder, "main..risky"]) == 1
    assert "\x1b[" in capsys.readouterr().out


def test_staged(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(folder) / "app.py").write_text(RISKY)
    assert run(["check", "-C", folder, "--staged"]) == 0
    capsys.readouterr()
    assert run(["check", "-C", folder]) == 1
    assert "work tree" in capsys.readouterr().out


def test_settings_of_the_head_are_not_obeyed_and_those_of_config_are(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    off = "version: 1\nrules: {sql-injection: {enabled: false, reason: tried}}\n"
    (Path(folder) / ".tidegate").mkdir()
    (Path(folder) / ".tidegate" / "config.yaml").write_text(off)
    (Path(folder) / "app.py").write_text(RISKY)
    assert run(["check", "-C", folder]) == 1
    (tmp_path / "c.yaml").write_text("version: 1\nmode: observe\nobserve_until: 2999-12-31\n")
    assert run(["check", "-C", folder, "--config", str(tmp_path / "c.yaml"), "main..risky"]) == 0
    assert "2999-12-31" in capsys.readouterr().out


def test_what_cannot_be_asked_is_an_error(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text("version: 1\nrulez: {}\n")
    (tmp_path / "long").write_bytes(b"x" * 1_000_001)
    asked = {
        ("--staged", "main..risky"): "leave out RANGE",
        ("mian..risky",): "did you mean main?",
        ("--output", "yaml"): "formats: text",
        ("--output", "json=/nowhere/x"): "make it first",
        ("--config", str(tmp_path / "bad.yaml")): "bad.yaml:2: unknown key",
        ("--description", str(tmp_path / "long")): "give a shorter one",
        ("-C", str(tmp_path)): "is not in a git repository",
    }
    for arguments, part in asked.items():
        assert run(["check", "-C", folder, *arguments]) == 2, arguments
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("tidegate: error: ")
        assert part in err


def test_the_description_may_come_by_standard_input(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Says hello \xff")))
    assert run(["check", "-C", folder, "--description", "-", "main..prose"]) == 0
    assert capsys.readouterr().out.startswith("PASS")


TIERS = """\
version: 1
tiers:
  - name: money
    tier: high
    when: {paths: ["billing/**"]}
    approvals: [{humans: 2, roles: [security-reviewer]}]
"""


def test_a_tier_of_the_team_s_raises_what_is_owed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", {".tidegate/config.yaml": TIERS, "billing/a.py": "A = 1\n", "b.py": "B = 1\n"})
    repository.branch("money")
    repository.commit("money", {"billing/a.py": "A = 2\n"})
    repository.switch("main")
    repository.branch("other")
    repository.commit("other", {"b.py": "B = 2\n"})
    folder = str(tmp_path / "r")
    assert run(["check", "-C", folder, "main..other"]) == 0
    assert capsys.readouterr().out.startswith("PASS")
    assert run(["check", "-C", folder, "main..money"]) == 3
    text = capsys.readouterr().out
    assert text.startswith("REVIEW  high risk: money: billing/a.py changes")
    assert "2 approvals by security-reviewer" in text
    assert run(["check", "-C", folder, "main..money", "--output", "json"]) == 3
    owed = json.loads(capsys.readouterr().out)["requirements"]
    assert (owed["tier"], owed["name"]) == ("high", "money")
    assert owed["rules"][0]["state"] == "matched"
    assert {
        "humans": 2,
        "people": [],
        "roles": ["security-reviewer"],
        "teams": [],
        "distinct_roles": [],
    } in owed["approvals"]

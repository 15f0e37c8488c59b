"""Who wrote a change, as `check` tells it: real repositories, the whole way to the reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from authored import Authored
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.cli.program import run
from tidegate.model.result import CheckResult
from tidegate.reports import render

CLAUDE = "Co-authored-by: Claude Opus 4.8 (1M context) <noreply@anthropic.com>"
HOLE = """\
import subprocess
from flask import Flask, request

app = Flask(__name__)


@app.get("/run")
def run():
    return subprocess.check_output("ls " + request.args["d"], shell=True)
"""


@pytest.fixture
def history(tmp_path: Path) -> Authored:
    return Authored(RepositoryBuilder(tmp_path / "repository"))


def checked(history: Authored, description: str | None = None) -> CheckResult:
    options = CheckOptions(
        directory=history.builder.path, revision_range="main..change", description=description
    )
    return check(options)


def test_lines_of_a_commit_that_names_its_tool(history: Authored) -> None:
    history.commit(f"Run\n\n{CLAUDE}\n", {"app.py": HOLE})
    history.commit("Data\n", {"data.txt": "1\n2\n3\n"})
    result = checked(history)
    said = result.ai.attribution
    assert (said.added, said.ai, said.human, said.unknown) == (12, 9, 0, 3)
    assert [(s.name, s.model, s.lines) for s in said.shares] == [("Claude Code", "claude-opus-4-8", 9)]
    text = render("text", result)
    assert "9 of 12 added lines by Claude Code (claude-opus-4-8), as its commits say" in " ".join(
        text.split()
    )
    assert "3 of 12 added lines: unknown who wrote them" in text
    assert "9 of 12 added lines by Claude Code" in render("markdown", result)
    assert json.loads(render("json", result))["ai"]["attribution"]["shares"][0]["tool"] == "claude-code"


def test_a_finding_says_who_wrote_it(history: Authored) -> None:
    commit = history.commit(f"Run\n\n{CLAUDE}\n", {"app.py": HOLE})
    result = checked(history)
    (finding,) = (finding for finding in result.findings if finding.rule == "command-injection")
    assert finding.attribution == {
        "author": "ai",
        "tool": "Claude Code",
        "model": "claude-opus-4-8",
        "confidence": "trailer",
        "source": "commit",
        "method": "address",
        "commit": commit,
    }
    assert "written by Claude Code (claude-opus-4-8)" in " ".join(render("text", result).split())


def test_no_evidence_is_unknown_and_never_human(history: Authored) -> None:
    commit = history.commit("Run\n", {"app.py": HOLE}, author="Claude Dupont <claude@example.com>")
    result = checked(history)
    said = result.ai.attribution
    assert (said.confidence, said.ai, said.human, said.unknown) == ("unknown", 0, 0, 9)
    assert said.unknown_commits == (commit,)
    assert [finding.attribution for finding in result.findings] == [None]
    assert "Written" not in render("text", result)


def test_lines_that_are_edited_again_are_of_the_later_commit(history: Authored) -> None:
    history.commit(f"Tool\n\n{CLAUDE}\n", {"a.py": "one = 1\ntwo = 2\nthree = 3\n"})
    history.builder.git("mv", "a.py", "b.py")
    history.commit("Person\n", {"b.py": "zero = 0\none = 1\ntwo = 22\nthree = 3\n"})
    said = checked(history).ai.attribution
    assert (said.added, said.ai, said.unknown) == (4, 2, 2)


def test_a_merge_brings_nothing_of_its_own_but_its_resolution(history: Authored) -> None:
    history.commit(f"Tool\n\n{CLAUDE}\n", {"a.py": "one = 1\n"})
    history.builder.switch("main")
    history.builder.commit("Elsewhere", {"c.py": "c = 1\n"})
    history.builder.branch("side", "change")
    history.commit("Side\n", {"d.py": "d = 1\n"})
    history.builder.switch("change")
    history.commit("More\n", {"e.py": "e = 1\n"})
    history.builder.merge("side")
    history.builder.merge("main")
    said = checked(history).ai.attribution
    assert (said.added, said.ai, said.unknown) == (3, 1, 2)


def test_what_is_not_committed_is_unknown(history: Authored) -> None:
    history.commit(f"Tool\n\n{CLAUDE}\n", {"a.py": "one = 1\ntwo = 2\n"})
    history.builder.write({"a.py": "zero = 0\none = 1\ntwo = 2\n", "new.py": "x = 1\n"})
    said = check(CheckOptions(directory=history.builder.path)).ai.attribution
    assert (said.added, said.ai, said.unknown) == (4, 2, 2)


def test_traces_that_the_user_gives(
    history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = history.commit("Change\n", {"a.txt": "1\n2\n"})
    trace = {
        "version": "0.1.0",
        "id": "1",
        "timestamp": "2026-01-23T14:30:00Z",
        "vcs": {"type": "git", "revision": commit},
        "tool": {"name": "cursor"},
        "files": [{"path": "a.txt", "conversations": [{"ranges": [{"start_line": 2, "end_line": 2}]}]}],
    }
    (tmp_path / "traces.jsonl").write_text(json.dumps(trace))
    (tmp_path / "long").write_bytes(b" " * 4_000_001)
    asked = ["check", "-C", str(history.builder.path), "main..change", "--output", "json", "--trace"]
    run([*asked, str(tmp_path / "traces.jsonl")])
    said = json.loads(capsys.readouterr().out)["ai"]["attribution"]
    assert (said["ai"], said["unknown"], said["shares"][0]["tool"]) == (1, 1, "cursor")
    assert run([*asked, str(tmp_path / "long")]) == 2
    assert "the file of traces is longer than 4,000,000 bytes" in capsys.readouterr().err

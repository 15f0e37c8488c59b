"""An answer is given again only where nothing that it rests on is otherwise."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from records import archive, record, until
from repositories import RepositoryBuilder

from tidegate import answers
from tidegate.answers import answer
from tidegate.check import check
from tidegate.cli.program import run
from tidegate.model.finding import Status
from tidegate.model.result import CheckResult
from tidegate.question import CheckOptions

TODAY = date(2026, 11, 23)
HOLE = """\
import subprocess
from flask import Flask, request

app = Flask(__name__)


@app.get("/run")
def run():
    return subprocess.check_output("ls " + request.args["d"], shell=True)
"""
NOTE = """\
app.py
  abc123 1-9
---
{"schema_version": "authorship/3.0.0", "base_commit_sha": "", "prompts": {"abc123": {"agent_id":
{"tool": "cursor", "id": "x", "model": "gpt-5"}, "human_author": "Ada <ada@example.com>", "messages": []}}}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))
    made = RepositoryBuilder(tmp_path / "repository")
    made.commit("base", {"README.md": "Shop\n"})
    made.branch("change")
    made.commit("head", {"app.py": HOLE, "requirements.txt": "flask==3.0.0\n"})
    return made


def asked(repository: RepositoryBuilder) -> CheckOptions:
    return CheckOptions(directory=repository.path, revision_range="main..change", today=TODAY)


def is_new(result: CheckResult) -> bool:
    """Whether the stages of a check were gone through for it."""
    return "reach" in result.timings


def without_timings(result: CheckResult) -> CheckResult:
    return msgspec.structs.replace(result, timings={})


def test_the_same_question_has_the_same_answer(repository: RepositoryBuilder) -> None:
    first, second = answer(asked(repository)), answer(asked(repository))
    assert (is_new(first), is_new(second)) == (True, False)
    assert without_timings(first) == without_timings(second) == without_timings(check(asked(repository)))
    assert first.findings


def _amend(made: RepositoryBuilder) -> None:
    made.git("commit", "--quiet", "--amend", "--message", "another word")


def _note(made: RepositoryBuilder) -> None:
    made.git("notes", "--ref=ai", "add", "-F", "-", "change", stdin=NOTE.encode())


def _move_base(made: RepositoryBuilder) -> None:
    made.git("switch", "--quiet", "main")
    made.commit("settings", {".tidegate/config.yaml": "version: 1\n"})


def _data(made: RepositoryBuilder) -> None:
    feed = archive(made.path.parent / "all.zip", [record("OSV-1", "flask", *until("3.0.1"))])
    assert run(["advisories", "import", "--ecosystem", "PyPI", str(feed)]) == 0


def _ledger(made: RepositoryBuilder) -> None:
    made.git("update-ref", "refs/tidegate/ledger", "main")


@pytest.mark.parametrize("done", [_amend, _note, _move_base, _data, _ledger])
def test_what_lies_outside_of_the_trees_counts(
    repository: RepositoryBuilder, done: Callable[[RepositoryBuilder], None]
) -> None:
    answer(asked(repository))
    done(repository)
    found = answer(asked(repository))
    assert is_new(found)
    assert without_timings(found) == without_timings(check(asked(repository)))


@pytest.mark.parametrize(
    "otherwise",
    [
        {"today": date(2026, 11, 24)},
        {"description": "Tidegate-AI: claude-code"},
        {"told": frozenset(Status)},
        {"traces": {"a.jsonl": b"{}\n"}},
        {"timeout": 3.0},
        {"merged": True},
        {"online": False, "revision_range": "change"},
    ],
)
def test_another_question_has_an_answer_of_its_own(
    repository: RepositoryBuilder, otherwise: dict[str, object]
) -> None:
    answer(asked(repository))
    assert is_new(answer(msgspec.structs.replace(asked(repository), **otherwise)))


def test_settings_given_by_hand_count_by_what_they_say(repository: RepositoryBuilder, tmp_path: Path) -> None:
    settings = tmp_path / "own" / "config.yaml"
    settings.parent.mkdir()
    question = msgspec.structs.replace(asked(repository), config=settings)
    settings.write_text("version: 1\n")
    assert is_new(answer(question))
    assert not is_new(answer(question))
    settings.write_text("version: 1\nmode: enforce\n")
    assert is_new(answer(question))


def test_a_work_tree_is_asked_for_what_it_holds(repository: RepositoryBuilder) -> None:
    question = msgspec.structs.replace(asked(repository), revision_range=None)
    repository.write({"app.py": HOLE + "\n\nx = 1\n"})
    assert is_new(answer(question))
    assert not is_new(answer(question))
    repository.write({"app.py": HOLE + "\n\nx = 2\n"})
    assert is_new(answer(question))


def test_another_program_answers_by_itself(
    repository: RepositoryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    (package / "deep").mkdir(parents=True)
    (package / "deep" / "rule.yaml").write_text("a: 1\n")
    monkeypatch.setattr(answers, "__file__", str(package / "answers.py"))
    answer(asked(repository))
    assert not is_new(answer(asked(repository)))
    (package / "deep" / "rule.yaml").write_text("a: 12\n")
    assert is_new(answer(asked(repository)))


def test_what_was_cut_short_is_asked_again(repository: RepositoryBuilder) -> None:
    hurried = msgspec.structs.replace(asked(repository), timeout=1e-9)
    assert "out of time" in str(answer(hurried).reasons)
    assert is_new(answer(hurried))


def test_what_a_clone_lacks_is_asked_again(repository: RepositoryBuilder, tmp_path: Path) -> None:
    head = repository.git("rev-parse", "change:app.py")
    whole = answer(asked(repository))
    (repository.path / ".git" / "objects" / head[:2] / head[2:]).unlink()
    (tmp_path / "cache" / "cache.sqlite").unlink()
    lacking = answer(asked(repository))
    assert lacking.decision != "pass"
    assert is_new(answer(asked(repository)))
    repository.git("hash-object", "-w", "--stdin", stdin=HOLE.encode())
    assert without_timings(answer(asked(repository))) == without_timings(whole)


def test_a_kept_answer_that_nobody_can_read_is_none(repository: RepositoryBuilder, tmp_path: Path) -> None:
    first = answer(asked(repository))
    with sqlite3.connect(tmp_path / "cache" / "cache.sqlite") as cache:
        cache.execute("UPDATE entries SET value = substr(value, 1, length(value) - 3)")
    again = answer(asked(repository))
    assert is_new(again)
    assert without_timings(again) == without_timings(first)


def test_a_name_that_is_no_utf_8_is_answered_and_never_kept(repository: RepositoryBuilder) -> None:
    repository.commit("odd", {b"caf\xe9.py".decode("utf-8", "surrogateescape"): HOLE.replace("/run", "/do")})
    first = answer(asked(repository))
    assert [one.line for one in first.findings] == [9, 9]
    assert is_new(answer(asked(repository)))

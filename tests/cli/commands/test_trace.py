"""``tidegate trace`` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from repositories import RepositoryBuilder
from tracing import CLAUDE

from tidegate.cli.program import run
from tidegate.reports.schema import generated, published


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("Base", {"a.py": "one = 1\n"})
    made.commit(f"Two \x1b[31m (#7)\n\n{CLAUDE}", {"a.py": "one = 1\ntwo = 2\n"})
    return made


def test_the_published_schema_is_up_to_date() -> None:
    assert published("trace") == generated("trace"), "python -m tidegate.reports.schema trace writes it anew"


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["a.py:2"], 0), (["a.py:1"], 3), (["--commit", "HEAD"], 0), (["--commit", "HEAD~1"], 3)],
)
def test_the_document_fits_the_schema_and_the_status_says_whether_it_is_told(
    words: list[str], expected: int, repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["trace", "-C", str(repository.path), *words, "--output", "json"]) == expected
    document = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(json.loads(published("trace"))).validate(document)
    assert document["schema"] == "tidegate.trace/1"
    assert document["settled"] is (expected == 0)


def test_the_text(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", "-C", str(repository.path), "a.py:2"]) == 0
    text = capsys.readouterr().out
    head = repository.git("rev-parse", "HEAD")
    assert text.startswith("a.py:2\n")
    assert f"brought by {head[:12]} Two" in text
    assert "\x1b" not in text
    for said in (
        "Where      a.py:2",
        "pull request 7",
        "on main itself",
        "Claude Code (claude-opus-4-8)",
        "no ledger",
    ):
        assert said in text
    run(["trace", "-C", str(repository.path), "a.py:1"])
    assert "unknown: nobody says who wrote it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name one of"),
        (["a.py:1", "--commit", "HEAD"], "name one of"),
        (["a.py"], "is not FILE:LINE"),
        (["a.py:9"], "has 2 lines"),
        (["b.py:1"], "is not in HEAD"),
        (["--commit", "nothing"], "is not a commit"),
        (["--dependency", "nothing"], 'names "nothing"'),
        (["--dependency", ""], "a package without a name"),
        (["a.py:1", "--branch", "nothing"], "is not a commit"),
    ],
)
def test_what_cannot_be_asked(
    words: list[str], said: str, repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["trace", "-C", str(repository.path), *words]) == 2
    assert said in capsys.readouterr().err

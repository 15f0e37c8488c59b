from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.cli.program import run
from tidegate.knowledge.store import parse_library

MODELS = """\
extensions:
  - addsTo: {pack: codeql/python-all, extensible: typeModel}
    data:
      - [tidedb.Store, tidedb, "Member[connect].ReturnValue"]
  - addsTo: {pack: codeql/python-all, extensible: sinkModel}
    data:
      - [tidedb.Store, "Member[ask].Argument[0,question:]", sql-injection]
      - [tidedb.Store, "Member[tell].Argument[0].ListElement", sql-injection]
"""
SAFE = """\
import tidedb
from flask import Flask, request

app = Flask(__name__)


@app.get("/find")
def find():
    return tidedb.connect("db").ask("SELECT name FROM t WHERE n = ?", request.args["name"])
"""
RISKY = SAFE.replace('?", request', "'\" + request")


@pytest.fixture
def models(tmp_path: Path) -> str:
    file = tmp_path / "tidedb.model.yml"
    file.write_text(MODELS)
    return str(file)


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "r")
    made.commit("base", {"app.py": SAFE})
    return made


def test_what_is_printed_is_a_library_file_with_what_was_not_said(
    models: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["knowledge", "import", models]) == 0
    out, err = capsys.readouterr()
    assert parse_library(out, "out").sinks == {"sql": ["tidedb.Store.Member[ask].Argument[0,question:]"]}
    assert out.startswith("# not said: sinkModel [tidedb.Store, Member[tell].Argument[0].ListElement")
    assert err == "2 rows said, 1 not\n"


def test_what_is_saved_counts_from_the_base_branch_on(
    models: str, repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(repository.path)
    repository.branch("before")
    repository.commit("risky", {"app.py": RISKY})
    run(["check", "-C", folder, "main..before"])
    assert "SQL injection" not in capsys.readouterr().out
    repository.switch("main")
    assert run(["knowledge", "import", "-C", folder, "--save", "tidedb", models]) == 0
    repository.commit("what is known of tidedb")
    repository.branch("after")
    repository.commit("risky", {"app.py": RISKY})
    capsys.readouterr()
    assert run(["check", "-C", folder, "main..after"]) == 1
    assert "SQL injection" in capsys.readouterr().out


def test_the_head_of_a_change_brings_no_knowledge(
    models: str, repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(repository.path)
    repository.branch("risky")
    assert run(["knowledge", "import", "-C", folder, "--save", "tidedb", models]) == 0
    repository.commit("risky", {"app.py": RISKY})
    run(["check", "-C", folder, "main..risky"])
    assert "SQL injection" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["../out", "a/b", "", ".hidden"])
def test_a_name_that_is_a_path_is_refused(
    name: str, models: str, repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["knowledge", "import", "-C", str(repository.path), "--save", name, models]) == 2
    assert "no name of a library file" in capsys.readouterr().err


def test_a_file_that_is_there_stays(
    models: str, repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write({".tidegate/knowledge/tidedb.yaml": "library: tidedb\n"})
    assert run(["knowledge", "import", "-C", str(repository.path), "--save", "tidedb", models]) == 2
    assert "is there already" in capsys.readouterr().err
    kept = repository.path / ".tidegate" / "knowledge" / "tidedb.yaml"
    assert kept.read_text() == "library: tidedb\n"


def test_what_is_no_model_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.yml"
    file.write_bytes(b"\xff")
    assert run(["knowledge", "import", str(file)]) == 2
    file.write_text("extensions: 3")
    assert run(["knowledge", "import", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("other.yml") == 2


def test_what_acts_on_a_terminal_is_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "m.yml"
    file.write_text(MODELS.replace("sql-injection", '"\\e[31m\\nsinks: {}"'))
    assert run(["knowledge", "import", "-q", str(file)]) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out
    assert parse_library(out, "out").sinks == {}
    assert err == ""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.cli.program import run


def test_a_report_and_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", {"app.py": "import hashlib\n\n\ndef f(x):\n    return hashlib.md5(x)\n"})
    file = tmp_path / "baseline.json"
    outputs = ["--output", "text", "--output", f"json={file}"]
    assert run(["baseline", "-C", str(tmp_path / "r"), *outputs]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("BASELINE of HEAD (")
    assert err == ""
    read = json.loads(file.read_text())
    assert read["commit"] == repository.git("rev-parse", "HEAD")
    assert read["coverage"]["analysed"] == 1


def test_an_unknown_revision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    RepositoryBuilder(tmp_path / "r").commit("base", {"a.py": ""})
    assert run(["baseline", "mian", "-C", str(tmp_path / "r")]) == 2
    assert "did you mean main?" in capsys.readouterr().err

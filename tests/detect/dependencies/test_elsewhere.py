from __future__ import annotations

from pathlib import Path

import pytest
from detect.dependencies.asked import ask

BASE = {"requirements.txt": "flask==3.0.0\n"}


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("flask @ git+https://git.example/pallets/flask@main\n", "review"),
        ("flask @ https://files.example/flask-3.0.0.tar.gz\n", "review"),
        ("flask==3.0.0\nacme @ git+https://git.example/acme/acme@v1\n", "review"),
        ("flask==3.0.1\n", "pass"),
        ("flask==3.0.0\n./tools/acme\n", "pass"),
    ],
)
def test_where_it_comes_from(tmp_path: Path, line: str, decision: str) -> None:
    answer = ask(tmp_path, BASE, {"requirements.txt": line})
    assert answer.decision == decision
    assert ("dependency-left-registry" in answer.rules()) is (decision == "review")


def test_a_folder_instead_of_the_registry_is_listed(tmp_path: Path) -> None:
    head = {"requirements.txt": "-e ./vendor/flask#egg=flask\n"}
    assert "dependency-left-registry" in ask(tmp_path, BASE, head).rules()


def test_what_was_in_git_before(tmp_path: Path) -> None:
    lines = ["flask @ git+https://git.example/pallets/flask@" + digit * 40 + "\n" for digit in "ab"]
    answer = ask(tmp_path, {"requirements.txt": lines[0]}, {"requirements.txt": lines[1]})
    assert answer.rules() == []


def test_a_host_that_the_team_allows(tmp_path: Path) -> None:
    head = {"requirements.txt": "flask @ git+https://git.acme.example/flask@" + "a" * 40 + "\n"}
    answer = ask(tmp_path, BASE, head, "dependencies:\n  sources: [git.acme.example]\n")
    assert answer.rules() == []


def test_no_credentials_in_a_report(tmp_path: Path) -> None:
    head = {"requirements.txt": "flask @ git+https://bot:hunter2@git.example/flask@main\n"}
    answer = ask(tmp_path, BASE, head)
    assert "git.example/flask" in answer.message("dependency-left-registry")
    assert "hunter2" not in answer.message("dependency-left-registry")

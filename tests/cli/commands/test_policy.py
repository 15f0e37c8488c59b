from __future__ import annotations

import json
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.cli.program import run

POLICY = """\
version: 1
tiers:
  - name: money
    tier: critical
    when: {paths: ["billing/**"]}
    approvals: [{humans: 2, roles: [security]}]
"""
CASES = """\
version: 1
cases:
  - name: money needs two
    change: {files: [billing/a.py]}
    expect: {decision: review, tier: critical, humans: 2}
  - name: prose needs nobody
    change: {files: [README.md]}
    expect: {decision: pass}
"""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    """Three changes landed on main; the work tree has a first policy with its cases."""
    made = RepositoryBuilder(tmp_path / "r")
    made.commit("base", {"billing/a.py": "A = 1\n", "b.py": "B = 1\n", "README.md": "# A\n"})
    made.commit("money", {"billing/a.py": "A = 2\n"})
    made.commit("prose", {"README.md": "# The A\n"})
    made.commit("other", {"b.py": "B = 2\n"})
    write(made.path, {".tidegate/config.yaml": POLICY, ".tidegate/tests/money.yaml": CASES})
    return made


def test_cases_that_are_as_expected(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "test", "-C", str(repository.path)]) == 0
    assert capsys.readouterr().out == "2 cases: 2 as expected, 0 not\n"
    assert run(["policy", "test", "-C", str(repository.path), "--verbose"]) == 0
    assert "money needs two: as expected" in capsys.readouterr().out
    assert run(["policy", "test", "-C", str(repository.path), "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_a_case_that_is_not(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository.path, {".tidegate/tests/money.yaml": CASES.replace("humans: 2", "humans: 1")})
    assert run(["policy", "test", "-C", str(repository.path)]) == 1
    out = capsys.readouterr().out
    assert "money needs two: otherwise\n  humans: expected 1, is 2\n" in out
    assert out.endswith("2 cases: 1 as expected, 1 not\n")
    assert run(["policy", "test", "-C", str(repository.path), "--output", "json"]) == 1
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["name"], first["otherwise"]) == ("money needs two", ["humans: expected 1, is 2"])


def test_one_mistake_and_nothing_is_judged(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository.path, {".tidegate/tests/zz.yaml": "version: 1\ncases: [{name: a}]\n"})
    assert run(["policy", "test", "-C", str(repository.path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert 'zz.yaml:2: cases[0]: the key "change" is missing' in err


def test_another_policy_and_other_cases(
    repository: RepositoryBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"p/config.yaml": "version: 1\n", "own.yaml": CASES})
    arguments = ["policy", "test", "-C", str(repository.path), "--config", str(tmp_path / "p/config.yaml")]
    assert run([*arguments, str(tmp_path / "own.yaml")]) == 1
    assert "decision: expected review, is pass" in capsys.readouterr().out
    assert run(arguments) == 2
    assert "no cases in" in capsys.readouterr().err


def test_simulate_says_what_would_differ(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "simulate", "-C", str(repository.path), "--last", "3"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("the last 3 changes of main, in force → proposed\n")
    assert "  pass      3 → 2\n  review    0 → 1\n" in out
    assert "1 of 3 differ:\n" in out
    assert "pass (low) → review (money, 2)  money\n" in out
    assert "money: billing/a.py changes" in out


def test_simulate_in_json(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "simulate", "-C", str(repository.path), "--last", "3", "--output", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "tidegate.simulation/1"
    assert [change["subject"] for change in found["changes"]] == ["other", "prose", "money"]
    assert [change["proposed"]["name"] for change in found["changes"]] == ["", "", "money"]


def test_simulate_without_another_policy_tells_the_one_in_force(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.path / ".tidegate/config.yaml").unlink()
    assert run(["policy", "simulate", "-C", str(repository.path), "--last", "2"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("the last 2 changes of main, by the policy in force\n  pass      2\n")


def test_what_could_not_be_judged_is_told(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "simulate", "-C", str(repository.path), "--timeout", "0.000001"]) == 3
    out = capsys.readouterr().out
    assert "could not tell, or not all of it: 4 changes\n" in out
    assert out.count("not looked at: the time was up") == 4


def test_a_branch_that_is_not_there(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "simulate", "-C", str(repository.path), "--branch", "mian"]) == 2
    assert "did you mean main?" in capsys.readouterr().err

"""What is known to be malicious stops a change wherever it is asked for; nothing else in tests does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from records import Record, archive, record, until
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.installing import install, writing
from tidegate.model.result import CheckResult, Decision

TODAY = date(2026, 11, 5)
EVIL = record("MAL-2026-1", "evil", {"introduced": "0"})
WEAK = record("GHSA-1", "lib", *until("2.0"))
CARRIED = (
    "tests/e2e/requirements.txt",
    "examples/shop/requirements.txt",
    "packages/pay/fixtures/requirements.txt",
    "docs/tutorial/example/pyproject.toml",
    "testdata/Pipfile",
)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


def written(path: str, name: str) -> str:
    if path.endswith(".toml"):
        return f'[project]\nname = "demo"\nversion = "1"\ndependencies = ["{name}==1.0"]\n'
    return f'[packages]\n{name} = "==1.0"\n' if path.endswith("Pipfile") else f"{name}==1.0\n"


def judged(folder: Path, path: str, base: str | None, head: str, *records: Record) -> CheckResult:
    if records:
        store = Holdings().path("PyPI")
        with writing(store):
            install(store, "PyPI", Origin("a test"), Feed(archive(folder / "all.zip", records)), force=True)
    repository = RepositoryBuilder(folder / "repository")
    repository.commit("base", {"README.md": "# App\n", **({path: base} if base else {})})
    repository.branch("change")
    repository.commit("head", {path: head})
    return check(CheckOptions(directory=repository.path, revision_range="main..change", today=TODAY))


@pytest.mark.parametrize("path", CARRIED)
def test_it_blocks_in_what_tests_and_examples_carry(tmp_path: Path, path: str) -> None:
    result = judged(tmp_path, path, None, written(path, "evil"), EVIL, WEAK)
    assert [(one.rule, one.path) for one in result.findings] == [("malicious-dependency", path)]
    assert (result.decision, result.reasons[0].code) == (Decision.BLOCK, "malicious-dependency")


@pytest.mark.parametrize("path", CARRIED)
def test_weaknesses_there_are_nobodys(tmp_path: Path, path: str) -> None:
    result = judged(tmp_path, path, None, written(path, "lib"), EVIL, WEAK)
    assert (result.decision, result.findings) == (Decision.PASS, ())


def test_what_is_shipped_blocks_as_well(tmp_path: Path) -> None:
    result = judged(tmp_path, "requirements.txt", None, "evil==1.0\n", EVIL, WEAK)
    assert result.decision is Decision.BLOCK


def test_what_base_had_is_not_brought_by_the_change(tmp_path: Path) -> None:
    path = CARRIED[0]
    result = judged(tmp_path, path, "evil==1.0\n", "evil==1.0\nlib==2.0\n", EVIL, WEAK)
    assert (result.decision, result.findings) == (Decision.PASS, ())


@pytest.mark.parametrize(
    ("records", "text", "why"),
    [((), "lib==1.0\n", "there are no advisories of PyPI"), ((EVIL,), "<<<<<<< a\n", "unresolved merge")],
)
def test_what_could_not_be_told_there_is_named(
    tmp_path: Path, records: tuple[Record, ...], text: str, why: str
) -> None:
    result = judged(tmp_path, CARRIED[0], None, text, *records)
    (gap,) = [one for one in result.coverage.not_analysed if why in one.why]
    assert (gap.path, gap.matters, result.decision) == (CARRIED[0], False, Decision.PASS)

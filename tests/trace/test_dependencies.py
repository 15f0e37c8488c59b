"""Packages followed back to the commit that first brought them, and held against a model's cutoff."""

from __future__ import annotations

from pathlib import Path

import pytest
from records import archive, record, until
from repositories import RepositoryBuilder
from tracing import CLAUDE, tools

from tidegate.cli.program import run
from tidegate.model.errors import UsageError
from tidegate.model.trace import Trace
from tidegate.trace import ask
from tidegate.trace.asked import Question

PYPROJECT = '[project]\nname = "shop"\ndependencies = [\n  "requests>=2",\n]\n'


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("Base", {"requirements.txt": "flask==2.0.0\n"})
    return made


def asked(repository: RepositoryBuilder, name: str) -> Trace:
    return ask.of_dependency(Question(directory=repository.path), name)


def test_the_first_version_and_who_wrote_its_line(repository: RepositoryBuilder) -> None:
    first = repository.commit(f"Ask\n\n{CLAUDE}", {"requirements.txt": "flask==2.0.0\nRuamel.YAML==0.16.1\n"})
    repository.commit("Newer", {"requirements.txt": "flask==2.0.0\nruamel-yaml==0.18.0\n"})
    found = asked(repository, "ruamel_yaml")
    (step,), (package,) = found.steps, found.dependencies
    assert (step.commit.id, step.path, step.line, tools(step)) == (
        first, "requirements.txt", 2, ["trailer claude-code"],
    )  # fmt: skip
    assert (package.ecosystem, package.version, package.returned) == ("PyPI", "0.16.1", ())
    assert found.settled
    assert found.gaps == ("there are no advisories of PyPI on this machine: none were compared",)


def test_a_name_within_another_is_another(repository: RepositoryBuilder) -> None:
    repository.commit("Near", {"requirements.txt": "flask==2.0.0\nrequests-mock==1.0\n# requests\n"})
    first = repository.commit(
        "Ask", {"requirements.txt": "flask==2.0.0\nrequests-mock==1.0\nrequests==2.0\n"}
    )
    assert [step.commit.id for step in asked(repository, "requests").steps] == [first]


def test_a_package_that_moved_to_another_manifest(repository: RepositoryBuilder) -> None:
    first = repository.commit("Ask", {"requirements.txt": "flask==2.0.0\nrequests==2.0\n"})
    repository.commit(
        "Rename", {"requirements.txt": None, "requirements/base.txt": "flask==2.0.0\nrequests==2.0\n"}
    )
    repository.commit("Modern", {"requirements/base.txt": None, "pyproject.toml": PYPROJECT})
    (step,) = asked(repository, "requests").steps
    assert (step.commit.id, step.path) == (first, "requirements.txt")


def test_a_package_that_went_and_came_again(repository: RepositoryBuilder) -> None:
    first = repository.commit("Ask", {"requirements.txt": "flask==2.0.0\nrequests==2.0\n"})
    repository.commit("Drop", {"requirements.txt": "flask==2.0.0\n"})
    again = repository.commit("Again", {"requirements.txt": "flask==2.0.0\nrequests==2.5\n"})
    found = asked(repository, "requests")
    assert (found.steps[0].commit.id, found.dependencies[0].version) == (first, "2.0")
    assert [one.id for one in found.dependencies[0].returned] == [again]


def test_a_package_that_is_gone(repository: RepositoryBuilder) -> None:
    first = repository.commit("Ask", {"requirements.txt": "flask==2.0.0\nrequests==2.0\n"})
    repository.commit("Drop", {"requirements.txt": "flask==2.0.0\n"})
    found = asked(repository, "requests")
    assert found.steps[0].commit.id == first
    assert any("no manifest or lock file of HEAD names requests" in gap for gap in found.gaps)


def test_one_name_in_two_ecosystems(repository: RepositoryBuilder) -> None:
    python = repository.commit("Python", {"requirements.txt": "flask==2.0.0\nredis==4.0\n"})
    node = repository.commit("Node", {"package.json": '{"dependencies": {"redis": "^4.0.0"}}\n'})
    found = asked(repository, "redis")
    brought = {
        one.ecosystem: step.commit.id for one, step in zip(found.dependencies, found.steps, strict=True)
    }
    assert brought == {"PyPI": python, "npm": node}


def test_what_no_file_ever_named(repository: RepositoryBuilder) -> None:
    repository.commit("Prose", {"README.md": "requests is nice\n"})
    with pytest.raises(UsageError, match='names "requests"'):
        asked(repository, "requests")


def test_advisories_are_held_against_the_cutoff_of_who_wrote_the_line(
    repository: RepositoryBuilder, tmp_path: Path
) -> None:
    records = [
        record("GHSA-late", "requests", *until("2.31"), published="2026-10-01T00:00:00Z"),
        record("GHSA-early", "requests", *until("2.31"), published="2024-01-01T00:00:00Z"),
        record("GHSA-other", "requests", *until("1.0"), published="2026-10-01T00:00:00Z"),
    ]
    archive(tmp_path / "feeds" / "PyPI" / "all.zip", records)
    assert run(["advisories", "import", str(tmp_path / "feeds")]) == 0
    repository.commit(f"Ask\n\n{CLAUDE}", {"requirements.txt": "flask==2.0.0\nrequests==2.0\n"})
    (package,) = asked(repository, "requests").dependencies
    told = {one.ids[0]: (one.late, one.model) for one in package.advisories}
    assert told == {"GHSA-late": ("true", "claude-opus-4-8"), "GHSA-early": ("false", "claude-opus-4-8")}
    assert asked(repository, "flask").dependencies[0].advisories == ()


def test_without_a_model_advisories_cannot_be_compared(repository: RepositoryBuilder, tmp_path: Path) -> None:
    archive(tmp_path / "feeds" / "PyPI" / "all.zip", [record("GHSA-1", "requests", *until("2.31"))])
    assert run(["advisories", "import", str(tmp_path / "feeds")]) == 0
    repository.commit("Ask", {"requirements.txt": "flask==2.0.0\nrequests==2.0\n"})
    (advised,) = asked(repository, "requests").dependencies[0].advisories
    assert (advised.late, advised.model) == ("unknown", None)
    assert "cannot be compared" in advised.text

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.formats.pyproject import read, without_dependencies
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "pyproject"


def sample(case: str) -> Listing:
    return read(Source("pyproject.toml", (SAMPLES / case / "pyproject.toml").read_bytes()))


def text(content: str) -> Listing:
    return read(Source("pyproject.toml", content.encode()))


def entry(name: str, **fields: Any) -> Dependency:
    known: dict[str, Any] = {"ecosystem": "PyPI", "name": name, "key": name, "direct": True}
    return Dependency(**(known | fields))


def test_project_extras_groups_and_build() -> None:
    found = sample("uv_workspace").dependencies + sample("uv_groups").dependencies
    assert found == (
        entry("shop-core", origin=Origin.PATH),
        entry("click", requirement=">=8"),
        entry("uv_build", requirement=">=0.9", scope=Scope.BUILD, group="build-system"),
        entry("flask", requirement=">=3.0"),
        entry("httpx", requirement=">=0.27"),
        entry("psycopg", requirement=">=3.2", scope=Scope.OPTIONAL, group="postgres"),
        entry("pytest", requirement=">=8", scope=Scope.DEV, group="dev"),
        entry("ruff", requirement=">=0.6", scope=Scope.DEV, group="lint"),
    )


def test_poetry() -> None:
    assert sample("poetry_groups").dependencies == (
        entry("poetry-core", scope=Scope.BUILD, group="build-system"),
        entry("flask", requirement="^3.0"),
        entry("requests", requirement="~2.32"),
        entry("psycopg", requirement=">=3.2", scope=Scope.OPTIONAL, group="postgres"),
        entry("colorama", version="0.4.5", requirement="0.4.5", marker="sys_platform == 'win32'"),
        entry("colorama", version="0.4.6", requirement="0.4.6", marker="sys_platform != 'win32'"),
        entry("pytest", requirement="*", scope=Scope.DEV, group="dev"),
        entry("markdown", requirement="<4", scope=Scope.DEV, group="docs"),
    )


def test_poetry_sources() -> None:
    found = sample("poetry_sources")
    assert found.dependencies == (
        entry("greet", origin=Origin.GIT, location="https://git.example/acme/greet", revision="v1.0"),
        entry("shout", origin=Origin.PATH, location="shout"),
        entry("wave", origin=Origin.URL, location="https://files.example/wave-1.0-py3-none-any.whl"),
        entry("click", requirement="^8.1", location="https://mirror.example/simple/"),
    )
    assert found.hosts == {"mirror.example", "git.example", "files.example"}


def test_poetry_says_where_the_projects_dependencies_come_from() -> None:
    found = sample("poetry_project").dependencies
    assert found[:2] == (
        entry("click", requirement="<9.0,>=8.1"),
        entry("greet", origin=Origin.GIT, location="https://git.example/acme/greet"),
    )


def test_uv_sources_indexes_and_overrides() -> None:
    found = sample("uv_indexes")
    cpu, gpu = "https://wheels.example/cpu", "https://wheels.example/gpu"
    assert found.dependencies == (
        entry("torch", requirement=">=2.6", location=cpu, marker="sys_platform == 'darwin'"),
        entry("torch", requirement=">=2.6", location=gpu, marker="sys_platform == 'linux'"),
        entry("Acme_Tools", location="https://packages.acme.example/simple"),
        entry("widgets", origin=Origin.PATH),
        entry("pytest", scope=Scope.DEV, group="dev"),
        entry("ruff", requirement=">=0.6", scope=Scope.DEV, group="dev"),
        entry(
            "werkzeug",
            version="2.3.0",
            requirement="==2.3.0",
            direct=False,
            group="override-dependencies",
        ),
        entry("grpcio", requirement="<1.65", direct=False, group="constraint-dependencies"),
    )
    assert found.hosts == {"mirror.example", "wheels.example", "packages.acme.example"}


def test_pdm() -> None:
    assert sample("pdm_groups").dependencies[3:] == (
        entry("pytest", scope=Scope.DEV, group="test"),
        entry("iniconfig", scope=Scope.DEV, group="lint"),
        entry(
            "shout",
            origin=Origin.PATH,
            location="file:///${PROJECT_ROOT}/shout",
            scope=Scope.DEV,
            group="lint",
        ),
    )


def test_hatch_and_a_project_that_asks_for_its_own_extra() -> None:
    found = {(one.name, one.scope, one.group) for one in sample("hatch").dependencies}
    assert ("mkdocs", Scope.DEV, "docs") in found
    assert ("hatch-mypyc", Scope.BUILD, "mypyc") in found
    assert ("rich", Scope.OPTIONAL, "all") in found
    assert "reader" not in {name for name, _, _ in found}


def test_files_that_setuptools_reads() -> None:
    found = sample("setuptools")
    assert found.includes == ("requirements.txt", "requirements-dev.txt")
    assert not found.gaps


@pytest.mark.parametrize(
    ("content", "gap"),
    [
        ('[project]\ndependencies = ["a b"]', "project.dependencies: 'a b' is no requirement"),
        ('[project]\ndependencies = "a"', "project.dependencies is no list"),
        ("[dependency-groups]\na = [3]", "an entry is no text"),
        ('[dependency-groups]\na = [{include-group = "b"}]', "'a' includes 'b', which is not there"),
        (
            '[dependency-groups]\na = [{include-group = "b"}]\nb = [{include-group = "a"}]',
            "includes itself",
        ),
        ("[tool.poetry.dependencies]\nflask = 3", "'flask' has neither a version nor a table"),
        ("[tool.poetry]\ndependencies = []", "tool.poetry.dependencies is no table"),
        ("[tool.uv.sources]\nflask = 3", "tool.uv.sources: 'flask' is no table"),
        (
            '[build-system]\nbuild-backend = "hatchling.build"\n[project]\ndynamic = ["dependencies"]',
            "dependencies are computed when it is built",
        ),
    ],
)
def test_what_is_not_understood_is_named(content: str, gap: str) -> None:
    assert any(gap in one for one in text(content).gaps)


@pytest.mark.parametrize(
    "content",
    [
        '[project]\nname = "a"\ndynamic = ["dependencies"]',
        '[project]\nname = "a"\ndynamic = ["version"]\n[build-system]\nrequires = []\nbuild-backend = "x"',
        "[tool.ruff]\nline-length = 100",
        "",
    ],
)
def test_what_asks_for_nothing(content: str) -> None:
    """Where setuptools computes them, they stand in setup.py or setup.cfg."""
    assert text(content) == Listing()


def test_no_toml() -> None:
    with pytest.raises(Unreadable, match="no TOML"):
        text("[project\n")


@pytest.mark.parametrize(
    "case", ["poetry_sources", "poetry_groups", "uv_indexes", "pdm_sources", "hatch", "setuptools", "groups"]
)
def test_what_it_says_beside_dependencies(case: str) -> None:
    """How it is built and what it is called stay; everything that was read goes."""
    document = Source("a", (SAMPLES / case / "pyproject.toml").read_bytes()).toml()
    beside = without_dependencies(document)
    asked = {one.name.encode() for one in sample(case).dependencies if one.name != "poetry-core"}
    assert not any(name in repr(beside).encode() for name in asked - {b"hatchling", b"setuptools"})
    if "build-system" in document:
        assert beside["build-system"] == {"build-backend": document["build-system"]["build-backend"]}
    assert _hook(beside) == _hook(document)


def _hook(document: dict[str, Any]) -> object:
    return document.get("tool", {}).get("hatch", {}).get("build", {}).get("targets")

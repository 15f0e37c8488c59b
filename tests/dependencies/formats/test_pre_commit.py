from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import pre_commit
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "pre_commit"
NAME = ".pre-commit-config.yaml"


def read(text: str) -> Listing:
    return pre_commit.read(Source(NAME, text.encode()))


def sample(case: str) -> Listing:
    return pre_commit.read(Source(NAME, (SAMPLES / case / NAME).read_bytes()))


def hook(name: str, packages: str, more: str = "") -> Listing:
    return read(
        f"repos:\n- repo: local\n  hooks:\n  - id: {name}\n    additional_dependencies: {packages}\n{more}"
    )


def test_a_repository_at_a_commit() -> None:
    assert sample("frozen").dependencies[0] == Dependency(
        ecosystem="pre-commit",
        name="github.com/astral-sh/ruff-pre-commit",
        requirement="v0.8.2",
        revision="8b76f04e7e5a9cd259e9d1db7799599355f97cdf",
        direct=True,
        scope=Scope.DEV,
        origin=Origin.GIT,
        location="https://github.com/astral-sh/ruff-pre-commit",
        key="github.com/astral-sh/ruff-pre-commit",
        line=3,
    )


def test_addresses_without_secrets() -> None:
    found = sample("frozen").dependencies
    assert [one.name for one in found[1:]] == ["git.example/acme/hooks", "git.example/acme/other-hooks"]
    assert not any("secret" in (one.location or "") for one in found)
    assert (found[2].requirement, found[2].revision) == ("main", None)


def test_packages_of_hooks() -> None:
    found = [one for one in sample("additional").dependencies if one.ecosystem != "pre-commit"]
    assert [(one.ecosystem, one.name, one.version, one.requirement, one.group) for one in found] == [
        ("PyPI", "types-requests", "2.32.0.20241016", "==2.32.0.20241016", "mypy"),
        ("PyPI", "types-PyYAML", None, None, "mypy"),
        ("PyPI", "pydantic", None, "<3,>=2", "mypy"),
        ("npm", "eslint", "9.15.0", "9.15.0", "eslint"),
        ("npm", "@typescript-eslint/parser", None, "^8.0.0", "eslint"),
        ("npm", "typescript", None, "*", "eslint"),
    ]
    assert {one.scope for one in found} == {Scope.DEV}


def test_hooks_of_the_repository_itself() -> None:
    assert [(one.ecosystem, one.name) for one in sample("local").dependencies] == [
        ("PyPI", "django"),
        ("npm", "cspell"),
    ]


def test_old_files_and_merged_ones() -> None:
    (old,) = sample("old").dependencies
    assert old.revision == "9136088a246768144165fcc3ecc3d31bb686920a"
    found = sample("merged").dependencies
    assert [one.requirement for one in found[:2]] == ["24.10.0", "24.8.0"]
    assert [one.key for one in found[2:]] == ["custom click", "custom-again click"]


@pytest.mark.parametrize(
    ("name", "package", "ecosystem"),
    [
        ("own", "requests==2.32.3", "PyPI"),
        ("own", "requests[socks]", None),
        ("own", "eslint@9", "npm"),
        ("own", "'@acme/rules'", "npm"),
        ("own", "rules", None),
        ("mypy", "rules", "PyPI"),
        ("prettier", "rules", "npm"),
    ],
)
def test_the_language_of_a_hook(name: str, package: str, ecosystem: str | None) -> None:
    found = hook(name, f"[{package!r}]" if "'" not in package else f"[{package}]")
    assert [one.ecosystem for one in found.dependencies] == ([ecosystem] if ecosystem else [])
    assert len(found.untold) == (ecosystem is None)


def test_other_languages_are_said() -> None:
    found = hook("own", "['golang.org/x/tools@latest']", "    language: golang\n")
    assert found.untold == ("golang.org/x/tools@latest, which the hook own installs, of golang",)


def test_gaps() -> None:
    good = "- repo: https://git.example/c/d\n  rev: v1\n"
    text = f"repos:\n- repo: https://git.example/a/b\n- hooks: []\n- text\n{good}"
    found = read(text)
    assert found.gaps == (
        "repository 1: 'https://git.example/a/b' has no rev",
        "repository 2: it has no address",
        "repository 3: it is no object",
    )
    assert [one.name for one in found.dependencies] == ["git.example/c/d"]
    assert len(hook("mypy", "['a b c', 1]").gaps) == 1


@pytest.mark.parametrize("text", ["", "a: 1\n", "repos: text\n", "repos: []\n---\nrepos: []\n"])
def test_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)

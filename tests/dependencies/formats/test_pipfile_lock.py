from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats.pipfile_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "pipfile_lock"


def sample(case: str) -> Listing:
    return read(Source("Pipfile.lock", (SAMPLES / case / "Pipfile.lock").read_bytes()))


def named(case: str) -> dict[str, Dependency]:
    return {one.name: one for one in sample(case).dependencies}


def test_an_entry() -> None:
    assert named("categories")["click"] == Dependency(
        ecosystem="PyPI",
        name="click",
        version="8.5.1",
        location="https://mirror.example/simple",
        integrity=(
            "sha256:8bb5376d2006950386f8c6427613334a2acadc5f559cb80e638d00b4df957e37",
            "sha256:9bbfada76703fd1d784b83eea012e3e8c6a001a876543ef104fa56aaaeb072b4",
        ),
        key="default:click",
        marker="python_version >= '3.10'",
    )


def test_categories() -> None:
    assert named("plain")["iniconfig"].scope is Scope.DEV
    assert (named("categories")["markdown"].scope, named("categories")["markdown"].group) == (
        Scope.OPTIONAL,
        "docs",
    )


def test_sources() -> None:
    found = {name: (one.origin, one.location, one.revision) for name, one in named("sources").items()}
    assert found["greet"] == (
        Origin.GIT,
        "https://git.example/acme/greet",
        "f16d2e58eea3a3b7b1c30354512317374b36fd41",
    )
    assert found["shout"] == (Origin.PATH, "./shout", None)
    assert found["wave"] == (Origin.URL, "https://files.example/wave-1.0-py3-none-any.whl", None)


@pytest.mark.parametrize("content", ["[]", "{}", '{"_meta": {}, "default": []}'])
def test_no_lock_file_of_pipenv(content: str) -> None:
    with pytest.raises(Unreadable):
        read(Source("Pipfile.lock", content.encode()))


def test_an_entry_that_is_no_object() -> None:
    found = read(Source("Pipfile.lock", b'{"_meta": {}, "default": {"a": 3}}'))
    assert found.gaps == ("default: 'a' is no object",)

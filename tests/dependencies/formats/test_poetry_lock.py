from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats.poetry_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "poetry_lock"
MIRROR = "https://mirror.example/simple"


def sample(case: str) -> Listing:
    return read(Source("poetry.lock", (SAMPLES / case / "poetry.lock").read_bytes()))


def named(case: str) -> dict[str, Dependency]:
    return {one.name: one for one in sample(case).dependencies}


@pytest.mark.parametrize("case", ["groups", "v1_8", "v1_1"])
def test_every_version_says_hashes_edges_and_sources(case: str) -> None:
    found = named(case)["jinja2"]
    assert found == Dependency(
        ecosystem="PyPI",
        name="jinja2",
        version="3.1.6",
        location=MIRROR,
        integrity=found.integrity,
        key="jinja2@3.1.6",
        requires=("markupsafe@3.0.4",),
    )
    assert sorted(found.integrity) == [
        "sha256:0137fb05990d35f1275a587e9aee6d56da821fc83491a0fb838183be43f66d6d",
        "sha256:85ece4451f492d0c13c5dd7c13a64681a86afae63a5f347908daf103ce6d2f67",
    ]
    assert sample(case).hosts == {"mirror.example"}


def test_groups_of_version_2() -> None:
    found = named("groups")
    assert (found["pytest"].scope, found["pytest"].group) == (Scope.DEV, "dev")
    assert (found["markdown"].scope, found["markdown"].group) == (Scope.DEV, "docs")
    assert (found["psycopg"].scope, found["psycopg"].marker) == (Scope.OPTIONAL, 'extra == "postgres"')


def test_categories_of_version_1_1() -> None:
    found = named("v1_1")
    assert (found["iniconfig"].scope, found["iniconfig"].group) == (Scope.DEV, "dev")
    assert found["sqlparse"].scope is Scope.OPTIONAL


def test_version_1_8_tells_no_groups() -> None:
    assert named("v1_8")["pytest"].scope is Scope.RUNTIME


def test_two_versions_by_environment() -> None:
    found = [one for one in sample("groups").dependencies if one.name == "colorama"]
    assert [(one.key, one.marker) for one in found] == [
        ("colorama@0.4.5", 'sys_platform == "win32"'),
        ("colorama@0.4.6", 'sys_platform != "win32"'),
    ]
    assert named("groups")["pytest"].requires[:2] == ("colorama@0.4.5", "colorama@0.4.6")


def test_sources() -> None:
    found = {name: (one.origin, one.location, one.revision) for name, one in named("sources").items()}
    assert found == {
        "click": (Origin.REGISTRY, MIRROR, None),
        "idna": (Origin.REGISTRY, MIRROR, None),
        "greet": (
            Origin.GIT,
            "https://git.example/acme/greet",
            "f16d2e58eea3a3b7b1c30354512317374b36fd41",
        ),
        "shout": (Origin.PATH, "shout", None),
        "wave": (Origin.URL, "https://files.example/wave-1.0-py3-none-any.whl", None),
    }


def test_a_marker_for_each_group() -> None:
    content = (
        '[[package]]\nname = "a"\nversion = "1"\ngroups = ["main", "dev"]\n'
        '[package.markers]\nmain = "x"\ndev = "y"\n[metadata]\n'
    )
    (found,) = read(Source("poetry.lock", content.encode())).dependencies
    assert (found.marker, found.scope) == ("x or y", Scope.RUNTIME)


@pytest.mark.parametrize("content", ["", "[[package]]\nname = 'a'\n", "package = 1\n[metadata]\n"])
def test_no_lock_file_of_poetry(content: str) -> None:
    with pytest.raises(Unreadable, match="no lock file of Poetry"):
        read(Source("poetry.lock", content.encode()))

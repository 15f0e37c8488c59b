from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats.pdm_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "pdm_lock"


def sample(case: str) -> Listing:
    return read(Source("pdm.lock", (SAMPLES / case / "pdm.lock").read_bytes()))


def named(case: str) -> dict[str, Dependency]:
    return {one.name: one for one in sample(case).dependencies}


@pytest.mark.parametrize("case", ["groups", "static_urls", "no_groups", "v4_2"])
def test_every_version_says_hashes_and_edges(case: str) -> None:
    found = named(case)["jinja2"]
    assert found == Dependency(
        ecosystem="PyPI",
        name="jinja2",
        version="3.1.6",
        integrity=found.integrity,
        key="jinja2@3.1.6",
        requires=("markupsafe@3.0.4",),
    )
    assert len(found.integrity) == 2


def test_a_package_and_its_extra_are_one() -> None:
    found = [one for one in sample("groups").dependencies if one.name == "requests"]
    assert [one.requires[-1] for one in found] == ["pysocks@1.7.1"]


def test_groups() -> None:
    found = named("groups")
    assert (found["markdown"].scope, found["markdown"].group) == (Scope.OPTIONAL, "md")
    assert (found["pytest"].scope, found["pytest"].group) == (Scope.OPTIONAL, "test")
    assert (found["idna"].scope, found["idna"].group) == (Scope.RUNTIME, None)
    assert found["colorama"].marker == 'sys_platform == "win32"'


def test_sources() -> None:
    found = {name: (one.origin, one.location, one.revision) for name, one in named("sources").items()}
    assert found["greet"] == (
        Origin.GIT,
        "https://git.example/acme/greet",
        "f16d2e58eea3a3b7b1c30354512317374b36fd41",
    )
    assert found["wave"] == (Origin.URL, "https://files.example/wave-1.0-py3-none-any.whl", None)
    assert named("groups")["shout"].location == "./shout"


@pytest.mark.parametrize("case", ["static_urls", "v4_2"])
def test_hosts_of_files(case: str) -> None:
    assert sample(case).hosts == {"files.mirror.example"}


def test_nothing_is_locked() -> None:
    assert sample("empty") == Listing()


@pytest.mark.parametrize("content", ["", "package = 1\n[metadata]\n", "[metadata]\nfiles = 1\n"])
def test_no_lock_file_of_pdm(content: str) -> None:
    with pytest.raises(Unreadable):
        read(Source("pdm.lock", content.encode()))

from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats.pylock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "pylock"


def sample(path: str) -> Listing:
    return read(Source("pylock.toml", (SAMPLES / path).read_bytes()))


def named(path: str) -> dict[str, Dependency]:
    return {one.name: one for one in sample(path).dependencies}


@pytest.mark.parametrize(("path", "version"), [("uv_sources/pylock.toml", "1.0"), ("pip/pylock.toml", None)])
def test_sources(path: str, version: str | None) -> None:
    found = named(path)
    assert {one.name: (one.origin, one.location, one.revision) for one in found.values()} | {"idna": 0} == {
        "greet": (
            Origin.GIT,
            "https://git.example/acme/greet",
            "f16d2e58eea3a3b7b1c30354512317374b36fd41",
        ),
        "shout": (Origin.PATH, "shout", None),
        "wave": (Origin.URL, "https://files.example/wave-1.0-py3-none-any.whl", None),
        "idna": 0,
    }
    assert found["greet"].version == version
    assert found["wave"].integrity == (
        "sha256:6481f7b278616bd60553fb0eb15c3a6e04d76b195db8cbec158a914a8953aa64",
    )


def test_groups_and_extras_stand_in_markers() -> None:
    found = {name: (one.scope, one.group) for name, one in named("pdm/pylock.pdm.toml").items()}
    assert found["flask"] == (Scope.RUNTIME, None)
    assert found["idna"] == (Scope.RUNTIME, None)  # of the default group, too
    assert found["markdown"] == (Scope.OPTIONAL, "md")
    assert found["pytest"] == (Scope.DEV, "test")


def test_hashes_indexes_and_hosts() -> None:
    found = named("uv_forks/pylock.toml")["colorama"]
    assert found.location == "https://mirror.example/simple"
    assert found.marker == "sys_platform == 'win32'"
    assert found.integrity == (
        "sha256:08695f5cb7ed6e0531a20572697297273c47b8cae5a63ffc6d6ed5c201be6e44",
        "sha256:4f1d9991f5acc0ca119f9d443620b77f9d6b33703e51011c16baf57afb285fc6",
    )
    assert sample("uv_forks/pylock.toml").hosts == {"mirror.example", "files.mirror.example"}


def test_what_a_package_pulls_in_where_the_file_says_it() -> None:
    content = (
        'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\ndependencies = [{name = "B"}]\n'
        '[[packages]]\nname = "b"\nversion = "2"\n'
    )
    found = read(Source("pylock.toml", content.encode())).dependencies
    assert found[0].requires == ("b@2",)


@pytest.mark.parametrize("content", ["", 'lock-version = "1.0"\n', "packages = []\n"])
def test_no_pylock(content: str) -> None:
    with pytest.raises(Unreadable, match=r"no pylock\.toml"):
        read(Source("pylock.toml", content.encode()))


def test_the_day_of_the_first_upload() -> None:
    found = {(one.name, one.version): one.released for one in sample("uv_forks/pylock.toml").dependencies}
    assert found[("click", "8.1.7")] == "2023-08-17"
    assert {one.released for one in sample("pip/pylock.toml").dependencies} == {None}

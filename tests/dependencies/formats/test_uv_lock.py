from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.formats.uv_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "uv_lock"
REVISION = "f16d2e58eea3a3b7b1c30354512317374b36fd41"


def sample(case: str) -> Listing:
    return read(Source("uv.lock", (SAMPLES / case / "uv.lock").read_bytes()))


def named(listing: Listing) -> dict[str, Dependency]:
    return {one.name: one for one in listing.dependencies}


def entry(name: str, version: str, **fields: Any) -> Dependency:
    known: dict[str, Any] = {
        "ecosystem": "PyPI",
        "name": name,
        "version": version,
        "key": f"{name}@{version}",
    }
    return Dependency(**(known | {"direct": True} | fields))


def test_sources() -> None:
    found = named(sample("sources"))
    assert set(found) == {"greet", "idna", "shout", "wave"}
    pulled = ("idna@3.20",)
    git = "https://git.example/acme/greet"
    wheel = "https://files.example/wave-1.0-py3-none-any.whl"
    digest = "sha256:6481f7b278616bd60553fb0eb15c3a6e04d76b195db8cbec158a914a8953aa64"
    assert found["greet"] == entry(
        "greet", "1.0", origin=Origin.GIT, location=git, revision=REVISION, requires=pulled
    )
    assert found["shout"] == entry("shout", "1.0", origin=Origin.PATH, location="shout", requires=pulled)
    assert found["wave"] == entry(
        "wave", "1.0", origin=Origin.URL, location=wheel, integrity=(digest,), requires=pulled
    )
    assert found["idna"].direct is False
    assert len(found["idna"].integrity) == 2


def test_scopes_follow_what_pulls_in() -> None:
    found = named(sample("groups"))
    told = {name: (one.direct, one.scope, one.group) for name, one in found.items()}
    assert told["flask"] == (True, Scope.RUNTIME, None)
    assert told["werkzeug"] == (False, Scope.RUNTIME, None)
    assert told["h2"] == (False, Scope.RUNTIME, None)  # for httpx's extra
    assert told["psycopg"] == (True, Scope.OPTIONAL, "postgres")
    assert told["tzdata"] == (False, Scope.OPTIONAL, None)
    assert told["pytest"] == (True, Scope.DEV, "dev")
    assert told["pluggy"] == (False, Scope.DEV, None)
    assert "notes" not in found


def test_what_members_ask_for_is_direct() -> None:
    found = named(sample("workspace"))
    assert {name: one.direct for name, one in found.items()} == {
        "click": True,
        "python-dateutil": True,
        "tzdata": False,
    }


def test_two_versions_by_environment() -> None:
    found = sample("forks")
    assert [(one.version, one.marker, one.requires) for one in found.dependencies if one.name == "click"] == [
        ("8.1.7", "sys_platform == 'win32'", ("colorama@0.4.6",)),
        ("8.1.8", "sys_platform != 'win32'", ()),
    ]
    assert found.hosts == {"mirror.example", "files.mirror.example"}


@pytest.mark.parametrize("content", ["", "[package]\n", "version = 1\n[package]\n"])
def test_no_lock_file_of_uv(content: str) -> None:
    with pytest.raises(Unreadable):
        read(Source("uv.lock", content.encode()))


def test_an_entry_without_a_name() -> None:
    found = read(Source("uv.lock", b"version = 1\n[[package]]\nversion = '1'\n"))
    assert found.gaps[0] == "a package has no name"


def test_many_entries_of_one_name_that_all_refer_to_each_other() -> None:
    """Edges do not multiply."""
    entries = "".join(
        f'[[package]]\nname = "a"\nversion = "{n}"\ndependencies = [{{ name = "a" }}]\n' for n in range(2000)
    )
    found = read(Source("uv.lock", f"version = 1\n{entries}".encode()))
    assert len(found.dependencies) == 2000
    assert max(len(one.requires) for one in found.dependencies) < 20


def test_the_day_of_the_first_upload() -> None:
    found = {(one.name, one.version): one.released for one in sample("forks").dependencies}
    assert found[("click", "8.1.7")] == "2023-08-17"
    without = b'version = 1\n[[package]]\nname = "a"\nwheels = [{ url = "x", upload-time = "soon" }]\n'
    assert [one.released for one in read(Source("uv.lock", without)).dependencies] == [None]

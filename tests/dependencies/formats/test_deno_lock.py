from __future__ import annotations

from typing import Any

import pytest
from locked import Locked

from tidegate.dependencies.formats.deno_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.model.dependency import Dependency, Origin, Scope

DENO = Locked(read, "deno.lock", version="5")
by_key, lock = DENO.by_key, DENO.written


def test_an_entry_whole() -> None:
    assert by_key("manifest")["npm:is-odd@3.0.1"] == Dependency(
        ecosystem="npm",
        name="is-odd",
        version="3.0.1",
        requirement="^3.0.1",
        direct=True,
        integrity=(
            "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==",
        ),
        key="npm:is-odd@3.0.1",
        requires=("npm:is-number@6.0.0",),
        install_script=False,
    )
    assert by_key("manifest")["npm:core-js@3.36.1"].install_script is True


def test_peers_are_part_of_the_key() -> None:
    found = by_key("peers")["npm:react-dom@18.2.0_react@18.2.0"]
    assert (found.version, found.direct, found.requires[1]) == ("18.2.0", True, "npm:react@18.2.0")


def test_members_ask_too() -> None:
    found = by_key("members")
    assert {one.name for one in found.values() if one.direct} == {"chokidar", "is-number"}
    assert found["npm:fsevents@2.3.3"].scope is Scope.OPTIONAL


def test_jsr_and_modules_from_addresses() -> None:
    found = lock(
        specifiers={"jsr:@std/path@1": "1.0.8", "jsr:@std/internal@^1.0.0": "1.0.2"},
        jsr={
            "@std/path@1.0.8": {"integrity": "abc", "dependencies": ["jsr:@std/internal@^1.0.0"]},
            "@std/internal@1.0.2": {"integrity": "def"},
        },
        remote={"https://modules.example/a.ts": "123"},
        workspace={"dependencies": ["jsr:@std/path@1"]},
    )
    assert [(one.name, one.version, one.direct, one.origin) for one in found.dependencies] == [
        ("@jsr/std__path", "1.0.8", True, Origin.REGISTRY),
        ("@jsr/std__internal", "1.0.2", False, Origin.REGISTRY),
        ("https://modules.example/a.ts", None, False, Origin.URL),
    ]
    assert found.dependencies[0].requires == ("jsr:@std/internal@1.0.2",)
    assert found.hosts == {"modules.example"}
    assert not found.gaps


def test_version_3() -> None:
    found = lock(
        version="3",
        packages={
            "specifiers": {"npm:a@^1": "npm:a@1.2.0"},
            "npm": {
                "a@1.2.0": {"integrity": "sha512-a", "dependencies": {"b": "b@2.0.0"}},
                "b@2.0.0": {"integrity": "sha512-b", "dependencies": {}},
            },
        },
    ).dependencies
    assert [(one.key, one.direct, one.requires) for one in found] == [
        ("npm:a@1.2.0", True, ("npm:b@2.0.0",)),
        ("npm:b@2.0.0", False, ()),
    ]


def test_gaps() -> None:
    found = lock(
        specifiers={"npm:c@1": "1.0.0"},
        npm={"a": {}, "b@1.0.0": {"dependencies": ["d"]}},
        workspace={"dependencies": ["npm:c@1"]},
    )
    assert found.gaps == ("a of npm names no version", "it asks for d, npm:c@1, which it does not list")


@pytest.mark.parametrize("version", ["2", "6", None, 5])
def test_versions_that_are_not_known(version: Any) -> None:
    with pytest.raises(Unreadable, match="can be read"):
        lock(version=version)

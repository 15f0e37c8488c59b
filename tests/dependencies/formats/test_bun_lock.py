from __future__ import annotations

from typing import Any

import pytest
from locked import Locked

from tidegate.dependencies.formats.bun_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

COMMIT = "116d38c34d7e0dd6a67e6de2d9ca60d64a333a28"
BUN = Locked(read, "bun.lock", lockfileVersion=1)
sample, by_key, lock = BUN.sample, BUN.by_key, BUN.written


def test_an_entry_whole() -> None:
    assert by_key("bun-addresses")["odd"] == Dependency(
        ecosystem="npm",
        name="is-odd",
        version="3.0.1",
        requirement="^3.0.1",
        direct=True,
        integrity=(
            "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==",
        ),
        key="odd",
        requires=("is-number",),
        alias="odd",
    )


def test_every_origin() -> None:
    found = by_key("bun-addresses")
    assert {key: one.origin for key, one in found.items() if one.direct} == {
        "@mine/even": Origin.REGISTRY,
        "bundler": Origin.PATH,
        "local": Origin.PATH,
        "ms": Origin.URL,
        "neighbour": Origin.PATH,
        "odd": Origin.REGISTRY,
        "widget": Origin.GIT,
    }
    assert (found["widget"].location, found["widget"].revision) == (
        "git+ssh://git.example/shop/widget.git",
        COMMIT,
    )
    assert found["widget"].integrity == ()
    assert found["widget"].requires == ("widget/ms",)
    assert sample("bun-addresses").hosts == {"archives.example", "git.example"}


def test_folders_within_folders() -> None:
    found = by_key("bun-workspaces")
    mine = found["@shop/web/chalk"]
    assert (mine.version, mine.direct, mine.scope) == ("4.1.2", True, Scope.RUNTIME)
    assert mine.requires == ("@shop/web/chalk/ansi-styles", "@shop/web/chalk/supports-color")
    assert (found["chalk"].version, found["chalk"].scope) == ("2.4.2", Scope.DEV)
    assert found["@shop/api"].origin is Origin.PATH


def test_catalogs_say_the_range() -> None:
    asked = {one.name: one.requirement for one in sample("bun-catalogs").dependencies if one.direct}
    assert asked == {"chalk": "^4.1.2", "react": "^18.2.0"}


def test_another_registry_and_trusted_scripts() -> None:
    found = lock(
        trustedDependencies=["a"],
        packages={"a": ["a@1.0.0", "https://mirror.example/a/-/a-1.0.0.tgz", {}, "sha512-x"]},
    )
    assert found.hosts == {"mirror.example"}
    assert found.dependencies[0].install_script is True


def test_comments_and_trailing_commas() -> None:
    text = b"""{ // a comment with "quotes", and }
      "lockfileVersion": 1, /* another , */
      "workspaces": {"": {"name": "x // no comment", "dependencies": {"a": "/* nor this */ ^1",},},},
      "packages": {"a": ["a@1.0.0", "", {}, "sha512-x",], // the end
      },
    }"""
    (found,) = read(Source("bun.lock", text)).dependencies
    assert (found.name, found.requirement) == ("a", "/* nor this */ ^1")


@pytest.mark.parametrize(
    ("path", "content"),
    [("bun.lockb", b"\x00\x01"), ("bun.lock", b"#!/usr/bin/env bun\nbun-lockfile-format-v0")],
)
def test_the_binary_file(path: str, content: bytes) -> None:
    with pytest.raises(Unreadable, match="--save-text-lockfile"):
        read(Source(path, content))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"lockfileVersion": 3}, "lockfileVersion is 3"),
        ({"lockfileVersion": None}, "lockfileVersion is None"),
        ({"packages": []}, None),
        ({"packages": ["a"]}, "packages is no object"),
        ({"workspaces": {"": []}}, "a workspace is no object"),
    ],
)
def test_what_cannot_be_read(document: dict[str, Any], why: str | None) -> None:
    if why is None:
        assert lock(**document) == Listing()
        return
    with pytest.raises(Unreadable, match=why):
        lock(**document)


def test_gaps() -> None:
    found = lock(
        workspaces={"": {"name": "x", "dependencies": {"b": "^1"}}},
        packages={"a": "a@1.0.0", "c": ["c"], "d": ["d@1.0.0", "", {"dependencies": {"e": "1"}}, ""]},
    )
    assert found.gaps == (
        "a names no package",
        "c names no package",
        "it asks for e, b, which it does not list",
    )

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.formats.package_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "package_lock"
COMMIT = "116d38c34d7e0dd6a67e6de2d9ca60d64a333a28"


def sample(case: str) -> Listing:
    return read(Source("package-lock.json", (SAMPLES / case / "package-lock.json").read_bytes()))


def by_key(case: str) -> dict[str, Dependency]:
    return {one.key: one for one in sample(case).dependencies}


def lock(**document: Any) -> Listing:
    return read(Source("package-lock.json", json.dumps(document).encode()))


@pytest.mark.parametrize("case", ["v2-addresses", "v3-addresses"])
def test_every_origin(case: str) -> None:
    found = by_key(case)
    assert found["node_modules/odd"] == Dependency(
        ecosystem="npm",
        name="is-odd",
        version="3.0.1",
        requirement="^3.0.1",
        direct=True,
        location="https://mirror.example/is-odd/-/is-odd-3.0.1.tgz",
        integrity=(
            "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==",
        ),
        key="node_modules/odd",
        requires=("node_modules/odd/node_modules/is-number",),
        install_script=False,
        alias="odd",
        licence="MIT",
    )
    widget = found["node_modules/widget"]
    assert (widget.origin, widget.location, widget.revision, widget.version) == (
        Origin.GIT,
        "git+ssh://git.example/shop/widget.git",
        COMMIT,
        "1.4.0",
    )
    archive = found["node_modules/ms"]
    assert (archive.origin, archive.location) == (
        Origin.URL,
        "https://archives.example/archives/ms-2.1.3.tgz",
    )
    assert found["node_modules/local"].origin is Origin.PATH
    assert found["node_modules/bundler/node_modules/ms"].version == "2.0.0"
    assert sample(case).hosts == {"mirror.example", "archives.example", "git.example"}


def test_version_1() -> None:
    found = by_key("v1-addresses")
    assert {one.direct for one in found.values()} == {None}
    assert (found["node_modules/odd"].name, found["node_modules/odd"].version) == ("is-odd", "3.0.1")
    assert (found["node_modules/widget"].origin, found["node_modules/widget"].revision) == (
        Origin.GIT,
        COMMIT,
    )
    assert found["node_modules/odd"].requires == ("node_modules/odd/node_modules/is-number",)


@pytest.mark.parametrize("case", ["v2-workspaces", "v3-workspaces"])
def test_workspaces(case: str) -> None:
    found = by_key(case)
    assert (found["node_modules/@shop/api"].origin, found["node_modules/@shop/api"].location) == (
        Origin.PATH,
        "packages/api",
    )
    mine = found["packages/api/node_modules/chalk"]
    assert (mine.version, mine.direct, mine.scope, mine.requirement) == ("2.4.2", True, Scope.DEV, "^2.4.2")
    assert mine.requires == (
        "packages/api/node_modules/ansi-styles",
        "node_modules/escape-string-regexp",
        "packages/api/node_modules/supports-color",
    )
    assert found["node_modules/color-name"].direct is False


def test_scopes_and_install_scripts() -> None:
    found = by_key("v3-peers")
    assert (found["node_modules/core-js"].scope, found["node_modules/core-js"].install_script) == (
        Scope.DEV,
        True,
    )
    assert found["node_modules/fsevents"].scope is Scope.OPTIONAL
    assert found["node_modules/scheduler"].scope is Scope.RUNTIME
    both = lock(lockfileVersion=3, packages={"node_modules/a": {"version": "1.0.0", "devOptional": True}})
    assert both.dependencies[0].scope is Scope.OPTIONAL


def test_version_2_that_says_two_things() -> None:
    document = json.loads((SAMPLES / "v2-overrides" / "package-lock.json").read_text("utf-8"))
    assert not lock(**document).gaps
    document["dependencies"]["is-odd"]["integrity"] = "sha512-other"
    document["dependencies"]["evil"] = {"version": "1.0.0"}
    assert lock(**document).gaps == (
        "packages and dependencies do not say the same of 2 entries: node_modules/is-odd, node_modules/evil",
    )


def test_a_registry_that_lays_out_otherwise() -> None:
    address = f"https://registry.example/download/@shop/a/1.0.0/{'a' * 64}"
    entry = {"version": "1.0.0", "resolved": address}
    (found,) = lock(lockfileVersion=3, packages={"node_modules/@shop/a": entry}).dependencies
    assert (found.origin, found.location) == (Origin.REGISTRY, address)


def test_credentials_stay_away() -> None:
    entry = {"version": "1.0.0", "resolved": "https://me:secret@mirror.example/a/-/a-1.0.0.tgz?token=secret"}
    asked = {"dependencies": {"a": "git+https://me:secret@git.example/a.git"}}
    found = lock(lockfileVersion=3, packages={"": asked, "node_modules/a": entry})
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({}, "neither packages nor dependencies"),
        ({"lockfileVersion": 4, "packages": {}}, "lockfileVersion is 4"),
        ({"lockfileVersion": 3, "packages": []}, "packages is no object"),
        ({"dependencies": {"a" * 3000: {}}}, "nested too deeply"),
    ],
)
def test_what_cannot_be_read(document: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        lock(**document)


@pytest.mark.parametrize(
    ("packages", "why"),
    [
        ({"node_modules/a": 1}, "node_modules/a is no object"),
        ({"node_modules/a": {"dev": True}}, "node_modules/a has no version"),
        ({"node_modules/a/" * 40: {"version": "1"}}, f"{('node_modules/a/' * 40)[:80]} is nested too deeply"),
    ],
)
def test_entries_that_cannot_be_read(packages: dict[str, Any], why: str) -> None:
    assert lock(lockfileVersion=3, packages=packages).gaps == (why,)

from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats.pnpm_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "pnpm_lock"
COMMIT = "116d38c34d7e0dd6a67e6de2d9ca60d64a333a28"
TWO = """\
---
lockfileVersion: '9.0'
importers:
  .:
    configDependencies:
      rules: {specifier: 1.0.0, version: 1.0.0}
    packageManagerDependencies:
      pnpm: {specifier: 12.0.0, version: 12.0.0}
packages:
  rules@1.0.0:
    resolution: {integrity: sha512-r}
  pnpm@12.0.0:
    resolution: {integrity: sha512-p}
snapshots:
  rules@1.0.0: {}
  pnpm@12.0.0: {}
---
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      ms: {specifier: ^2.1.3, version: 2.1.3}
packages:
  ms@2.1.3:
    resolution: {integrity: sha512-m}
snapshots:
  ms@2.1.3: {}
"""


def sample(case: str) -> Listing:
    return read(Source("pnpm-lock.yaml", (SAMPLES / case / "pnpm-lock.yaml").read_bytes()))


def by_key(case: str) -> dict[str, Dependency]:
    return {one.key: one for one in sample(case).dependencies}


def lock(text: str) -> Listing:
    return read(Source("pnpm-lock.yaml", text.encode()))


@pytest.mark.parametrize(
    ("case", "key", "react", "script"),
    [
        ("pnpm6-peers", "/zustand/4.5.2_react@18.2.0", "/react/18.2.0", False),
        ("pnpm7-peers", "/zustand/4.5.2_react@18.2.0", "/react/18.2.0", False),
        ("pnpm8-peers", "/zustand@4.5.2(react@18.2.0)", "/react@18.2.0", False),
        ("pnpm9-peers", "zustand@4.5.2(react@18.2.0)", "react@18.2.0", None),
    ],
)
def test_keys_of_every_version(case: str, key: str, react: str, script: bool | None) -> None:
    found = by_key(case)
    store = key.replace("zustand", "use-sync-external-store").replace("4.5.2", "1.2.0")
    assert found[key] == Dependency(
        ecosystem="npm",
        name="zustand",
        version="4.5.2",
        requirement="4.5.2",
        direct=True,
        integrity=(
            "sha512-2cN1tPkDVkwCy5ickKrI7vijSjPksFRfqS6237NzT0vqSsztTNnQdHw9mmN7uBdk3gceVXU0a+21jFzFzAc9+g==",
        ),
        key=key,
        requires=(store, react) if script is None else (react, store),
        install_script=script,
    )
    names = {one.name: one for one in found.values()}
    assert names["@jridgewell/resolve-uri"].version == "3.1.3"
    assert (names["core-js"].scope, names["fsevents"].scope) == (Scope.DEV, Scope.OPTIONAL)
    assert names["core-js"].install_script is (None if script is None else True)
    assert {one.name for one in found.values() if one.direct} == {
        "@jridgewell/trace-mapping",
        "core-js",
        "fsevents",
        "react",
        "react-dom",
        "zustand",
    }


@pytest.mark.parametrize(
    "case", ["pnpm6-addresses", "pnpm7-addresses", "pnpm9-addresses", "pnpm12-addresses"]
)
def test_every_origin(case: str) -> None:
    direct = {one.alias or one.name: one for one in sample(case).dependencies if one.direct}
    assert {name: one.origin for name, one in direct.items()} == {
        "odd": Origin.REGISTRY,
        "@mine/even": Origin.REGISTRY,
        "widget": Origin.GIT,
        "ms": Origin.URL,
        "local": Origin.PATH,
        "bundler": Origin.PATH,
        "neighbour": Origin.PATH,
    }
    assert (direct["odd"].name, direct["odd"].version) == ("is-odd", "3.0.1")
    assert (direct["widget"].location, direct["widget"].revision) == (
        "ssh://git.example/shop/widget.git",
        COMMIT,
    )
    assert (direct["ms"].version, direct["ms"].location) == (
        "2.1.3",
        "https://archives.example/archives/ms-2.1.3.tgz",
    )
    assert sample(case).hosts == {"archives.example", "git.example"}


@pytest.mark.parametrize(
    "case", ["pnpm5-workspaces", "pnpm7-workspaces", "pnpm8-workspaces", "pnpm9-workspaces"]
)
def test_workspaces(case: str) -> None:
    found = sample(case).dependencies
    chalks = {one.version: one for one in found if one.name == "chalk"}
    assert {version: (one.direct, one.scope) for version, one in chalks.items()} == {
        "2.4.2": (True, Scope.DEV),
        "4.1.2": (True, Scope.RUNTIME),
    }
    (api,) = [one for one in found if one.name == "@shop/api"]
    assert (api.origin, api.location) == (Origin.PATH, "link:../api")
    assert {one.version: one.scope for one in found if one.name == "color-name"} == {
        "1.1.3": Scope.DEV,
        "1.1.4": Scope.RUNTIME,
    }


@pytest.mark.parametrize("case", ["pnpm10-catalogs", "pnpm12-catalogs"])
def test_catalogs_say_the_range(case: str) -> None:
    asked = {one.name: one.requirement for one in sample(case).dependencies if one.direct}
    assert asked == {"chalk": "^4.1.2", "react": "^18.2.0", "is-odd": "3.0.1"}


def test_two_documents() -> None:
    found = lock(TWO)
    assert [(one.name, one.version, one.scope, one.direct, one.key) for one in found.dependencies] == [
        ("rules", "1.0.0", Scope.BUILD, True, "1:rules@1.0.0"),
        ("pnpm", "12.0.0", Scope.BUILD, True, "1:pnpm@12.0.0"),
        ("ms", "2.1.3", Scope.RUNTIME, True, "ms@2.1.3"),
    ]
    assert not found.gaps


def test_a_runtime_has_an_archive_for_each_platform() -> None:
    found = lock(
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    devDependencies:\n      node:\n"
        "        specifier: runtime:^22\n        version: runtime:22.0.0\npackages:\n  node@runtime:22.0.0:\n"
        "    version: 22.0.0\n    resolution:\n      type: variations\n      variants:\n"
        "      - targets: [{os: linux, cpu: x64}]\n        resolution: {type: binary, "
        "url: 'https://dist.example/node.tar.gz', integrity: sha256-a}\n"
    ).dependencies
    assert [(one.name, one.version, one.origin, one.location, one.integrity) for one in found] == [
        ("node", "22.0.0", Origin.URL, "https://dist.example/node.tar.gz", ("sha256-a",))
    ]


def test_what_it_asks_for_and_does_not_list() -> None:
    text = TWO.replace("  ms@2.1.3:\n    resolution: {integrity: sha512-m}\nsnapshots:\n  ms@2.1.3: {}\n", "")
    assert lock(text).gaps == ("it asks for ms 2.1.3, which it does not list",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("packages: {}", "no lockfileVersion"),
        ("lockfileVersion: 4.0", "'4.0'; versions 5, 6 and 9"),
        ("lockfileVersion: '99.0'", "'99.0'"),
        ("lockfileVersion: '9.0'\npackages: [a]", "packages is no object"),
        ("lockfileVersion: '9.0'\nimporters: {.: [a]}", "the importer . is no object"),
    ],
)
def test_what_cannot_be_read(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        lock(text)

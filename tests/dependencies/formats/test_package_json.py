from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.formats.package_json import read, selected
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "package_json"


def sample(case: str) -> Listing:
    return read(Source("package.json", (SAMPLES / case / "package.json").read_bytes()))


def manifest(**document: Any) -> Listing:
    return read(Source("package.json", json.dumps(document, indent=2).encode()))


def asked(spec: str) -> Dependency:
    (found,) = manifest(dependencies={"thing": spec}).dependencies
    return found


def test_an_entry_whole() -> None:
    found = {one.key: one for one in sample("npm-plain").dependencies}
    assert found["chalk"] == Dependency(
        ecosystem="npm", name="chalk", requirement="^4.1.2", direct=True, key="chalk", line=6
    )
    assert found["devDependencies/chokidar"] == Dependency(
        ecosystem="npm",
        name="chokidar",
        version="3.5.3",
        requirement="3.5.3",
        direct=True,
        scope=Scope.DEV,
        key="devDependencies/chokidar",
        group="devDependencies",
        line=10,
    )


@pytest.mark.parametrize(
    ("spec", "name", "requirement", "version"),
    [
        ("^1.0.0", "thing", "^1.0.0", None),
        ("=1.0.0", "thing", "=1.0.0", "1.0.0"),
        ("1.0.0 ", "thing", "1.0.0", "1.0.0"),
        ("v1.0.0-rc.1", "thing", "v1.0.0-rc.1", "1.0.0-rc.1"),
        ("", "thing", "*", None),
        ("latest", "thing", "latest", None),
        ("1.0.0 || 2.0.0", "thing", "1.0.0 || 2.0.0", None),
        ("npm:other@^2.0.0", "other", "^2.0.0", None),
        ("npm:@scope/other@2.0.0", "@scope/other", "2.0.0", "2.0.0"),
        ("npm:@scope/other", "@scope/other", "*", None),
        ("npm:other", "other", "*", None),
        ("npm:^2.0.0", "thing", "^2.0.0", None),
        ("jsr:@std/path@^1.0.0", "@jsr/std__path", "^1.0.0", None),
        ("catalog:", "thing", "catalog:", None),
        ("patch:other@npm%3A3.0.1#~/patches/other.patch", "other", "3.0.1", "3.0.1"),
    ],
)
def test_what_comes_from_a_registry(spec: str, name: str, requirement: str, version: str | None) -> None:
    found = asked(spec)
    assert (found.name, found.requirement, found.version) == (name, requirement, version)
    assert found.origin is Origin.REGISTRY
    assert found.alias == (None if name == "thing" else "thing")


@pytest.mark.parametrize(
    ("spec", "origin", "location", "revision"),
    [
        ("git+ssh://git@git.example/a/b.git#v1", Origin.GIT, "git+ssh://git.example/a/b.git", "v1"),
        ("git+https://me:secret@git.example/a/b.git", Origin.GIT, "git+https://git.example/a/b.git", None),
        ("https://git.example/a/b.git#0123abc", Origin.GIT, "https://git.example/a/b.git", "0123abc"),
        ("git@git.example:a/b.git", Origin.GIT, "git@git.example:a/b.git", None),
        ("a/b#semver:^1", Origin.GIT, "github:a/b", "semver:^1"),
        ("gitlab:a/b", Origin.GIT, "gitlab:a/b", None),
        ("https://x:y@archives.example/b.tgz?token=z", Origin.URL, "https://archives.example/b.tgz", None),
        ("file:../b", Origin.PATH, "file:../b", None),
        ("./b", Origin.PATH, "./b", None),
        ("link:b", Origin.PATH, "link:b", None),
        ("workspace:^", Origin.PATH, None, None),
    ],
)
def test_what_does_not(spec: str, origin: Origin, location: str | None, revision: str | None) -> None:
    found = asked(spec)
    assert (found.origin, found.location, found.revision) == (origin, location, revision)
    assert found.version is None


def test_overrides_decide_and_ask_for_nothing() -> None:
    found = {one.key: one for one in sample("npm-overrides").dependencies}
    inner = found["overrides/is-odd>is-number"]
    assert (inner.name, inner.version, inner.direct, inner.line) == ("is-number", "6.0.0", False, 12)
    assert found["is-odd"].direct is True
    assert [one.group for one in sample("yarn-overrides").dependencies if one.direct is False] == [
        "resolutions"
    ]
    assert "pnpm.overrides/color-name" in {one.key for one in sample("pnpm-overrides").dependencies}


def test_overrides_of_every_shape() -> None:
    found = manifest(
        dependencies={"a": "^1.0.0"},
        overrides={"a": "$a", "b": {".": "2.0.0", "@x/c@^1": {"d": "3.0.0"}}},
        pnpm={"overrides": {"e@1>f": "-", "g": "npm:h@4.0.0"}},
    )
    assert not found.gaps
    assert {(one.name, one.requirement) for one in found.dependencies if one.direct is False} == {
        ("a", "^1.0.0"),
        ("b", "2.0.0"),
        ("d", "3.0.0"),
        ("h", "4.0.0"),
    }


@pytest.mark.parametrize(
    ("selector", "name"),
    [
        ("a", "a"),
        ("@x/a", "@x/a"),
        ("a@^1", "a"),
        ("@x/a@^1", "@x/a"),
        ("a@1>b@>=2", "b"),
        ("a>@x/b", "@x/b"),
        ("**/b", "b"),
        ("a/**/@x/b", "@x/b"),
        ("a@npm:1.0.0", "a"),
        ("@x/a@npm:@y/b@1", "@x/a"),
    ],
)
def test_what_a_selector_names(selector: str, name: str) -> None:
    assert selected(selector) == name


def test_peers_that_need_not_be_there() -> None:
    found = manifest(
        peerDependencies={"a": "*", "b": "*"}, peerDependenciesMeta={"b": {"optional": True}}
    ).dependencies
    assert [(one.name, one.scope) for one in found] == [("a", Scope.RUNTIME), ("b", Scope.OPTIONAL)]


def test_scripts_that_run_when_it_is_installed() -> None:
    scripts = {"test": "jest", "postinstall": "node x.js", "preinstall": "sh a.sh", "prepare": ""}
    assert manifest(scripts=scripts).scripts == (("preinstall", "sh a.sh"), ("postinstall", "node x.js"))


def test_workspaces_and_catalogs() -> None:
    found = sample("bun-catalogs")
    assert found.members == ("packages/*",)
    assert [(one.name, one.group, one.direct) for one in found.dependencies] == [
        ("chalk", "catalog", None),
        ("react", "catalog react18", None),
    ]


def test_the_line_of_what_stands_twice() -> None:
    text = b'{"devDependencies": {\n"a": "1.0.0"},\n"peerDependencies": {\n"a": "1.0.0"}}'
    assert [one.line for one in read(Source("package.json", text)).dependencies] == [2, 4]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"dependencies": ["a"]}, "dependencies is no object"),
        ({"dependencies": {"a": 1}}, "dependencies: 'a' does not say a version"),
        (
            {"devDependencies": {"a": "svn:x"}},
            "devDependencies: a is asked for by 'svn:', which is not known",
        ),
        ({"overrides": {"a": "$missing"}}, "overrides: 'a' does not say a version"),
        ({"dependencies": {"": "1"}}, "dependencies: '' does not say a version"),
    ],
)
def test_what_cannot_be_read(document: dict[str, Any], why: str) -> None:
    assert manifest(**document).gaps == (why,)


def test_what_is_no_manifest() -> None:
    with pytest.raises(Unreadable, match="no object"):
        read(Source("package.json", b"[]"))

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

import pytest

from tidegate.dependencies import contents as module
from tidegate.dependencies.contents import contents
from tidegate.model.inventory import Contents, Identity, Occurrence, Package

LOCK = {
    "name": "shop",
    "lockfileVersion": 3,
    "packages": {
        "": {
            "name": "shop",
            "dependencies": {"@acme/web": "^1.0.0"},
            "devDependencies": {"tape": "^5.0.0"},
        },
        "node_modules/@acme/web": {
            "version": "1.2.0",
            "resolved": "https://me:secret@mirror.example/@acme/web/-/web-1.2.0.tgz",
            "integrity": "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
            "license": "MIT",
            "dependencies": {"leaf": "^1.0.0"},
        },
        "node_modules/leaf": {"version": "1.0.1", "hasInstallScript": True},
        "node_modules/tape": {"version": "5.0.0", "dev": True, "dependencies": {"leaf": "^2.0.0"}},
        "node_modules/tape/node_modules/leaf": {"version": "2.0.0", "dev": True},
    },
}
MANIFEST = {"dependencies": {"@acme/web": "^1.0.0"}, "devDependencies": {"tape": "^5.0.0"}}


class Files:
    """A tree of texts."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def read(self, path: str) -> bytes | None:
        return self._files[path].encode() if path in self._files else None

    def names(self, directory: str) -> Collection[str]:
        start = f"{directory}/" if directory else ""
        return {path[len(start) :].partition("/")[0] for path in self._files if path.startswith(start)}

    def paths(self) -> Collection[str]:
        return list(self._files)


def read(**files: str) -> Contents:
    """Files by their names, with ``__`` for what no name of a parameter can hold."""
    return contents(Files(files), {})


def of(found: Contents) -> dict[str, Package]:
    return {f"{one.identity.name} {one.identity.version}".strip(): one for one in found.packages}


def test_a_lock_file_and_its_manifest_are_one() -> None:
    found = read(**{"package.json": json.dumps(MANIFEST), "package-lock.json": json.dumps(LOCK, indent=1)})
    packages = of(found)
    assert list(packages) == ["@acme/web 1.2.0", "leaf 1.0.1", "leaf 2.0.0", "tape 5.0.0"]
    assert found.gaps == ()
    web, leaf = packages["@acme/web 1.2.0"], packages["leaf 2.0.0"]
    assert (web.direct, web.scope, web.licences, web.requirements) == (True, "runtime", ("MIT",), ("^1.0.0",))
    assert web.requires == (Identity("npm", "leaf", "1.0.1"),)
    assert [one.path for one in web.occurrences] == ["package-lock.json", "package.json"]
    assert (leaf.direct, leaf.scope, leaf.ways, leaf.requires) == (False, "dev", (("tape",),), ())
    assert packages["leaf 1.0.1"].install_script
    assert "secret" not in repr(found)


def test_what_no_file_pins_stands_without_a_version() -> None:
    found = read(**{"requirements.txt": "flask>=2\nclick==8.1.7\n"})
    flask, click = of(found)["flask"], of(found)["click 8.1.7"]
    assert (flask.requirements, flask.direct, flask.requires) == ((">=2",), True, None)
    assert click.occurrences == (Occurrence("requirements.txt", 2),)


def test_what_is_asked_for_is_what_stands_beside_it() -> None:
    """A compiled file, or one with fewer words: of another version it is no answer."""
    files = {"requirements.in": "flask>=3\nclick<8\n", "requirements.txt": "flask==3.1.0\nclick==8.1.7\n"}
    packages = of(read(**files))
    assert list(packages) == ["click", "click 8.1.7", "flask 3.1.0"]
    assert [one.path for one in packages["flask 3.1.0"].occurrences] == [
        "requirements.in",
        "requirements.txt",
    ]


def test_the_same_package_of_two_projects_is_one() -> None:
    lock = json.dumps(LOCK)
    found = read(**{"a/package-lock.json": lock, "b/package-lock.json": lock})
    assert len(found.packages) == 4
    assert [one.path for one in found.packages[0].occurrences] == [
        "a/package-lock.json",
        "b/package-lock.json",
    ]


def test_included_files_count_once() -> None:
    files = {"requirements.txt": "-r base.list\nflask==3.1.0\n", "base.list": "click==8.1.7\n"}
    packages = of(read(**files))
    assert packages["click 8.1.7"].occurrences == (Occurrence("base.list", 1),)


def test_sums_are_of_what_is_used() -> None:
    files = {
        "go.mod": "module go.example/shop\n\ngo 1.23\n\nrequire go.example/leaf v0.5.0\n",
        "go.sum": "go.example/leaf v0.5.0 h1:rJzwtMqSjmu+gA82etKKk7HEQcanHHxsn/l2zO8mZhg=\n"
        "go.example/other v0.1.0 h1:rJzwtMqSjmu+gA82etKKk7HEQcanHHxsn/l2zO8mZhg=\n",
    }
    packages = of(read(**files))
    assert packages["go.example/leaf v0.5.0"].integrity == (
        "h1:rJzwtMqSjmu+gA82etKKk7HEQcanHHxsn/l2zO8mZhg=",
    )
    assert "go.example/other v0.1.0" not in packages


def test_folders_of_the_repository_are_no_registry_packages() -> None:
    found = read(**{"requirements.txt": "-e ./libs/shared\nshared==1.0\n"})
    own = [one for one in found.packages if one.is_own]
    assert len(own) == 1
    assert own[0].identity.source.startswith("path ./libs/shared")


@pytest.mark.parametrize(
    ("files", "path", "why"),
    [
        ({"package-lock.json": "{"}, "package-lock.json", "could not be read: line 1 is no JSON"),
        ({"requirements.txt": "flask\n???\n"}, "requirements.txt", "line 2"),
        ({"flake.lock": "{}"}, "flake.lock", "does not read such files"),
        ({"requirements.txt": "-r gone.txt\n"}, "requirements.txt", "which is not there"),
    ],
)
def test_what_cannot_be_read_is_a_gap(files: dict[str, str], path: str, why: str) -> None:
    gaps = read(**files).gaps
    assert [(gap.path, why in gap.why) for gap in gaps] == [(path, True)]


def test_settings_name_no_packages() -> None:
    assert read(**{".npmrc": "audit=false\n", "uv.toml": ""}) == Contents()


def test_data_of_tests_is_none() -> None:
    assert read(**{"tests/fixtures/requirements.txt": "flask==1.0\n"}) == Contents()


def test_links() -> None:
    files = Files({"requirements.txt": "flask==3.1.0\n", "a/requirements.txt": "../requirements.txt"})
    assert contents(files, {"a/requirements.txt": "../requirements.txt"}).gaps == ()
    gaps = contents(files, {"a/requirements.txt": "../../elsewhere"}).gaps
    assert [(gap.path, gap.why) for gap in gaps] == [
        ("a/requirements.txt", "it is a symbolic link, which is not followed")
    ]


def test_bounds_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"{name}/requirements.txt": f"{name}==1.0\nflask==3.1.0\n" for name in "abc"}
    monkeypatch.setattr(module, "MOST_FILES", 2)
    found = read(**files)
    assert list(of(found)) == ["a 1.0", "b 1.0", "flask 3.1.0"]
    assert [gap.path for gap in found.gaps] == ["c/requirements.txt"]
    monkeypatch.setattr(module, "MOST_ENTRIES", 3)
    assert any("more than 3 entries" in gap.why for gap in read(**files).gaps)

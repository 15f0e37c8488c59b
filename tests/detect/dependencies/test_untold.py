"""What could not be told of packages: each way to it ends at a human, and never reads as nothing."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from detect.dependencies.asked import LODASH, Files, ask, package_lock
from records import archive, record, until
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.installing import install, writing
from tidegate.documents.reading import SIZE_LIMIT

LOCK = package_lock(("lodash", "4.17.21"), ("ms", "2.1.3"), asked=["lodash", "ms"])
LARGE = LOCK + " " * SIZE_LIMIT
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 9\n"
GO = "module acme.example/shop\n\ngo 1.22\n\nrequire github.com/google/uuid v1.6.0\n"
UNREADABLE = {
    "an unresolved merge": LOCK.replace('"lockfileVersion"', '\n<<<<<<< HEAD\n"lockfileVersion"'),
    "cut off": LOCK[: len(LOCK) // 2],
    "nothing": "",
    "another version of the format": LOCK.replace('"lockfileVersion": 3', '"lockfileVersion": 99'),
    "a key twice": LOCK.replace('"lockfileVersion": 3', '"lockfileVersion": 3, "lockfileVersion": 2'),
    "too large": LARGE,
    "a pointer to a large file": POINTER,
    "no object": "[]",
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_head_that_cannot_be_read(tmp_path: Path, what: str) -> None:
    answer = ask(tmp_path, {"package-lock.json": LOCK}, {"package-lock.json": UNREADABLE[what]})
    assert answer.decision == "review"
    assert answer.gaps
    assert {kind: answer.report["dependencies"][kind] for kind in ("added", "updated", "removed")} == {
        "added": [],
        "updated": [],
        "removed": [],
    }


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_base_that_cannot_be_read(tmp_path: Path, what: str) -> None:
    """All of head counts as new, and what base had is not known."""
    head = package_lock(("lodash", "4.17.19"), ("ms", "2.1.3"), asked=["lodash", "ms"])
    answer = ask(tmp_path, {"package-lock.json": UNREADABLE[what]}, {"package-lock.json": head})
    assert answer.decision == "review"
    assert answer.gaps
    assert "vulnerable-dependency" in answer.rules()
    assert [one["name"] for one in answer.report["dependencies"]["added"]] == ["lodash", "ms"]


@pytest.mark.parametrize(
    ("base", "head", "why"),
    [
        ({}, {"bun.lockb": "#!/usr/bin/env bun\n\x01"}, "binary lock file"),
        ({}, {"mix.lock": "%{}\n"}, "does not read"),
        ({}, {"shard.lock": "version: 2.0\n"}, "does not read"),
        ({}, {"go.mod": GO}, "there are no advisories of Go"),
        ({"requirements.txt": ""}, {"requirements.txt": "flask ~~ 3\n"}, "is no requirement"),
        ({"requirements.txt": ""}, {"requirements.txt": "-r gone.txt\n"}, "is not there"),
        ({"requirements.txt": ""}, {"requirements.txt": "-r ../out.txt\n"}, "is not in the repository"),
        ({"requirements.txt": ""}, {"requirements.txt": "-r https://x.example/a\n"}, "not in the repository"),
        ({"requirements.txt": ""}, {"requirements.txt": "jinja2===two\n"}, "whether jinja2 two has"),
        ({"requirements.txt": ""}, {"requirements.txt": "jinja2\n"}, "whether jinja2 installs a version"),
        ({"requirements.txt": ""}, {"requirements.txt": "flask>=3\n"}, "what flask >=3 brings along"),
        ({}, {"package.json": '{"dependencies": {"lodash": "odd:1"}}'}, "which is not known"),
        ({}, {"setup.py": "setup(install_requires=load())\n"}, ""),
        ({}, {"requirements-dev.3.11.txt": "jinja2 @@ 2\n"}, "is no requirement"),
    ],
    ids=lambda value: next(iter(value), "nothing") if isinstance(value, dict) else None,
)
def test_what_is_not_understood(tmp_path: Path, base: Files, head: Files, why: str) -> None:
    answer = ask(tmp_path, base, head)
    said = [*answer.gaps, *(reason["text"] for reason in answer.report["reasons"])]
    assert answer.decision == "review"
    assert any(why in one for one in said), said


def test_a_link_in_place_of_a_lock_file(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    repository.commit("base", {"package-lock.json": LOCK, "other.json": LOCK})
    repository.branch("feature")
    (tmp_path / "package-lock.json").unlink()
    (tmp_path / "package-lock.json").symlink_to("other.json")
    repository.commit("head", {})
    result = check(CheckOptions(directory=tmp_path, revision_range="main..feature"))
    assert result.decision == "review"
    assert "a symbolic link" in [gap.why for gap in result.coverage.not_analysed]
    assert not result.dependencies.removed


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Holdings:
    """Stores of this test alone."""
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))
    return Holdings()


def hold(holdings: Holdings, folder: Path, *records: dict[str, object]) -> Path:
    path = holdings.path("npm")
    with writing(path):
        origin = Origin("a test", datetime.now(UTC).date().isoformat())
        install(path, "npm", origin, Feed(archive(folder / "feed.zip", records)))
    return path


def adding_lodash(folder: Path) -> list[str]:
    answer = ask(folder, {"package-lock.json": package_lock()}, {"package-lock.json": LOCK})
    assert answer.decision == "review"
    return answer.gaps


@pytest.mark.parametrize(
    "events",
    [({"introduced": "first"},), ({"introduced": "0"}, {"fixed": "the next one"}), ({"fixed": "9.0.0"},)],
)
def test_advisories_whose_ranges_are_not_understood(
    tmp_path: Path, own: Holdings, events: tuple[dict[str, str], ...]
) -> None:
    hold(own, tmp_path, record("GHSA-9", "lodash", *events, ecosystem="npm"))
    assert "whether lodash 4.17.21 has GHSA-9" in adding_lodash(tmp_path / "repository")


def test_an_advisory_that_says_neither_versions_nor_ranges(tmp_path: Path, own: Holdings) -> None:
    hold(own, tmp_path, record("GHSA-9", "lodash", ecosystem="npm"))
    assert "whether lodash 4.17.21 has GHSA-9" in adding_lodash(tmp_path / "repository")


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.8])
def test_a_store_that_is_damaged(tmp_path: Path, own: Holdings, share: float) -> None:
    path = hold(
        own, tmp_path, LODASH, *(record(f"GHSA-{n}", "ms", *until("1"), ecosystem="npm") for n in range(99))
    )
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert any("advisories update" in gap for gap in adding_lodash(tmp_path / "repository"))


def test_a_store_of_another_layout(tmp_path: Path, own: Holdings) -> None:
    path = hold(own, tmp_path, LODASH)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert any("of another version" in gap for gap in adding_lodash(tmp_path / "repository"))


def test_the_rest_of_a_file_is_judged_all_the_same(tmp_path: Path) -> None:
    document = json.loads(package_lock(("lodash", "4.17.19"), asked=["lodash"]))
    document["packages"]["node_modules/odd"] = 7
    answer = ask(tmp_path, {}, {"package-lock.json": json.dumps(document)})
    assert "vulnerable-dependency" in answer.rules()
    assert answer.gaps

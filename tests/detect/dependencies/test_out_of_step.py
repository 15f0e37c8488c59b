from __future__ import annotations

import json
from pathlib import Path

import pytest
from detect.dependencies.asked import Answer, ask, package_lock
from detect.dependencies.lockfiles import KINDS


def manifest(**asked: str) -> str:
    return json.dumps({"name": "app", "dependencies": asked}, indent=1)


def both(lodash: str, locked: str, **more: str) -> dict[str, str]:
    lock = package_lock(("lodash", locked), asked=["lodash"])
    return {"package.json": manifest(lodash=lodash, **more), "package-lock.json": lock}


BASE = both("^4.17.20", "4.17.20")


def told(folder: Path, head: dict[str, str], base: dict[str, str] | None = None) -> Answer:
    return ask(folder, BASE if base is None else base, head)


def test_both_change(tmp_path: Path) -> None:
    answer = told(tmp_path, both("^4.17.21", "4.17.21"))
    assert (answer.decision, answer.rules()) == ("pass", [])


def test_the_lock_file_alone_within_the_range(tmp_path: Path) -> None:
    head = both("^4.17.20", "4.17.21")
    answer = told(tmp_path, {"package-lock.json": head["package-lock.json"]})
    assert (answer.decision, answer.rules()) == ("pass", [])


def test_the_lock_file_alone_out_of_the_range(tmp_path: Path) -> None:
    head = both("^4.17.20", "5.0.0")
    answer = told(tmp_path, {"package-lock.json": head["package-lock.json"]})
    assert (answer.decision, answer.rules()) == ("review", ["lock-out-of-step"])
    assert "no version of lodash is locked that is ^4.17.20" in answer.message("lock-out-of-step")


def test_the_manifest_alone(tmp_path: Path) -> None:
    answer = told(tmp_path, {"package.json": manifest(lodash="^4.17.20", express="^4.0.0")})
    assert answer.rules() == ["lock-out-of-step"]
    assert "express is not locked" in answer.message("lock-out-of-step")


def test_the_manifest_alone_within_what_is_locked(tmp_path: Path) -> None:
    answer = told(tmp_path, {"package.json": manifest(lodash="^4.0.0 || ^5.0.0")})
    assert "lock-out-of-step" not in answer.rules()


def test_what_was_out_of_step_before(tmp_path: Path) -> None:
    base = both("^4.17.20", "4.17.20", express="^4.0.0")
    head = both("^4.17.20", "4.17.21", express="^4.0.0")
    assert told(tmp_path, head, base).rules() == []


def test_a_lock_file_above(tmp_path: Path) -> None:
    """A workspace's member is locked at the top."""
    base = {**BASE, "web/package.json": manifest(lodash="^4.17.20")}
    answer = told(tmp_path, {"web/package.json": manifest(lodash="^4.17.20", express="^4.0.0")}, base)
    assert answer.rules() == ["lock-out-of-step"]


def test_no_lock_file_and_something_added(tmp_path: Path) -> None:
    base = {"package.json": manifest(lodash="4.17.21")}
    answer = told(tmp_path, {"package.json": manifest(lodash="4.17.21", express="4.19.2")}, base)
    assert answer.decision == "review"
    assert "what express 4.19.2 brings along: no lock file stands beside package.json" in answer.gaps


def test_no_lock_file_and_nothing_added(tmp_path: Path) -> None:
    base = {"package.json": manifest(lodash="4.17.20")}
    answer = told(tmp_path, {"package.json": manifest(lodash="4.17.21")}, base)
    assert (answer.decision, answer.gaps) == ("pass", [])


RANGES = [
    ("Go", "v1.2.0", "v1.2.0", "v1.3.0", "v1.3.0"),
    ("crates.io", "1.2", "1.2.5", "1.3", "1.3.0"),
    ("RubyGems", "~> 1.2.0", "1.2.5", "~> 1.3", "1.3.1"),
    ("Packagist", "^1.2", "1.2.5", "^2.0", "2.0.1"),
    ("NuGet", "[1.2.0, 1.3.0)", "1.2.0", "[1.3.0, 1.4.0)", "1.3.0"),
    ("NuGet", "1.2.0", "1.2.0", "1.3.0", "1.3.0"),
    ("Gradle", "[1.2,1.3)", "1.2.5", "[1.3,1.4)", "1.3.0"),
    ("Gradle", "1.2", "1.2", "1.3", "1.3"),
]


@pytest.mark.parametrize(("kind", "before", "locked", "after", "newer"), RANGES)
def test_every_ecosystem(tmp_path: Path, kind: str, before: str, locked: str, after: str, newer: str) -> None:
    files = KINDS[kind]
    base = {files.manifest: files.asks(before), files.lock: files.locks(locked)}
    alone = ask(tmp_path / "alone", base, {files.manifest: files.asks(after)})
    assert "lock-out-of-step" in alone.rules()
    assert f"is locked that is {after}" in alone.message("lock-out-of-step")
    together = ask(
        tmp_path / "together", base, {files.manifest: files.asks(after), files.lock: files.locks(newer)}
    )
    assert "lock-out-of-step" not in together.rules()


@pytest.mark.parametrize(("kind", "before", "locked", "after", "newer"), RANGES)
def test_every_lock_file_alone(
    tmp_path: Path, kind: str, before: str, locked: str, after: str, newer: str
) -> None:
    """Backwards: the lock file is taken back to what the manifest does not allow any more."""
    files = KINDS[kind]
    base = {files.manifest: files.asks(after), files.lock: files.locks(newer)}
    answer = ask(tmp_path, base, {files.lock: files.locks(locked)})
    assert ("lock-out-of-step" in answer.rules()) == (kind != "Go")  # go.sum holds hashes of what may be used

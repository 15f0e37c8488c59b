from __future__ import annotations

import json
from pathlib import Path

import pytest
from detect.dependencies.asked import ask, package_lock
from detect.dependencies.lockfiles import KINDS

FILE = "requirements.txt"
PINS = "dependencies:\n  require: [pins]\n"


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        ("flask==3.0.0", "flask>=3.0.0", ["dependency-unpinned"]),
        ("flask==3.0.0", "flask", ["dependency-unpinned"]),
        ("flask==3.0.0", "flask==3.0.1", []),
        ("flask>=2,<3", "flask>=2,<4", ["dependency-range-widened"]),
        ("flask>=2,<3", "flask>=3,<4", []),
        ("flask>=2,<4", "flask>=2,<3", []),
        ("flask~=2.1", "flask>=2.1", ["dependency-range-widened"]),
        ("flask>=2", "flask==3.0.0", []),
    ],
)
def test_a_requirement(tmp_path: Path, before: str, after: str, rules: list[str]) -> None:
    answer = ask(tmp_path, {FILE: f"{before}\n"}, {FILE: f"{after}\n"})
    assert answer.rules() == rules


def test_a_commit_that_became_a_branch(tmp_path: Path) -> None:
    lines = [f"acme @ git+https://git.example/acme/acme@{one}\n" for one in ("a" * 40, "main")]
    answer = ask(tmp_path / "loose", {FILE: lines[0]}, {FILE: lines[1]})
    assert (answer.decision, answer.rules()) == ("review", ["dependency-unpinned"])
    other = lines[0].replace("a" * 40, "b" * 40)
    assert ask(tmp_path / "moved", {FILE: lines[0]}, {FILE: other}).rules() == []


def test_a_pin_that_the_lock_file_keeps(tmp_path: Path) -> None:
    manifests = [json.dumps({"dependencies": {"express": one}}) for one in ("4.19.2", "^4.19.2")]
    lock = package_lock(("express", "4.19.2"), asked=["express"])
    base = {"package.json": manifests[0], "package-lock.json": lock}
    answer = ask(tmp_path, base, {"package.json": manifests[1]})
    assert (answer.decision, answer.rules()) == ("pass", ["dependency-unpinned"])


def test_the_team_asks_for_pins(tmp_path: Path) -> None:
    base = {FILE: "flask==3.0.0\n"}
    answer = ask(tmp_path / "bad", base, {FILE: "flask==3.0.0\nclick>=8\n"}, PINS)
    assert (answer.decision, "dependency-not-pinned" in answer.rules()) == ("review", True)
    answer = ask(tmp_path / "safe", base, {FILE: "flask==3.0.0\nclick==8.1.7\n"}, PINS)
    assert (answer.decision, answer.rules()) == ("pass", [])


@pytest.mark.parametrize(
    ("kind", "before", "after", "rules"),
    [
        ("crates.io", "1.2", ">=1.2", ["dependency-range-widened"]),
        ("crates.io", ">=1.2", "1.2", []),
        ("crates.io", "=1.2.3", "1.2.3", ["dependency-unpinned"]),
        ("RubyGems", "~> 1.2.3", "~> 1.2", ["dependency-range-widened"]),
        ("RubyGems", "~> 1.2", "~> 1.2.3", []),
        ("RubyGems", "= 1.2.3", ">= 1.2.3", ["dependency-unpinned"]),
        ("Packagist", "~1.2.3", "^1.2.3", ["dependency-range-widened"]),
        ("Packagist", "^1.2", "^2.0", []),
        ("Packagist", "1.2.3", "^1.2.3", ["dependency-unpinned"]),
        ("NuGet", "[1.2.0, 1.3.0)", "[1.2.0, 2.0.0)", ["dependency-range-widened"]),
        ("NuGet", "[1.2.0, 2.0.0)", "[1.2.0, 1.3.0)", []),
        ("NuGet", "[1.2.0]", "1.*", ["dependency-unpinned"]),
        ("Gradle", "[1.2,1.3)", "[1.2,2.0)", ["dependency-range-widened"]),
        ("Gradle", "1.2.+", "1.+", ["dependency-range-widened"]),
        ("Gradle", "1.+", "1.2.+", []),
        ("Gradle", "1.2", "latest.release", ["dependency-unpinned"]),
    ],
)
def test_every_ecosystem(tmp_path: Path, kind: str, before: str, after: str, rules: list[str]) -> None:
    files = KINDS[kind]
    answer = ask(tmp_path, {files.manifest: files.asks(before)}, {files.manifest: files.asks(after)})
    assert [one for one in answer.rules() if one.startswith("dependency-")] == rules
    widened = [one for one in answer.report["findings"] if one["rule"] == "dependency-range-widened"]
    assert {one["confidence"] for one in widened} <= {"high"}

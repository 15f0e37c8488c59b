"""npm packages that the language replaces, asked by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from detect.dependencies.asked import Answer, ask

RULE = "dependency-replaceable"


def manifest(section: str, *names: str) -> str:
    return json.dumps({section: dict.fromkeys(names, "^1.0.0")})


def adding(folder: Path, section: str, name: str) -> Answer:
    before = {"package.json": manifest(section, "express")}
    return ask(folder, before, {"package.json": manifest(section, "express", name)})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("left-pad", "`String.prototype.padStart` (since Node.js 8) does the same"),
        ("arr-union", "a few lines of code do the same (array union)"),
        ("es5-shim", "every engine in use has what it brings"),
    ],
)
def test_it_is_told_and_only_listed(tmp_path: Path, name: str, words: str) -> None:
    answer = adding(tmp_path, "dependencies", name)
    assert answer.message(RULE).startswith(f"{name} ^1.0.0 is not needed: {words} (module-replacements 3.")
    assert [one["severity"] for one in answer.report["findings"] if one["rule"] == RULE] == ["low"]
    assert RULE not in answer.codes


@pytest.mark.parametrize(
    ("section", "name"),
    [("devDependencies", "left-pad"), ("dependencies", "axios"), ("dependencies", "react")],
)
def test_nothing_is_told(tmp_path: Path, section: str, name: str) -> None:
    assert RULE not in adding(tmp_path, section, name).rules()


def test_what_the_repository_asks_for_elsewhere(tmp_path: Path) -> None:
    base = {
        "a/package.json": manifest("dependencies", "left-pad"),
        "b/package.json": manifest("dependencies", "express"),
    }
    head = {"b/package.json": manifest("dependencies", "express", "left-pad")}
    assert RULE not in ask(tmp_path, base, head).rules()


def test_other_packages_are_suggested_without_a_finding(tmp_path: Path) -> None:
    answer = adding(tmp_path, "dependencies", "node-fetch")
    (added,) = answer.report["dependencies"]["added"]
    assert [(one["name"], one["why"], one["since"]) for one in added["alternatives"]] == [
        ("fetch", "suggested", "Node.js 18.0.0"),
        ("ofetch", "suggested", None),
        ("ky", "suggested", None),
    ]

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from detect.dependencies.asked import Answer, ask, package_lock
from detect.dependencies.registry import ask_knowing

LOCK = "package-lock.json"
RULE = "dependency-deprecated"
GONE = {"deprecated": "use node:fs instead."}


def added(
    folder: Path, *entries: tuple[str, str, dict[str, Any]], asked: tuple[str, ...] = ("ms",)
) -> Answer:
    return ask(folder, {LOCK: package_lock()}, {LOCK: package_lock(*entries, asked=asked)})


def test_what_was_asked_for(tmp_path: Path) -> None:
    answer = added(tmp_path, ("ms", "2.1.3", GONE))
    assert (answer.decision, answer.rules()) == ("review", [RULE])
    assert (
        answer.message(RULE) == "ms 2.1.3 is deprecated or withdrawn by its authors: “use node:fs instead”."
    )


def test_what_others_pull_in_is_listed(tmp_path: Path) -> None:
    pulls = {"dependencies": {"inflight": "1", "glob": "7"}}
    answer = added(tmp_path, ("ms", "2.1.3", pulls), ("inflight", "1.0.6", GONE), ("glob", "7.2.3", GONE))
    assert (answer.decision, answer.rules()) == ("pass", [RULE])
    assert "glob 7.2.3, inflight 1.0.6" in answer.message(RULE)


def test_what_is_kept_up(tmp_path: Path) -> None:
    assert added(tmp_path, ("ms", "2.1.3", {})).rules() == []


def test_what_base_had_already(tmp_path: Path) -> None:
    base, head = (package_lock(("ms", version, GONE), asked=["ms"]) for version in ("2.1.2", "2.1.3"))
    assert ask(tmp_path, {LOCK: base}, {LOCK: head}).rules() == []


def test_what_is_given_up_in_the_new_version(tmp_path: Path) -> None:
    base, head = (
        package_lock(("ms", "2.1.2"), asked=["ms"]),
        package_lock(("ms", "2.1.3", GONE), asked=["ms"]),
    )
    assert ask(tmp_path, {LOCK: base}, {LOCK: head}).rules() == [RULE]


@pytest.mark.parametrize(
    ("says", "rules"),
    [
        ({"isDeprecated": True, "deprecatedReason": "withdrawn: broken"}, [RULE]),
        ({"isDeprecated": True}, [RULE]),
        ({"isDeprecated": False}, []),
        ({}, []),
    ],
)
def test_the_registry_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: dict[str, Any], rules: list[str]
) -> None:
    head = {"requirements.txt": "flask==3.0.0\n"}
    answer = ask_knowing({"flask": {"3.0.0": says}}, monkeypatch, tmp_path, {"requirements.txt": ""}, head)
    assert answer.rules() == rules


def test_the_words_of_authors_are_cut(tmp_path: Path) -> None:
    answer = added(tmp_path, ("ms", "2.1.3", {"deprecated": "no " * 1000}))
    assert len(answer.message(RULE)) < 300

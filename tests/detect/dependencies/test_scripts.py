from __future__ import annotations

from pathlib import Path

from detect.dependencies.asked import ask, package_lock

LOCK = "package-lock.json"
RUNS = {"hasInstallScript": True}


def test_one_that_comes_in(tmp_path: Path) -> None:
    base, head = package_lock(), package_lock(("ms", "2.1.3", RUNS), asked=["ms"])
    answer = ask(tmp_path, {LOCK: base}, {LOCK: head})
    assert (answer.decision, answer.rules()) == ("review", ["install-script-added"])


def test_one_that_did_not_run_before(tmp_path: Path) -> None:
    answer = ask(tmp_path, {LOCK: package_lock(("ms", "2.1.3"))}, {LOCK: package_lock(("ms", "2.1.4", RUNS))})
    assert "runs from this version on" in answer.message("install-script-added")


def test_one_that_always_ran(tmp_path: Path) -> None:
    base, head = package_lock(("ms", "2.1.3", RUNS)), package_lock(("ms", "2.1.4", RUNS))
    assert ask(tmp_path, {LOCK: base}, {LOCK: head}).rules() == []

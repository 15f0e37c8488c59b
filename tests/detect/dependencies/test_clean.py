"""What is fresh, known and as before passes without a human."""

from __future__ import annotations

from pathlib import Path

from detect.dependencies.asked import ask, package_lock


def test_an_update_in_the_registry(tmp_path: Path) -> None:
    base, head = package_lock(("lodash", "4.17.20")), package_lock(("lodash", "4.17.21"))
    answer = ask(tmp_path, {"package-lock.json": base}, {"package-lock.json": head})
    assert (answer.decision, answer.codes, answer.rules()) == ("pass", ["dependencies-clean"], [])


def test_a_package_more(tmp_path: Path) -> None:
    base = package_lock(("lodash", "4.17.20"))
    head = package_lock(("lodash", "4.17.20"), ("ms", "2.1.3"), asked=["ms"])
    answer = ask(tmp_path, {"package-lock.json": base}, {"package-lock.json": head})
    assert (answer.decision, answer.rules()) == ("pass", [])


def test_a_first_lock_file(tmp_path: Path) -> None:
    head = package_lock(("lodash", "4.17.20"), ("ms", "2.1.3"), asked=["ms", "lodash"])
    assert ask(tmp_path, {}, {"package-lock.json": head}).decision == "pass"


def test_requirements(tmp_path: Path) -> None:
    answer = ask(tmp_path, {"requirements.txt": "flask==3.0.0\n"}, {"requirements.txt": "flask==3.0.1\n"})
    assert (answer.decision, answer.codes) == ("pass", ["dependencies-clean"])

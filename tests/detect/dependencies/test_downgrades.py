from __future__ import annotations

from pathlib import Path

import pytest
from detect.dependencies.asked import ask, package_lock

LOCK = "package-lock.json"


@pytest.mark.parametrize(
    ("base", "head", "rules"),
    [
        ([("ms", "2.1.3")], [("ms", "1.0.0")], ["dependency-downgraded"]),
        ([("ms", "2.1.3")], [("ms", "2.1.2")], []),
        ([("ms", "2.1.3")], [("ms", "3.0.0")], []),
        (
            [("lodash", "4.17.20")],
            [("lodash", "4.17.19")],
            ["dependency-downgraded", "vulnerable-dependency"],
        ),
        ([("ms", "2.1.3")], [("ms", "3.0.0"), ("a/node_modules/ms", "1.0.0")], []),
    ],
)
def test_down(
    tmp_path: Path, base: list[tuple[str, str]], head: list[tuple[str, str]], rules: list[str]
) -> None:
    answer = ask(tmp_path, {LOCK: package_lock(*base)}, {LOCK: package_lock(*head)})
    assert answer.rules() == rules


def test_what_comes_back_is_named(tmp_path: Path) -> None:
    base, head = package_lock(("lodash", "4.17.20")), package_lock(("lodash", "4.17.19"))
    answer = ask(tmp_path, {LOCK: base}, {LOCK: head})
    assert "has GHSA-0000-0000-0001 again" in answer.message("dependency-downgraded")


def test_what_somebody_asked_for(tmp_path: Path) -> None:
    base, head = (package_lock(("ms", version), asked=["ms"]) for version in ("2.1.3", "1.0.0"))
    assert ask(tmp_path, {LOCK: base}, {LOCK: head}).decision == "review"


def test_what_others_pull_in_is_listed(tmp_path: Path) -> None:
    debug = ("debug", "4.3.4", {"dependencies": {"ms": "*"}})
    base, head = (package_lock(debug, ("ms", version), asked=["debug"]) for version in ("2.1.3", "1.0.0"))
    answer = ask(tmp_path, {LOCK: base}, {LOCK: head})
    assert (answer.decision, answer.rules()) == ("pass", ["dependency-downgraded"])

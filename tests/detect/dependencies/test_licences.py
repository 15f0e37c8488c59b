from __future__ import annotations

from pathlib import Path

import pytest
from detect.dependencies.asked import Answer, ask, package_lock

LOCK = "package-lock.json"
ALLOW = "dependencies:\n  licences:\n    allow: [MIT, Apache-2.0]\n    deny: [AGPL-3.0-only]\n"
DENY = "dependencies:\n  licences:\n    deny: [AGPL-3.0-only]\n"


def added(folder: Path, licence: str | None, config: str) -> Answer:
    head = package_lock(("ms", "2.1.3", {"license": licence}), asked=["ms"])
    return ask(folder, {LOCK: package_lock()}, {LOCK: head}, config)


@pytest.mark.parametrize(
    ("licence", "config", "decision", "rules"),
    [
        ("MIT", ALLOW, "pass", []),
        ("(MIT OR GPL-3.0-only)", ALLOW, "pass", []),
        ("GPL-3.0-only", ALLOW, "review", ["licence-not-allowed"]),
        ("AGPL-3.0", ALLOW, "block", ["licence-denied"]),
        ("AGPL-3.0-only", DENY, "block", ["licence-denied"]),
        ("GPL-3.0-only", DENY, "pass", []),
        ("SEE LICENSE IN LICENSE", ALLOW, "review", ["licence-unknown"]),
        (None, DENY, "review", ["licence-unknown"]),
        (None, "dependencies:\n  licences: {}\n", "pass", []),
        ("AGPL-3.0-only", "dependencies:\n  own: ['npm:m*']\n" + DENY.partition("\n")[2], "pass", []),
    ],
)
def test_added(tmp_path: Path, licence: str | None, config: str, decision: str, rules: list[str]) -> None:
    answer = added(tmp_path, licence, config)
    assert (answer.decision, answer.rules()) == (decision, rules)


def test_what_base_had_already(tmp_path: Path) -> None:
    versions = [package_lock(("ms", version, {"license": "AGPL-3.0-only"})) for version in ("2.1.3", "2.1.4")]
    answer = ask(tmp_path, {LOCK: versions[0]}, {LOCK: versions[1]}, DENY)
    assert (answer.decision, answer.rules("existing")) == ("pass", ["licence-denied"])


def test_a_licence_that_changed(tmp_path: Path) -> None:
    head = package_lock(("ms", "2.1.4", {"license": "AGPL-3.0-only"}))
    assert ask(tmp_path, {LOCK: package_lock(("ms", "2.1.3"))}, {LOCK: head}, DENY).decision == "block"

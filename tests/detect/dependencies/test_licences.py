from __future__ import annotations

from pathlib import Path

import pytest
from detect.dependencies.asked import Answer, ask, package_lock
from detect.dependencies.registry import ask_knowing

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


COMPOSER = """{"packages": [{"name": "acme/x", "version": "1.0.0", "license": %s,
 "notification-url": "https://mirror.example/downloads/"}]}"""


@pytest.mark.parametrize(
    ("licence", "rules"),
    [
        ('["MIT"]', []),
        ('["GPL-3.0-only", "MIT"]', []),
        ('"AGPL-3.0-only"', ["licence-denied"]),
        ('["AGPL-3.0-only", "GPL-3.0-only"]', ["licence-not-allowed"]),
        ('["proprietary"]', ["licence-unknown"]),
        ("[]", ["licence-unknown"]),
    ],
)
def test_composer_tells_licences(tmp_path: Path, licence: str, rules: list[str]) -> None:
    answer = ask(
        tmp_path, {"composer.lock": '{"packages": []}'}, {"composer.lock": COMPOSER % licence}, ALLOW
    )
    assert answer.rules() == rules


@pytest.mark.parametrize(
    ("in_file", "registered", "rules"),
    [
        (None, ["MIT"], []),
        (None, ["AGPL-3.0-only"], ["licence-denied"]),
        (None, ["MIT", "AGPL-3.0-only"], ["licence-denied"]),
        (None, ["non-standard"], ["licence-unknown"]),
        (None, [], ["licence-unknown"]),
        ("MIT", ["MIT"], []),
        ("MIT", [], []),
        ("MIT", ["Apache-2.0"], []),
        ("MIT", ["AGPL-3.0-only"], ["licence-disputed"]),
        ("MIT", ["non-standard"], ["licence-disputed"]),
        ("AGPL-3.0-only", ["MIT"], ["licence-denied", "licence-disputed"]),
    ],
)
def test_the_registry_tells(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_file: str | None,
    registered: list[str],
    rules: list[str],
) -> None:
    known = {"ms": {"2.1.3": {"licenses": registered}}}
    head = package_lock(("ms", "2.1.3", {"license": in_file}), asked=["ms"])
    answer = ask_knowing(known, monkeypatch, tmp_path, {LOCK: package_lock()}, {LOCK: head}, ALLOW)
    assert answer.rules() == rules


def test_both_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"ms": {"2.1.3": {"licenses": ["AGPL-3.0-only"]}}}
    head = package_lock(("ms", "2.1.3"), asked=["ms"])
    answer = ask_knowing(known, monkeypatch, tmp_path, {LOCK: package_lock()}, {LOCK: head}, ALLOW)
    assert answer.message("licence-disputed") == (
        "ms 2.1.3 stands under MIT by package-lock.json, and under AGPL-3.0-only by its registry."
    )


def test_nobody_asked_nobody_disputes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"ms": {"2.1.3": {"licenses": ["AGPL-3.0-only"]}}}
    head = package_lock(("ms", "2.1.3"), asked=["ms"])
    answer = ask_knowing(known, monkeypatch, tmp_path, {LOCK: package_lock()}, {LOCK: head})
    assert (answer.decision, answer.rules()) == ("pass", [])

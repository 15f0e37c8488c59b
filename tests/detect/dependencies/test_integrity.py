from __future__ import annotations

from pathlib import Path
from typing import Any

from detect.dependencies.asked import ask, package_lock

LOCK = "package-lock.json"


def ms(**more: Any) -> str:
    return package_lock(("ms", "2.1.3", more), asked=["ms"])


def test_another_hash_for_the_same_version(tmp_path: Path) -> None:
    answer = ask(tmp_path, {LOCK: ms()}, {LOCK: ms(integrity="sha512-other==")})
    assert (answer.decision, answer.codes, answer.rules()) == (
        "block",
        ["dependency-tampered"],
        ["dependency-tampered"],
    )


def test_another_hash_for_another_version(tmp_path: Path) -> None:
    head = package_lock(("ms", "2.1.4"), asked=["ms"])
    assert ask(tmp_path, {LOCK: ms()}, {LOCK: head}).decision == "pass"


def test_a_stronger_hash(tmp_path: Path) -> None:
    answer = ask(tmp_path, {LOCK: ms(integrity="sha1-old=")}, {LOCK: ms(integrity="sha512-new==")})
    assert (answer.decision, answer.rules()) == ("pass", [])


def test_a_weaker_hash_and_none(tmp_path: Path) -> None:
    for number, integrity in enumerate(["sha1-weak=", None]):
        answer = ask(tmp_path / str(number), {LOCK: ms()}, {LOCK: ms(integrity=integrity)})
        assert (answer.decision, answer.rules()) == ("review", ["dependency-integrity-lost"])


def test_many_are_one_finding(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(30)]
    base = package_lock(*((name, "1.0.0") for name in names))
    head = package_lock(*((name, "1.0.0", {"integrity": None}) for name in names))
    answer = ask(tmp_path, {LOCK: base}, {LOCK: head})
    assert answer.rules() == ["dependency-integrity-lost"]
    assert "and 27 more" in answer.message("dependency-integrity-lost")


def test_the_team_asks_for_hashes(tmp_path: Path) -> None:
    config = "dependencies:\n  require: [hashes]\n"
    base = "click==1 --hash=sha256:" + "0" * 64 + "\n"
    answer = ask(tmp_path, {"requirements.txt": base}, {"requirements.txt": base + "idna==1\n"}, config)
    assert (answer.decision, answer.rules()) == ("review", ["dependency-without-hash"])
    assert "idna 1" in answer.message("dependency-without-hash")
    hashed = base + "idna==1 --hash=sha256:" + "1" * 64 + "\n"
    assert (
        ask(tmp_path / "safe", {"requirements.txt": base}, {"requirements.txt": hashed}, config).rules() == []
    )

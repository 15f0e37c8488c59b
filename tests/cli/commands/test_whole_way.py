"""From a change that a person must look at to an attestation and a release, as people and CI run it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attesting import openssh
from shops import BASE, HOLE, Shop, keys, people

from tidegate.cli.program import run


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "shop")
    made.git.git("tag", "v1", "main")
    return made


def tidegate(shop: Shop, *words: str, key: Path | None = None) -> int:
    return run([*words, "-C", str(shop.path), *(["--key", str(key)] if key else [])])


def recorded(shop: Shop) -> int:
    return tidegate(shop, "record", "main..feature", key=keys() / "ci")


def merged(shop: Shop) -> None:
    shop.git.switch("main")
    shop.git.merge("feature", "Merge feature")
    shop.git.git("tag", "v2")


def attested(shop: Shop, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """The status, and the review that was signed."""
    capsys.readouterr()
    status = tidegate(shop, "attest", "main", key=openssh(folder, "-t", "ed25519").private)
    envelope = json.loads(capsys.readouterr().out.splitlines()[1])
    predicate: dict[str, Any] = json.loads(base64.b64decode(envelope["payload"]))["predicate"]
    return status, predicate


def test_approved_recorded_merged(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recorded(shop) == 3
    assert tidegate(shop, "approve", "main..feature", "--yes", key=keys() / "ben") == 0
    assert recorded(shop) == 0
    merged(shop)
    status, review = attested(shop, tmp_path, capsys)
    assert (status, review["verdict"], review["reasons"]) == (0, "proved", [])
    assert [(one["person"], one["counts"]) for one in review["assents"]] == [("ben", True)]
    assert review["owed"] == ["1 person"]
    assert (review["decided"]["by"], review["decided"]["decision"]) == ("ci", "pass")
    assert tidegate(shop, "release", "verify", "v2") == 0
    assert "1 proved" in capsys.readouterr().out


def test_merged_without_its_approval(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recorded(shop) == 3
    merged(shop)
    status, review = attested(shop, tmp_path, capsys)
    assert (status, review["verdict"]) == (1, "not_proved")
    assert [one["code"] for one in review["reasons"]] == ["review", "owed"]
    assert tidegate(shop, "release", "verify", "v2") == 1


def test_approved_by_its_author(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tidegate(shop, "approve", "main..feature", "--yes", key=keys() / "ada") == 0
    assert recorded(shop) == 3
    merged(shop)
    status, review = attested(shop, tmp_path, capsys)
    assert (status, review["verdict"]) == (1, "not_proved")
    assert [one["because"] for one in review["assents"]] == ["the decision does not count it"]


def test_base_moved_after_the_approval(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recorded(shop) == 3
    assert tidegate(shop, "approve", "main..feature", "--yes", key=keys() / "ben") == 0
    shop.git.switch("main")
    shop.git.commit("Docs", {"docs/index.md": "# Shop\n"})
    assert recorded(shop) == 0
    merged(shop)
    status, review = attested(shop, tmp_path, capsys)
    assert (status, review["verdict"], review["reasons"]) == (0, "proved", [])
    assert {one["person"] for one in review["assents"] if one["counts"]} == {"ben"}
    assert tidegate(shop, "release", "verify", "v2") == 1, "nobody decided on the commit in between"


def test_an_emergency_that_somebody_else_declared(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("break-glass", "--incident", "INC-7", "--reason", "all is down", "main..feature", "--yes")
    assert tidegate(shop, *words, key=keys() / "ben") == 0
    merged(shop)
    capsys.readouterr()
    assert tidegate(shop, "release", "verify", "v2") == 1
    assert "ben may not break the glass, and did" in capsys.readouterr().out


def test_an_emergency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        ".tidegate/config.yaml": "version: 1\nbreak_glass: {roles: [lead]}\n",
        ".tidegate/people.yaml": people(ben=", roles: [lead]"),
    }
    shop = Shop(tmp_path / "shop", files)
    shop.git.git("tag", "v1", "main")
    words = ("break-glass", "--incident", "INC-7", "--reason", "all is down", "main..feature", "--yes")
    assert tidegate(shop, *words, key=keys() / "ben") == 0
    merged(shop)
    status, review = attested(shop, tmp_path, capsys)
    assert (status, review["verdict"], review["bypassed"]) == (1, "not_proved", True)
    assert tidegate(shop, "release", "verify", "v2") == 3
    assert "1 bypassed, review due" in capsys.readouterr().out
    event = shop.git.git("log", "-1", "--format=%s", "refs/tidegate/ledger").split()[-1]
    assert tidegate(shop, "confirm", event, "--because", "looked at it", "--yes", key=keys() / "dee") == 0
    assert tidegate(shop, "release", "verify", "v2") == 0
    assert "1 bypassed, reviewed" in capsys.readouterr().out


def test_a_finding_in_a_file_whose_name_is_no_utf_8(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Shop(tmp_path / "shop", change={b"sr\xe9.py".decode("utf-8", "surrogateescape"): BASE + HOLE})
    assert recorded(shop) == 1
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    words = ("--reason", "mitigated-elsewhere", "--until", until, "--because", "behind the VPN", "--yes")
    assert tidegate(shop, "dismiss", "1", *words, "main..feature", key=keys() / "ben") == 0
    event = shop.git.git("log", "-1", "--format=%s", "refs/tidegate/ledger").split()[-1]
    assert tidegate(shop, "confirm", event, "--yes", key=keys() / "dee") == 0
    for name in ("ben", "dee"):
        assert tidegate(shop, "approve", "main..feature", "--yes", key=keys() / name) == 0
    answer = tmp_path / "answer.json"
    assert tidegate(shop, "check", "main..feature", "--output", f"json={answer}") == 0
    assert tidegate(shop, "record", "main..feature", "--result", str(answer), key=keys() / "ci") == 0
    capsys.readouterr()
    assert tidegate(shop, "ledger", "verify") == 0
    assert "nothing is wrong" in capsys.readouterr().out

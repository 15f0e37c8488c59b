"""From a change that a person must look at to an attestation and a release, as people and CI run it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attesting import openssh
from queues import Queue, with_forge
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
    assert review["owed"] == ["1 person", "an AI-BOM of the change"]
    assert (review["decided"]["by"], review["decided"]["decision"]) == ("ci", "pass")
    assert tidegate(shop, "release", "verify", "v2") == 0
    assert "1 proved" in capsys.readouterr().out


def test_what_landed_is_recorded_once(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert tidegate(shop, "approve", "main..feature", "--yes", key=keys() / "ben") == 0
    assert recorded(shop) == 0
    merged(shop)
    for _ in range(2):
        assert tidegate(shop, "ledger", "landed", "main", key=keys() / "ci") == 0
    assert tidegate(shop, "ledger", "log", "--type", "merge") == 0
    assert capsys.readouterr().out.count(" on main as ") == 1
    assert tidegate(shop, "ledger", "verify") == 0


def test_without_a_whole_ai_bom_it_is_not_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path / "shop")
    shop.git.git("tag", "v1", "main")
    shop.git.git("commit", "--quiet", "--amend", "--message", "News\n\nTidegate-AI: cursor gpt-5; colour=red")
    assert tidegate(shop, "approve", "main..feature", "--yes", key=keys() / "ben") == 0
    assert recorded(shop) == 3
    assert "the AI-BOM could not be made whole" in capsys.readouterr().err
    merged(shop)
    status, review = attested(shop, tmp_path, capsys)
    assert (status, review["verdict"], review["decided"]["decision"]) == (1, "not_proved", "pass")
    assert [(one["code"], one["text"]) for one in review["reasons"]] == [("ai-bom", "no AI-BOM was recorded")]
    assert tidegate(shop, "release", "verify", "v2") == 1
    assert "no AI-BOM was recorded" in capsys.readouterr().out


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


# a merge queue


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    made = Queue(tmp_path / "shop", {".tidegate/config.yaml": "version: 1\nbreak_glass: {roles: [lead]}\n"})
    made.git.git("tag", "v1", "main")
    return made


def landed(queue: Queue, commit: str) -> None:
    """The forge puts what its queue has checked on the branch, as it is."""
    queue.git.switch("main")
    queue.git.git("merge", "-q", "--ff-only", commit)
    queue.git.git("tag", "v2")


@pytest.mark.parametrize("kind", ["merged", "squashed"])
def test_landed_by_a_merge_queue(
    kind: str, queue: Queue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue.approved()
    commit = getattr(queue, kind)()
    assert tidegate(queue, "status", f"main..{commit}") == 0
    head = queue.git.git("rev-parse", "feature")
    assert f"this is the queue's commit of {head[:12]}; event" in capsys.readouterr().out
    assert queue.run("record", f"main..{commit}", key="ci") == 0
    landed(queue, commit)
    queue.git.git("branch", "-D", "feature")
    status, review = attested(queue, tmp_path, capsys)
    assert (status, review["verdict"], review["reasons"]) == (0, "proved", [])
    assert {one["person"] for one in review["assents"] if one["counts"]} == {"ben"}
    assert (review["change"]["head"], review["joined_by"]) == (commit, "commit")
    assert tidegate(queue, "release", "verify", "v2") == 0
    assert tidegate(queue, "ledger", "gaps", "main") == 0
    assert tidegate(queue, "ledger", "verify") == 0
    capsys.readouterr()
    assert tidegate(queue, "trace", "app.py:8") == 3, "nobody says who wrote it"
    assert "approved by ben" in capsys.readouterr().out


def test_a_queues_commit_that_is_recorded_twice(
    queue: Queue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue.approved()
    commit = queue.squashed()
    assert queue.run("record", f"main..{commit}", key="ci") == 0
    assert queue.run("record", f"main..{commit}", key="ci") == 0
    landed(queue, commit)
    assert attested(queue, tmp_path, capsys)[1]["verdict"] == "proved"


def test_refused_while_it_was_in_the_queue(
    queue: Queue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue.approved()
    commit = queue.squashed()
    assert queue.run("record", f"main..{commit}", key="ci") == 0
    assert queue.run("refuse", "main..feature", "--reason", "wait", "--yes", key="dee") == 0
    landed(queue, commit)
    status, review = attested(queue, tmp_path, capsys)
    assert (status, review["verdict"]) == (1, "not_proved")
    assert [one["code"] for one in review["reasons"]] == ["refused"]


def test_a_queues_commit_with_more_than_was_approved(
    queue: Queue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue.approved()
    commit = queue.merged(tree=queue.tree_with(queue.merged(), {"other.py": "x = 2\n"}))
    assert queue.run("record", f"main..{commit}", key="ci") == 3
    landed(queue, commit)
    assert attested(queue, tmp_path, capsys)[1]["verdict"] == "not_proved"


def test_an_emergency_in_a_merge_queue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = {
        ".tidegate/config.yaml": "version: 1\nbreak_glass: {roles: [lead]}\n",
        ".tidegate/people.yaml": with_forge(ben=", roles: [lead]"),
    }
    queue = Queue(tmp_path / "shop", rules)
    queue.git.git("tag", "v1", "main")
    words = ("break-glass", "--incident", "INC-7", "--reason", "all is down", "main..feature", "--yes")
    assert queue.run(*words, key="ben") == 0
    commit = queue.merged()
    assert queue.run("record", f"main..{commit}", key="ci") == 0
    landed(queue, commit)
    status, review = attested(queue, tmp_path, capsys)
    assert (status, review["verdict"], review["bypassed"]) == (1, "not_proved", True)
    assert review["bypass"]["incident"] == "INC-7"
    assert tidegate(queue, "release", "verify", "v2") == 3
    assert "1 bypassed, review due" in capsys.readouterr().out

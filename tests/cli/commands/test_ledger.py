"""``tidegate ledger``, on real ledgers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import events
import jsonschema
import ledgers
import pytest
from authorities import Authority
from ledgers import LedgerBuilder

from tidegate.cli.program import run as tidegate
from tidegate.ledger.store import REF
from tidegate.model import event as ev
from tidegate.model.canonical import canonical
from tidegate.reports.schema import published


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def ledger(usual_ledger: LedgerBuilder, tmp_path: Path) -> LedgerBuilder:
    return usual_ledger.copied(tmp_path / "shop")


EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # the tree without files


def run(ledger: LedgerBuilder, *words: str) -> int:
    first, *rest = words
    return tidegate(["ledger", first, "-C", str(ledger.path), *rest])


def test_a_sound_ledger_is_0_and_a_changed_one_1(
    ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ledger, "verify") == 0
    assert "7 events, 7 of them count" in capsys.readouterr().out
    ledger.rewrite([*ledger.signed[:2], *ledger.signed[3:]])
    assert run(ledger, "verify", "--output", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "tidegate.ledger-verification/1"
    assert document["wrong"][0]["id"] == ledger.signed[3].id


def test_no_ledger_is_3(ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.point(None)
    assert run(ledger, "verify") == 3
    told = capsys.readouterr().out
    assert "could not tell: there is no ledger here" in told
    assert "nothing is wrong" not in told


def test_a_checkpoint_file_finds_a_lost_end(
    ledger: LedgerBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "checkpoint.json"
    assert run(ledger, "checkpoint", "--key", str(ledgers.keys() / "boss"), "--output", str(file)) == 0
    assert run(ledger, "verify", "--checkpoint", str(file)) == 0
    ledger.rewrite(ledger.signed[:-1])
    assert run(ledger, "verify", "--checkpoint", str(file)) == 1
    assert "events 7 to 7 are gone" in capsys.readouterr().out
    file.write_text("{}")
    assert run(ledger, "verify", "--checkpoint", str(file)) == 2


def test_a_checkpoint_is_an_event(ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ledger, "checkpoint", "--key", str(ledgers.keys() / "boss")) == 0
    assert run(ledger, "checkpoint", "--key", str(ledgers.keys() / "eve")) == 2
    assert "people.yaml" in capsys.readouterr().err
    assert run(ledger, "log", "--type", "checkpoint") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run(ledger, "verify") == 0


def test_the_log_is_newest_first_and_says_what_does_not_count(
    ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):  # the second time from the cache
        assert run(ledger, "log", "--limit", "3") == 0
        numbers = [int(line.split()[0]) for line in capsys.readouterr().out.splitlines()]
        assert numbers == [7, 6, 5]
    ledger.write(events.APPROVAL, "eve")
    assert run(ledger, "log", "--limit", "2") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("DOES NOT COUNT")
    assert "COUNT" not in second


def test_what_is_in_the_cache_is_given_up_where_the_ledger_is_another(
    ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ledger, "log") == 0
    ledger.rewrite(ledger.signed[:2])
    capsys.readouterr()
    assert run(ledger, "log") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_an_event_is_shown_by_number_and_by_id(
    ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    third = ledger.signed[2].id
    for word in ("3", third[:10], third):
        assert run(ledger, "show", word) == 0
        assert third in capsys.readouterr().out


def test_an_event_that_is_not_there_is_2_and_one_that_does_not_count_1(ledger: LedgerBuilder) -> None:
    ledger.write(events.APPROVAL, "eve")
    assert [run(ledger, "show", word) for word in ("99", "f" * 40, "8")] == [2, 2, 1]


def test_an_export_can_be_verified_without_git(
    ledger: LedgerBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ledger, "export", "--output", str(tmp_path / "events.jsonl")) == 0
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == [one.id for one in ledger.signed]
    validator = jsonschema.Draft202012Validator(json.loads(published("event")))
    for line, one in zip(lines, ledger.signed, strict=True):
        validator.validate(line["event"])
        assert canonical(line["event"]) == one.content
        assert line["signatures"].encode() == one.signatures


def test_findings_are_told_with_their_states(
    ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ledger, "findings", "--output", "json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["state"], found["by"], found["verdict"]) == ("accepted", ["anna", "boss"], "confirmed")
    assert run(ledger, "findings") == 0
    assert "until 2027-01-31" in capsys.readouterr().out


def test_what_others_wrote_acts_on_no_terminal(
    ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.write(ev.Refusal(subject=events.SUBJECT, reason="\x1b[31mred\u202e"), "anna")
    assert run(ledger, "show", "8") == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_two_clones_come_together(ledger: LedgerBuilder, tmp_path: Path) -> None:
    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    ledger.builder.git("clone", "--quiet", "--bare", str(ledger.path), str(remote))
    ledger.builder.git("remote", "add", "origin", str(remote))
    ledger.builder.git("clone", "--quiet", str(remote), str(clone))
    assert run(ledger, "sync") == 2
    assert run(ledger, "sync", "--online") == 0
    other = ledger.copied(tmp_path / "other")
    other.path = clone
    assert run(other, "sync", "--online") == 0
    assert run(other, "verify") == 0
    assert ledger.builder.git("--git-dir", str(remote), "rev-parse", REF) == ledger.end.commit
    ledger.rewrite(ledger.signed[:5])
    assert run(ledger, "verify") == 1  # the shared one had more
    assert run(ledger, "sync", "--online") == 0
    assert run(ledger, "verify") == 0


def test_an_anchor_finds_a_lost_end_and_names_itself(
    ledger: LedgerBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anchor = tmp_path / "anchor.git"
    ledger.builder.git("clone", "--quiet", "--bare", str(ledger.path), str(anchor))
    settings = f"version: 1\nledger: {{repository: {events.REPOSITORY}, anchors: [{{remote: '{anchor}'}}]}}\n"
    ledger.builder.commit("An anchor", {".tidegate/config.yaml": settings})
    assert run(ledger, "verify") == 3
    assert run(ledger, "checkpoint", "--key", str(ledgers.keys() / "boss"), "--online") == 0
    assert run(ledger, "verify") == 0
    ledger.write(events.APPROVAL, "anna")
    assert run(ledger, "sync", "--online") == 0
    capsys.readouterr()
    assert run(ledger, "verify", "--output", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["anchored"], told["anchors"]) == (9, [{"anchor": str(anchor), "count": 9}])
    ledger.rewrite(ledger.signed[:5])
    for words in (["verify"], ["verify", "--online"], ["sync", "--online"]):
        assert run(ledger, *words) == 1
        said = capsys.readouterr()
        assert f"anchor {anchor}: it ha" in said.out + said.err
    anchor.rename(tmp_path / "moved")
    assert run(ledger, "sync", "--online") == 3
    assert f"anchor {anchor}: it was not asked" in capsys.readouterr().err


def test_a_checkpoint_names_what_sharing_cannot_move(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Others' events may come before those that were not shared: a checkpoint of these would not hold."""
    remote, file = tmp_path / "remote.git", tmp_path / "checkpoint.json"
    ledger.builder.git("clone", "--quiet", "--bare", str(ledger.path), str(remote))
    ledger.builder.git("remote", "add", "origin", str(remote))
    assert run(ledger, "sync", "--online") == 0
    other = ledger.copied(tmp_path / "other")
    known = ledger.end.position
    ledger.write(events.APPROVAL, "anna", known=known)
    assert run(ledger, "checkpoint", "--key", str(ledgers.keys() / "boss"), "--output", str(file)) == 0
    other.write(events.APPROVAL, "ben", known=known)
    assert run(other, "sync", "--online") == run(ledger, "sync", "--online") == 0
    assert run(ledger, "verify", "--checkpoint", str(file)) == 0


def test_without_people_nobody_can_tell(ledger: LedgerBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    ledger.builder.git("update-ref", "refs/heads/main", ledger.builder.git("commit-tree", "-m", "x", EMPTY))
    assert run(ledger, "verify") == 3
    assert "could not tell: event 1 (finding" in capsys.readouterr().out


def test_a_ledger_that_is_broken_is_told_by_every_command(ledger: LedgerBuilder) -> None:
    commit = ledger.builder.git("commit-tree", EMPTY, "-p", REF, "-m", "no event")
    ledger.point(commit)
    assert [run(ledger, word) for word in ("verify", "log", "findings", "export")] == [1, 1, 1, 1]
    assert run(ledger, "checkpoint", "--key", str(ledgers.keys() / "boss")) == 2


@pytest.mark.parametrize("options", [["--bare"], ["--mirror"]])
def test_a_bare_repository_has_its_ledger(options: list[str], ledger: LedgerBuilder, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    ledger.builder.git("clone", "--quiet", *options, str(ledger.path), str(bare))
    ledger.builder.git("--git-dir", str(bare), "fetch", "--quiet", str(ledger.path), f"{REF}:{REF}")
    other = ledger.copied(tmp_path / "other")
    other.path = bare
    assert run(other, "verify") == 0


def test_without_what_verifies_signatures_nothing_is_said(
    ledger: LedgerBuilder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert run(ledger, "verify") == 2
    assert "tidegate[ledger]" in capsys.readouterr().err


def test_a_checkpoint_with_a_time_stamp(
    ledger: LedgerBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    authority = Authority(tmp_path / "authority")
    indented = authority.certificates.replace("\n", "\n    ")
    settings = f"version: 1\nledger:\n  repository: {events.REPOSITORY}\n  certificates: |\n    {indented}\n"
    ledger.builder.commit("Trust it", {".tidegate/config.yaml": settings})
    words = ["checkpoint", "--key", str(ledgers.keys() / "boss")]
    with authority.serving() as address:
        assert run(ledger, *words, "--tsa", address) == 2
        assert "allow it with --online" in capsys.readouterr().err
        assert run(ledger, *words, "--tsa", address, "--online") == 0
    capsys.readouterr()
    run(ledger, "verify")
    told = capsys.readouterr().out
    assert "its first 7 events were there at 20" in told
    assert f"says {address}" in told
    assert run(ledger, "show", "8") == 0
    assert address in capsys.readouterr().out

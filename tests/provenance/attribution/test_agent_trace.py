"""Records of Agent Trace: in notes, and in a file whose records must prove that they are of head."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from authored import Authored, told
from repositories import RepositoryBuilder

from tidegate.model.attribution import LineRange
from tidegate.provenance.attribution import agent_trace
from tidegate.provenance.attribution.hashes import fits

TEN = "".join(f"line_{n} = {n}\n" for n in range(1, 11))
NOTES, FILE = agent_trace.REFERENCE, agent_trace.FILE
OPUS = {"type": "ai", "model_id": "anthropic/claude-opus-4-5-20251101"}


@pytest.fixture
def history(tmp_path: Path) -> Authored:
    return Authored(RepositoryBuilder(tmp_path / "repository"))


def record(path: str, start: int, end: int, digest: str | None = None, revision: str | None = None) -> str:
    piece: dict[str, object] = {"start_line": start, "end_line": end}
    if digest is not None:
        piece["content_hash"] = digest
    conversation = {"url": "https://example.com/c/1?key=1", "contributor": OPUS, "ranges": [piece]}
    document: dict[str, object] = {
        "version": "0.1.0",
        "id": "550e8400-e29b-41d4-a716-446655440000",
        "timestamp": "2026-01-23T14:30:00Z",
        "tool": {"name": "cursor", "version": "2.4.0"},
        "files": [{"path": path, "conversations": [conversation]}],
    }
    if revision is not None:
        document["vcs"] = {"type": "git", "revision": revision}
    return json.dumps(document)


def sha256(lines: list[str]) -> str:
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_a_note_on_its_commit(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    history.note(commit, record("a.py", 2, 4), NOTES)
    found = history.attribution()
    assert told(found) == {"cursor": "recorded claude-opus-4-5-20251101"}
    assert found.claims[0].lines == (LineRange("a.py", 2, 4),)
    assert found.claims[0].links == ("https://example.com/c/1",)


def test_a_file_that_names_a_commit_of_the_change(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    history.commit("Traces\n", {FILE: record("a.py", 2, 4, revision=commit) + "\n"})
    found = history.attribution()
    assert (found.ai, found.doubts) == (3, ())


def test_a_file_without_a_commit_counts_where_the_digest_fits(history: Authored) -> None:
    lines = TEN.splitlines()
    right, wrong = sha256(lines[1:4]), sha256(lines[2:5])
    text = "\n".join(
        [record("a.py", 2, 4, right), record("a.py", 6, 8, wrong), record("gone.py", 1, 2, right)]
    )
    history.commit("Change\n", {"a.py": TEN, FILE: text})
    found = history.attribution()
    assert (found.ai, [doubt.code for doubt in found.doubts]) == (3, ["trace-elsewhere"])
    assert found.doubts[0].paths == ("a.py", "gone.py")


def test_two_records_that_name_other_tools_are_both_kept(history: Authored) -> None:
    commit = history.commit("Change\n", {"a.py": TEN})
    history.note(commit, record("a.py", 1, 10), NOTES)
    sessions = {"s_1": {"agent_id": {"tool": "claude", "id": "1", "model": "claude-opus-4-8"}}}
    metadata = {"schema_version": "authorship/3.0.0", "sessions": sessions}
    history.note(commit, f"a.py\n  s_1::t_1 1-10\n---\n{json.dumps(metadata)}")
    found = history.attribution()
    assert set(told(found)) == {"cursor", "claude-code"}
    (doubt,) = found.doubts
    assert doubt.text == f"{NOTES} records Cursor, refs/notes/ai Claude Code for the same lines"


@pytest.mark.parametrize(
    "text", ["[" * 50_000, '{"version": "0.1.0"}', "7", "null\n[]\n{", "\x00", '"' * 1_000]
)
def test_broken_records_are_named(text: str, history: Authored) -> None:
    history.note(history.commit("Change\n", {"a.py": TEN}), text, NOTES)
    found = history.attribution()
    assert (found.unknown, [doubt.code for doubt in found.doubts]) == (10, ["trace-broken"])


def test_too_many_records_are_said(history: Authored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_trace, "RECORDS", 2)
    text = "\n".join(record("a.py", n, n) for n in range(1, 6))
    history.note(history.commit("Change\n", {"a.py": TEN}), text, NOTES)
    found = history.attribution()
    assert (found.ai, [doubt.code for doubt in found.doubts]) == (2, ["trace-too-large"])


@pytest.mark.parametrize(
    ("digest", "lines", "expected"),
    [
        # The values of MurmurHash3 (32 bits, seed 0) are those that its author's own programs give.
        ("murmur3:ba6bd213", ["test"], True),
        ("murmur3:c0363e43", ["Hello, world!"], True),
        ("murmur3:2e4ff723", ["The quick brown fox jumps over the lazy dog"], True),
        ("murmur3:2e4ff724", ["The quick brown fox jumps over the lazy dog"], False),
        (sha256(["a", "b"]), ["a", "b"], True),
        ("sha256:" + hashlib.sha256(b"a\nb\n").hexdigest(), ["a", "b"], True),
        (sha256(["a", "b"]), ["a", "c"], False),
        ("crc99:00", ["a"], None),
        ("", ["a"], None),
    ],
)
def test_digests(digest: str, lines: list[str], expected: bool | None) -> None:
    assert fits(digest, lines) is expected

"""Notes on commits, as git lays them and as somebody else may."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git import Repository, notes
from tidegate.git.notes import Notes

REFERENCE = "refs/notes/ai"


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path)


def read(builder: RepositoryBuilder, *commits: str) -> Notes | None:
    with Repository.open(builder.path) as repository:
        return repository.notes(REFERENCE, commits)


def test_no_reference_is_not_an_empty_one(builder: RepositoryBuilder) -> None:
    commit = builder.commit("One", {"a": "1\n"})
    assert read(builder, commit) is None
    builder.git("notes", f"--ref={REFERENCE}", "add", "-m", "text", commit)
    assert read(builder, "0" * 40) == Notes({})


def test_a_note_is_read_byte_by_byte(builder: RepositoryBuilder) -> None:
    commits = [builder.commit(name, {name: name}) for name in ("one", "two")]
    blob = builder.git("hash-object", "-w", "--stdin", stdin=b"a\r\n\xff\x00")
    builder.git("notes", f"--ref={REFERENCE}", "add", "-C", blob, commits[0])
    found = read(builder, *commits)
    assert found == Notes({commits[0]: b"a\r\n\xff\x00"})


@pytest.mark.parametrize("parts", [(2,), (2, 2), (2, 2, 2), ()])
def test_ids_may_be_parted(parts: tuple[int, ...], builder: RepositoryBuilder) -> None:
    commit = builder.commit("One", {"a": "1\n"})
    name, rest = "", commit
    for length in parts:
        name, rest = f"{name}{rest[:length]}/", rest[length:]
    start = f"commit {REFERENCE}\ncommitter A <a@example.com> 1 +0000\ndata 0\n"
    builder.git("fast-import", "--quiet", stdin=f"{start}M 644 inline {name}{rest}\ndata 4\ntext\n".encode())
    assert read(builder, commit) == Notes({commit: b"text"})


def test_what_is_too_large_is_named(builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = [builder.commit(name, {name: name}) for name in ("one", "two", "three")]
    for commit, text in zip(commits, ("x" * 50, "y" * 500, "z" * 60), strict=True):
        builder.git("notes", f"--ref={REFERENCE}", "add", "-m", text, commit)
    monkeypatch.setattr(notes, "NOTE_LIMIT", 100)
    found = read(builder, *commits)
    assert found is not None
    assert (set(found.texts), found.too_large) == ({commits[0], commits[2]}, (commits[1],))
    monkeypatch.setattr(notes, "ALL_LIMIT", 100)
    found = read(builder, *commits)
    assert found is not None
    assert len(found.texts) == 1
    assert len(found.too_large) == 2


def test_a_directory_that_is_too_large_is_named(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = builder.commit("One", {"a": "1\n"})
    builder.git("notes", f"--ref={REFERENCE}", "add", "-m", "text", commit)
    monkeypatch.setattr(notes, "LISTING_LIMIT", 10)
    assert read(builder, commit) == Notes({}, unlisted=(commit,))


def test_what_is_no_note_is_none(builder: RepositoryBuilder) -> None:
    """A folder where a note would stand, a submodule, and a reference to a blob."""
    commit = builder.commit("One", {"a": "1\n"})
    start = f"commit {REFERENCE}\ncommitter A <a@example.com> 1 +0000\ndata 0\n"
    builder.git("fast-import", "--quiet", stdin=f"{start}M 644 inline {commit}/x\ndata 1\nx\n".encode())
    assert read(builder, commit) == Notes({})
    builder.git("update-ref", REFERENCE, builder.git("rev-parse", "HEAD:a"))
    assert read(builder, commit) is None

"""Questions that go back through a history."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git import Repository, following
from tidegate.git.blame import Origin
from tidegate.model.errors import RepositoryError


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("Base", {"a.py": "one = 1\ntwo = 2\n"})
    return made


def test_a_commit_lands_with_the_oldest_first_parent_that_has_it(repository: RepositoryBuilder) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.branch("inner")
    inner = repository.commit("Inner", {"inner.py": "x = 1\n"})
    repository.branch("outer", base)
    repository.commit("Outer", {"outer.py": "x = 1\n"})
    repository.merge("inner", "inner into outer")
    repository.switch("main")
    direct = repository.commit("Direct", {"direct.py": "x = 1\n"})
    merge = repository.merge("outer", "outer into main")
    tip = repository.commit("Later", {"later.py": "x = 1\n"})
    with Repository.open(repository.path) as opened:
        landing = opened.following.landing
        assert [landing(one, tip) for one in (inner, direct, base, merge, tip)] == [
            merge,
            direct,
            base,
            merge,
            tip,
        ]
        assert landing(inner, direct) is None


def test_the_origin_and_what_it_was_moved_from(repository: RepositoryBuilder) -> None:
    block = "".join(f"number_{n} = compute_something_of({n})\n" for n in range(6))
    first = repository.commit("Block", {"a.py": "one = 1\n" + block, "b.py": "b = 1\n"})
    moved = repository.commit("Move", {"a.py": "one = 1\n", "b.py": "b = 1\n" + block})
    with Repository.open(repository.path) as opened:
        assert opened.following.origin(moved, "b.py", 3) == Origin(moved, "b.py", 3)
        assert opened.following.source(moved, "b.py", 3, 7) == Origin(first, "a.py", 3)


def test_nothing_of_the_repository_is_written(repository: RepositoryBuilder) -> None:
    def files() -> set[Path]:
        return {path for path in repository.path.rglob("*") if path.is_file()}

    before = files()
    with Repository.open(repository.path) as opened:
        blob = opened.tree(repository.tree()).blob_id("a.py")
        assert blob is not None
        (hunk,) = opened.following.uncommitted(blob, b"one = 1\nnew = 1\ntwo = 2\n")
        assert (hunk.head_start, hunk.head_count, hunk.base_count) == (2, 1, 0)
        assert opened.following.uncommitted(blob, b"one = 1\r\ntwo = 2\r\n") == []
    assert files() == before


def test_a_question_that_takes_too_long_is_given_up(
    repository: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = repository.git("rev-parse", "HEAD")
    monkeypatch.setattr(following, "SECONDS", 1e-9)
    with Repository.open(repository.path) as opened, pytest.raises(RepositoryError, match="took longer"):
        opened.following.last_touching(head, "a.py")


def test_a_sha256_repository(tmp_path: Path) -> None:
    made = RepositoryBuilder(tmp_path / "long", "--object-format=sha256")
    commit = made.commit("Base", {"a.py": "one = 1\n"})
    with Repository.open(made.path) as opened:
        assert opened.following.origin(commit, "a.py", 1) == Origin(commit, "a.py", 1)
        assert not opened.following.is_cut(commit)

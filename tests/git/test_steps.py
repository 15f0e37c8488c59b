"""What many commits changed, from one call of git."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git import Repository, steps
from tidegate.git.process import GitFailed
from tidegate.git.steps import Moved, Steps
from tidegate.model.change import Hunk

TEN = "".join(f"{n}\n" for n in range(10))


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path)


def read(
    builder: RepositoryBuilder, *commits: tuple[str, str | None], trees: tuple[tuple[str, str], ...] = ()
) -> Steps:
    with Repository.open(builder.path) as repository:
        return repository.steps(commits, trees)


def test_commits_and_trees_in_the_order_that_was_asked(builder: RepositoryBuilder) -> None:
    first = builder.commit("One", {"a": "1\n"})
    second = builder.commit("Two", {"a": "1\n2\n", "b c": "x\n"})
    trees = (builder.tree(second), builder.tree(first))
    found = read(builder, (second, first), (first, None), trees=(trees,))
    assert found.complete
    assert found.files == [
        (Moved("a", "a", (Hunk(1, 0, 2, 1),)), Moved(None, "b c", (Hunk(0, 0, 1, 1),))),
        (Moved(None, "a", (Hunk(0, 0, 1, 1),)),),
        (Moved("a", "a", (Hunk(2, 1, 1, 0),)), Moved("b c", None, (Hunk(1, 1, 0, 0),))),
    ]


def test_a_file_that_was_renamed_and_edited(builder: RepositoryBuilder) -> None:
    first = builder.commit("One", {"a": TEN})
    second = builder.commit("Two", {"a": None, "b": f"{TEN}10\n"})
    assert read(builder, (second, first)).files == [(Moved("a", "b", (Hunk(10, 0, 11, 1),)),)]


def test_a_merge_against_each_parent(builder: RepositoryBuilder) -> None:
    base = builder.commit("Base", {"a": "1\n"})
    builder.branch("side")
    side = builder.commit("Side", {"b": "1\n"})
    builder.switch("main")
    main = builder.commit("Main", {"c": "1\n"})
    merge = builder.merge("side")
    found = read(builder, (merge, main), (merge, side), (base, None))
    assert [[file.after for file in files] for files in found.files] == [["b"], ["c"], ["a"]]


def test_commits_without_a_difference_keep_their_place(builder: RepositoryBuilder) -> None:
    first = builder.commit("One", {"a": "1\n"})
    second = builder.commit("Two")
    third = builder.commit("Three", {"a": "2\n"})
    found = read(builder, (second, first), (third, second))
    assert [len(files) for files in found.files] == [0, 1]


def test_contents_that_look_like_what_git_prints(builder: RepositoryBuilder) -> None:
    lines = f"{'a' * 40}\ndiff --git a/x b/x\n@@ -1 +1 @@\n:100644 100644 a b M\tx\n\\ No newline\n+x\n-x"
    first = builder.commit("One", {"a": "1\n"})
    second = builder.commit("Two", {"a": lines, "b": lines})
    found = read(builder, (second, first))
    assert [[file.hunks for file in files] for files in found.files] == [
        [(Hunk(1, 1, 1, 7),), (Hunk(0, 0, 1, 7),)]
    ]


def test_a_file_that_becomes_a_symlink(builder: RepositoryBuilder) -> None:
    first = builder.commit("One", {"a": TEN})
    builder.symlink("a", "b")
    second = builder.commit("Two")
    (files,) = read(builder, (second, first)).files
    assert files == (Moved("a", "a", (Hunk(1, 10, 0, 0), Hunk(0, 0, 1, 1))),)


def test_the_bound_is_said(builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = builder.commit("One", {"a": "1\n"})
    second = builder.commit("Two", {"a": TEN * 100})
    monkeypatch.setattr(steps, "LINE_LIMIT", 100)
    found = read(builder, (second, first), (first, None))
    assert not found.complete
    assert found.files == []


def test_a_parent_that_is_not_there(builder: RepositoryBuilder) -> None:
    first = builder.commit("One", {"a": "1\n"})
    with pytest.raises(GitFailed):
        read(builder, (first, "1" * 40))


def test_nothing_is_asked_for(builder: RepositoryBuilder) -> None:
    builder.commit("One", {"a": "1\n"})
    assert read(builder) == Steps([], complete=True)


def test_more_is_asked_than_a_pipe_holds(builder: RepositoryBuilder) -> None:
    first = builder.commit("One", {"a": "1\n"})
    second = builder.commit("Two", {"a": TEN * 20})
    found = read(builder, *[(second, first)] * 1_500)
    assert (len(found.files), found.complete) == (1_500, True)

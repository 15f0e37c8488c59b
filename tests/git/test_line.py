"""The line of a branch."""

from __future__ import annotations

from pathlib import Path

from repositories import RepositoryBuilder

from tidegate.git.repository import Repository


def test_a_line_goes_by_first_parents(tmp_path: Path) -> None:
    made = RepositoryBuilder(tmp_path / "shop")
    first = made.commit("one", {"a.py": "a = 1\n"})
    made.branch("side")
    side = made.commit("side", {"b.py": "b = 1\n"})
    made.switch("main")
    second = made.commit("two", {"a.py": "a = 2\n"})
    merge = made.merge("side")
    with Repository.open(made.path) as opened:
        line = opened.line
        found = line.commits("main")
        assert [one.commit for one in found] == [merge, second, first]
        assert found[0].parents == (second, side)
        assert found[0].tree == made.tree() == line.tree_of(merge) == line.merged_tree(second, side)
        assert [one.commit for one in line.commits("main", 1)] == [merge]
        assert line.count(first, merge) == 3
        assert line.count("9" * 40, merge) is None
        assert line.tree_of("9" * 40) is None


def test_a_merge_that_conflicts_gives_no_tree(tmp_path: Path) -> None:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("one", {"a.py": "a = 1\n"})
    made.branch("side")
    side = made.commit("side", {"a.py": "a = 2\n"})
    made.switch("main")
    second = made.commit("two", {"a.py": "a = 3\n"})
    with Repository.open(made.path) as opened:
        assert opened.line.merged_tree(second, side) is None

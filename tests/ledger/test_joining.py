"""Which commits are which decided changes: every way that forges merge, and ways past them."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git.repository import Repository
from tidegate.ledger.joining import joined
from tidegate.model.event import Subject

BASE = "".join(f"line {number}\n" for number in range(60))
ONE = BASE.replace("line 20\n", "line 20\nif admin:\n    allow()\n")


def replaced(text: str, number: int, new: str) -> str:
    return text.replace(f"line {number}\n", f"{new}\n")


class Shop:
    """A repository with a branch ``work``, and what was decided on it."""

    def __init__(self, path: Path) -> None:
        self.made = RepositoryBuilder(path)
        self.base = self.made.commit("base", {"a.py": BASE})
        self.subjects: list[Subject] = []

    def work(self, *texts: str, name: str = "work") -> str:
        """A branch with a commit for each text of a.py."""
        self.made.branch(name, "main")
        for text in texts:
            head = self.made.commit("work", {"a.py": text})
        self.made.switch("main")
        return head

    def decide(self, head: str, base: str = "main") -> None:
        """What a check of ``head`` against ``base`` has in its decision."""
        base = self.made.git("rev-parse", base)
        merge_base = self.made.git("merge-base", base, head)
        with Repository.open(self.made.path) as opened:
            line = opened.line
            old, new = line.tree_of(merge_base), line.tree_of(head)
            assert old
            assert new
            self.subjects.append(
                Subject(
                    repository="shop",
                    base=base,
                    head=head,
                    merge_base=merge_base,
                    merge_tree=line.merged_tree(base, head),
                    patch_id=line.patch_id(old, new),
                    diff_sha256=line.patch_digest(old, new) or "0" * 64,
                    findings_digest="2" * 64,
                    requirements_digest="3" * 64,
                    policy_digest="4" * 64,
                )
            )

    def commit(self, text: str, message: str = "landed") -> str:
        return self.made.commit(message, {"a.py": text})

    def found(self) -> dict[str, str]:
        """Commits of main → how they were recognised."""
        with Repository.open(self.made.path) as opened:
            line = opened.line.commits("main")
            return {commit: join.by for commit, join in joined(line, self.subjects, opened.line).items()}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def test_a_push_of_the_head_is_the_change_with_all_its_commits(shop: Shop) -> None:
    head = shop.work(replaced(BASE, 1, "one"), replaced(ONE, 1, "one"))
    shop.decide(head)
    shop.made.git("merge", "--ff-only", "--quiet", "work")
    assert shop.found() == {head: "commit", shop.made.git("rev-parse", f"{head}^"): "commit"}


def test_a_merge_commit(shop: Shop) -> None:
    shop.decide(shop.work(ONE))
    assert shop.found() == {}
    assert shop.found() | {shop.made.merge("work"): "tree"} == shop.found()


def test_a_merge_after_the_base_moved(shop: Shop) -> None:
    shop.decide(shop.work(ONE))
    moved = shop.commit(replaced(BASE, 22, "moved"))  # beside the change: the patch has other lines around it
    merge = shop.made.merge("work")
    assert shop.found() == {merge: "tree"}
    assert moved not in shop.found()


def test_a_merge_that_brings_more(shop: Shop) -> None:
    shop.decide(shop.work(ONE))
    shop.made.git("merge", "--no-ff", "--no-commit", "--quiet", "work")
    shop.commit(ONE.replace("allow()", "allow(); run()"), "merge")
    assert shop.found() == {}


def test_a_squash(shop: Shop) -> None:
    shop.decide(shop.work(replaced(BASE, 1, "one"), ONE))
    squash = shop.commit(ONE)
    assert shop.found() == {squash: "tree"}


def test_a_squash_after_the_base_moved(shop: Shop) -> None:
    shop.decide(shop.work(replaced(BASE, 1, "one"), ONE))
    shop.commit(replaced(BASE, 50, "moved"))
    assert shop.found() == {}
    squash = shop.commit(replaced(ONE, 50, "moved"))
    assert shop.found() == {squash: "patch-id"}


def test_a_rebase_of_several_commits(shop: Shop) -> None:
    shop.decide(shop.work(replaced(BASE, 1, "one"), replaced(ONE, 1, "one")))
    shop.commit(replaced(BASE, 50, "moved"))
    first = shop.commit(replaced(replaced(BASE, 50, "moved"), 1, "one"))
    second = shop.commit(replaced(replaced(ONE, 50, "moved"), 1, "one"))
    assert shop.found() == {first: "patch-id", second: "patch-id"}


def test_a_queue_of_two(shop: Shop) -> None:
    one = shop.work(ONE, name="one")
    two = shop.work(replaced(BASE, 50, "two"), name="two")
    shop.decide(one)
    shop.decide(two)
    first = shop.commit(ONE)
    shop.decide(two)  # once more, on what the queue has so far
    second = shop.commit(replaced(ONE, 50, "two"))
    assert shop.found() == {first: "tree", second: "tree"}


def test_something_else_is_none(shop: Shop) -> None:
    shop.decide(shop.work(ONE))
    shop.commit(ONE.replace("    allow()", "allow()"))  # white space alone
    shop.commit(replaced(ONE, 3, "more"))
    assert shop.found() == {}


def test_what_was_taken_back_does_not_come_again_by_itself(shop: Shop) -> None:
    shop.decide(shop.work(ONE))
    squash = shop.commit(ONE)
    shop.commit(BASE, "taken back")
    shop.commit(ONE, "and again")
    assert shop.found() == {squash: "tree"}


def test_an_earlier_state_is_not_the_change_that_led_to_it(shop: Shop) -> None:
    """A decided repair is undone by putting back the tree of before, which was decided once too."""
    shop.decide(shop.work(ONE, name="one"))
    first = shop.commit(ONE)
    shop.decide(shop.work(ONE.replace("allow", "check"), name="repair"))
    repair = shop.commit(ONE.replace("allow", "check"))
    shop.commit(ONE, "undone")
    assert shop.found() == {first: "tree", repair: "tree"}


def test_a_head_that_is_gone_is_known_by_its_patch(shop: Shop) -> None:
    head = shop.work(ONE)
    shop.decide(head)
    shop.commit(replaced(BASE, 50, "moved"))
    squash = shop.commit(replaced(ONE, 50, "moved"))
    shop.made.git("branch", "-D", "work")
    shop.made.git("reflog", "expire", "--expire=now", "--all")
    shop.made.git("gc", "--quiet", "--prune=now")
    with Repository.open(shop.made.path) as opened:
        assert opened.line.tree_of(head) is None
    assert shop.found() == {squash: "patch-id"}


def test_an_empty_change_is_its_head_only(shop: Shop) -> None:
    shop.made.branch("work")
    head = shop.made.commit("nothing")
    shop.made.switch("main")
    shop.decide(head)
    shop.made.commit("nothing else")
    assert shop.found() == {}
    shop.made.merge("work")
    assert list(shop.found().values()) == ["tree"]

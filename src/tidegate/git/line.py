"""The line of a branch: its commits by first parents, as they landed there, and what each changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import msgspec

from tidegate.git.errors import MergeConflict
from tidegate.git.objects import Objects
from tidegate.git.patches import patch_digest, patch_id
from tidegate.git.process import Git, GitFailed
from tidegate.git.revisions import Revisions
from tidegate.git.snapshot import Snapshots

LINE_LIMIT = 50_000


class Landed(msgspec.Struct, frozen=True):
    """A commit of the line, by git's ids."""

    commit: str
    tree: str
    parents: tuple[str, ...]


class Line:
    """``tidegate.git.Repository.line``. ``contents`` is git for what may be missing."""

    def __init__(
        self,
        git: Git,
        contents: Git,
        objects: Objects,
        revisions: Revisions,
        snapshots: Callable[[], Snapshots],
    ) -> None:
        self._git = git
        self._contents = contents
        self._objects = objects
        self._revisions = revisions
        self._make = snapshots

    @cached_property
    def _snapshots(self) -> Snapshots:
        return self._make()

    def commits(self, tip: str, limit: int = LINE_LIMIT) -> tuple[Landed, ...]:
        """The newest ``limit`` commits of the line that ends in ``tip``, the newest first."""
        printed = self._git.run(
            "rev-list", "--first-parent", "--no-commit-header", "--format=%H %T %P", f"--max-count={limit}",
            tip, "--",
        )  # fmt: skip
        return tuple(_landed(printed.decode("ascii")))

    def tree_of(self, commit: str) -> str | None:
        tree = self._objects.find(f"{commit}^{{tree}}")
        return tree.oid if tree else None

    def count(self, since: str | None, commit: str) -> int | None:
        """How many commits led to ``commit`` and not to ``since``; ``None``: that is not in this clone."""
        try:
            return self._counted(since, commit)
        except GitFailed:
            return None

    def length(self, since: str | None, commit: str) -> int:
        """How many commits of the line that ends in ``commit`` did not lead to ``since``."""
        return self._counted(since, commit, "--first-parent")

    def leads_to(self, commit: str, later: str) -> bool:
        """Whether ``commit`` is ``later``, or led to it."""
        return self._git.ask("merge-base", "--is-ancestor", commit, later, expected=(0, 1)).status == 0

    def _counted(self, since: str | None, commit: str, *words: str) -> int:
        left_out = [f"^{since}"] if since else []
        return int(self._git.run("rev-list", "--count", *words, commit, *left_out, "--"))

    def merged_tree(self, base: str, head: str) -> str | None:
        """The tree that merging ``head`` into ``base`` gives; ``None`` where they conflict."""
        try:
            return self._snapshots.merge(self._revisions.commit(base), self._revisions.commit(head))
        except MergeConflict:
            return None

    def patch_digest(self, old: str, new: str) -> str | None:
        """Of what differs between two trees, white space included; ``None``: nothing does."""
        return patch_digest(self._contents, old, new)

    def patch_id(self, old: str, new: str) -> str | None:
        """git's own id of it."""
        return patch_id(self._contents, old, new)


def _landed(printed: str) -> Iterator[Landed]:
    for words in printed.splitlines():
        commit, tree, *parents = words.split()
        yield Landed(commit, tree, tuple(parents))

"""Which commits of a branch's line are which changes that were decided.

A commit is the change where it is its head; where it has the tree that merging gave, or gives, and stands on
what was merged into (a merge, a squash, a merge queue); else where it changes the same lines alike (a
rebase, a base that moved). A change lands once: who applies it again, after it was taken back, needs a new
decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol

import msgspec

from tidegate.git.line import Landed
from tidegate.model.event import Subject

LONGEST = 200  # commits that one change may land as


class History(Protocol):
    """What is asked of a repository; ``None``: something is not in this clone, or there is no such thing."""

    def tree_of(self, commit: str) -> str | None: ...

    def count(self, since: str, commit: str) -> int | None:
        """How many commits led to ``commit`` and not to ``since``."""

    def merged_tree(self, base: str, head: str) -> str | None:
        """The tree that merging ``head`` into ``base`` gives; ``None`` where they conflict."""

    def patch_digest(self, old: str, new: str) -> str | None:
        """Of what differs between two trees, white space included."""


class Join(msgspec.Struct, frozen=True):
    """How a change landed: ``head`` is the change's, ``by`` "commit", "tree" or "patch-id"."""

    head: str
    by: str
    tip: str  # the last commit that it landed as


def joined(line: Sequence[Landed], subjects: Iterable[Subject], history: History) -> dict[str, Join]:
    """Commits that are changes. ``line`` stands newest first, and reaches back before what is asked for."""
    by_head: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        by_head[subject.head].append(subject)
    changes = {head: _Change(head, some, history) for head, some in by_head.items()}
    return _Joining(line[::-1], changes, history).found()


class _Change:
    """All that was decided on one head: its subjects differ in what they were to be merged into."""

    def __init__(self, head: str, subjects: Sequence[Subject], history: History) -> None:
        self.head = head
        self.subjects = subjects
        self._history = history

    @property
    def bases(self) -> set[str]:
        return {base for one in self.subjects for base in (one.merge_base, one.base)}

    @cached_property
    def commits(self) -> int:
        """How many commits it has; 1 where nobody can tell."""
        return self._history.count(self.subjects[-1].merge_base, self.head) or 1

    @property
    def patch(self) -> str:
        """The digest of what it changes: its commits themselves need not be in this clone."""
        return self.subjects[-1].diff_sha256

    def merges_to(self, tree: str, before: str) -> bool:
        return any(
            one.merge_tree == tree and self._history.tree_of(one.base) == before for one in self.subjects
        )


class _Joining:
    """``line`` stands oldest first."""

    def __init__(self, line: Sequence[Landed], changes: dict[str, _Change], history: History) -> None:
        self._line = line
        self._open = changes
        self._history = history
        self._patches: dict[tuple[str, str], str | None] = {}
        self._found: dict[str, Join] = {}

    def found(self) -> dict[str, Join]:
        for number in range(self._start(), len(self._line)):
            if not self._open:
                break
            self._take(number)
        return self._found

    def _start(self) -> int:
        """The first that may be one of the changes: none landed before what it was made on."""
        numbers = {one.commit: number for number, one in enumerate(self._line)}
        is_cut = bool(self._line and self._line[0].parents)
        made_on = [
            min((numbers[base] for base in change.bases if base in numbers), default=0 if is_cut else None)
            for change in self._open.values()
        ]
        return min((number for number in made_on if number is not None), default=len(self._line))

    def _take(self, number: int) -> None:
        landed = self._line[number]
        if landed.commit in self._open:
            self._land(number, landed.commit, "commit", self._pushed(number))
        elif number and (head := self._merged(landed, self._line[number - 1])):
            self._land(number, head, "tree", 1)
        elif number and (alike := self._alike(number)):
            self._land(number, alike[0], "patch-id", alike[1])

    def _land(self, number: int, head: str, by: str, commits: int) -> None:
        join = Join(head, by, self._line[number].commit)
        for one in self._line[number - commits + 1 : number + 1]:
            self._found.setdefault(one.commit, join)
        del self._open[head]

    def _pushed(self, number: int) -> int:
        """How many commits of the line lie between what the change was made on and its head."""
        bases = self._open[self._line[number].commit].bases
        for commits in range(1, min(LONGEST, number) + 1):
            if self._line[number - commits].commit in bases:
                return commits
        return 1

    def _merged(self, landed: Landed, before: Landed) -> str | None:
        """The head of the change that was merged, and nothing else with it."""
        for head, change in self._open.items() if landed.tree != before.tree else ():
            if change.merges_to(landed.tree, before.tree):
                return head
        for head in landed.parents[1:]:
            if head in self._open and self._history.merged_tree(before.commit, head) == landed.tree:
                return head
        return None

    def _alike(self, number: int) -> tuple[str, int] | None:
        """The head of a change with the same patch, and as how many commits it landed."""
        for head, change in self._open.items():
            for commits in sorted({1, change.commits}):
                if commits <= min(LONGEST, number) and self._is_patch(change, number - commits, number):
                    return head, commits
        return None

    def _is_patch(self, change: _Change, before: int, number: int) -> bool:
        old, new = self._line[before].tree, self._line[number].tree
        if (old, new) not in self._patches:
            self._patches[old, new] = self._history.patch_digest(old, new)
        return self._patches[old, new] == change.patch

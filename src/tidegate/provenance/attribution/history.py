"""A change's commits, step by step: asked of git once, and only where somebody says something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

from tidegate.git.steps import Moved, Steps
from tidegate.model.attribution import Doubt
from tidegate.model.change import Change
from tidegate.model.errors import RepositoryError
from tidegate.provenance.attribution.origins import State, Step, moved, origins

COMMITS = 3_000  # whose lines are followed
_PARENTS = 8  # of one merge


class Source(Protocol):
    """What gives the steps; ``tidegate.git.Repository`` does."""

    def steps(
        self, commits: Sequence[tuple[str, str | None]], trees: Sequence[tuple[str, str]] = ()
    ) -> Steps: ...

    def tree_of(self, commit: str) -> str | None: ...


class History:
    """``doubts`` say why lines could not be followed; then no line has an origin."""

    def __init__(self, change: Change, source: Source) -> None:
        self._change = change
        self._source = source
        self.doubts: list[Doubt] = []

    @cached_property
    def head(self) -> State:
        """The lines that the commits brought, as they stand in head."""
        if not self._change.commits:
            return {}
        steps, last = self._steps
        tip = self._change.commits[0].id
        return moved(origins(self._change.commits, steps, tip), last) if steps else {}

    def step(self, commit: str) -> tuple[Moved, ...]:
        """What a commit changed against its first parent."""
        steps = self._steps[0].get(commit)
        return steps[0].files if steps else ()

    @cached_property
    def _steps(self) -> tuple[Mapping[str, list[Step]], tuple[Moved, ...]]:
        """By commit, a step for each parent; and what lies between the tip and head."""
        commits = self._change.commits
        if len(commits) > COMMITS:
            return self._without(
                f"{len(commits):,} commits, more than the {COMMITS:,} whose lines are followed"
            )
        pairs = [(commit.id, parent) for commit in commits for parent in commit.parents[:_PARENTS] or (None,)]
        tip = self._source.tree_of(commits[0].id)
        trees = [(tip, self._change.head_tree)] if tip and tip != self._change.head_tree else []
        try:
            found = self._source.steps(pairs, trees)
        except RepositoryError as error:
            why = "the commits' differences cannot be read; maybe this clone lacks some of their objects"
            return self._without(f"{why} ({error})")
        if not found.complete:
            return self._without("the commits' differences are too large to be followed")
        by_commit: dict[str, list[Step]] = {}
        for (commit, parent), files in zip(pairs, found.files, strict=False):
            by_commit.setdefault(commit, []).append(Step(parent, files))
        return by_commit, found.files[-1] if trees else ()

    def _without(self, why: str) -> tuple[Mapping[str, list[Step]], tuple[Moved, ...]]:
        self.doubts.append(Doubt("lines-not-followed", why, matters=True))
        return {}, ()

"""All of a repository, understood at once: what the framework's own listing and a trace are held against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tidegate.cache import Cache
from tidegate.config.settings import ThreatModel
from tidegate.flow.engine import Budget
from tidegate.git import Repository
from tidegate.knowledge.store import Knowledge
from tidegate.program.names import FunctionId
from tidegate.program.sources import FactsByBlob
from tidegate.program.trees import GitTree
from tidegate.surface.sides import Side, is_judged
from tidegate.surface.whole import understand

_SECONDS = 1800.0
_STEPS = 300_000_000  # nothing is to be cut short here: what is measured is what is understood


@contextmanager
def whole(folder: Path) -> Iterator[Side]:
    """The tip of the repository in ``folder``, as the side of a change that brings all of it."""
    with Cache.open() as cache, Repository.open(folder, cache) as repository:
        change = repository.whole("HEAD")
        tree = GitTree(repository.tree(change.head_tree))
        budget = Budget(_SECONDS, _STEPS)
        yield understand(change, tree, Knowledge("python"), FactsByBlob(), budget, ThreatModel()).head


def functions(side: Side) -> list[FunctionId]:
    """Every function and method outside of tests."""
    return sorted(function for function in side.changed.functions if is_judged(function.path))

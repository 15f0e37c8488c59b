"""Conditions of the team's tiers, asked of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.config.patterns import paths as matching
from tidegate.config.tiers import Condition
from tidegate.model.requirements import State
from tidegate.policy.tiers.logic import Answer, every, opposite, some
from tidegate.policy.weighing import Case

_SHOWN = 3


def holds(condition: Condition, case: Case) -> Answer:
    """Whether every key of ``condition`` holds for the change."""
    return every(_answers(condition, case))


def _answers(condition: Condition, case: Case) -> Iterator[Answer]:
    if condition.any:
        yield some(holds(one, case) for one in condition.any)
    if condition.all:
        yield every(holds(one, case) for one in condition.all)
    if condition.not_ is not None:
        yield opposite(holds(condition.not_, case))
    if condition.paths:
        yield _some_path(condition.paths, case)
    if condition.only_paths:
        yield _only_paths(condition.only_paths, case)


def _some_path(globs: Sequence[str], case: Case) -> Answer:
    matches = matching(globs)
    touched = [path for path in case.touched if matches(path)]
    if touched:
        return Answer(State.MATCHED, f"{_listed(touched)} changes")
    return Answer(State.NOT_MATCHED, f"nothing changes in {_listed(globs)}")


def _only_paths(globs: Sequence[str], case: Case) -> Answer:
    matches = matching(globs)
    elsewhere = [path for path in case.touched if not matches(path)]
    if elsewhere:
        return Answer(State.NOT_MATCHED, f"{_listed(elsewhere)} changes, too")
    if not case.touched:
        return Answer(State.NOT_MATCHED, "no file changes")
    return Answer(State.MATCHED, f"only {_listed(case.touched)} changes")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more

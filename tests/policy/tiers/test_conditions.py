from __future__ import annotations

import pytest
from policy.facts import file

from tidegate.config.settings import DEFAULTS
from tidegate.config.tiers import Condition
from tidegate.model.requirements import State
from tidegate.policy.facts import ChangeFacts
from tidegate.policy.tiers.conditions import holds
from tidegate.policy.weighing import Case

YES, NO = State.MATCHED, State.NOT_MATCHED
A, B = Condition(paths=("a/**",)), Condition(paths=("b.py",))


def case(*paths: str) -> Case:
    return Case(ChangeFacts(files=tuple(file(path) for path in paths)), DEFAULTS)


@pytest.mark.parametrize(
    ("condition", "paths", "state", "why"),
    [
        (A, ["a/x.py"], YES, "a/x.py changes"),
        (A, ["b/x.py"], NO, "nothing changes in a/**"),
        (Condition(paths=("a/**", "!a/x.py")), ["a/x.py"], NO, "nothing changes in a/**, !a/x.py"),
        (Condition(only_paths=("a/**",)), ["a/x.py"], YES, "only a/x.py changes"),
        (Condition(only_paths=("a/**",)), ["a/x.py", "b.py"], NO, "b.py changes, too"),
        (Condition(only_paths=("a/**",)), [], NO, "no file changes"),
        (Condition(paths=("a/**",), only_paths=("a/**",)), ["a/x.py", "b.py"], NO, "b.py changes, too"),
        (Condition(any=(A, B)), ["b.py"], YES, "b.py changes"),
        (Condition(all=(A, B)), ["b.py"], NO, "nothing changes in a/**"),
        (Condition(not_=A), ["b.py"], YES, "not: nothing changes in a/**"),
    ],
)  # fmt: skip
def test_conditions(condition: Condition, paths: list[str], state: State, why: str) -> None:
    assert holds(condition, case(*paths)) == (state, why)

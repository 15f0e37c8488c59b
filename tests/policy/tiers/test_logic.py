from __future__ import annotations

from itertools import product

import pytest

from tidegate.model.requirements import State
from tidegate.policy.tiers.logic import Answer, every, opposite, some

YES, NO, UNKNOWN = State.MATCHED, State.NOT_MATCHED, State.UNKNOWN
_RANK = {NO: 0, UNKNOWN: 1, YES: 2}  # Kleene: and is the least of them, or the greatest


@pytest.mark.parametrize(("one", "other"), list(product(State, State)))
def test_the_tables_of_kleene(one: State, other: State) -> None:
    answers = [Answer(one, "a"), Answer(other, "b")]
    assert every(answers).state is min(one, other, key=_RANK.__getitem__)
    assert some(answers).state is max(one, other, key=_RANK.__getitem__)


@pytest.mark.parametrize(("state", "expected"), [(YES, NO), (NO, YES)])
def test_the_opposite_of_what_is_known(state: State, expected: State) -> None:
    assert opposite(Answer(state, "a")) == Answer(expected, "not: a")


def test_the_opposite_of_what_is_unknown_is_unknown_for_the_same_reason() -> None:
    assert opposite(Answer(UNKNOWN, "a")) == Answer(UNKNOWN, "a")


def test_the_reasons_are_those_that_decide() -> None:
    answers = [Answer(YES, "a"), Answer(NO, "b"), Answer(UNKNOWN, "c")]
    assert every(answers).why == "b"
    assert some(answers).why == "a"


def test_many_reasons_are_counted() -> None:
    assert every([Answer(YES, str(n)) for n in range(5)]).why == "0; 1; 2 and 2 more"


def test_nothing_asked_is_matched_and_no_choice_is_not() -> None:
    assert every([]).state is YES
    assert some([]).state is NO

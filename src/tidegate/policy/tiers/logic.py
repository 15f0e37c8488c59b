"""Three answers (Kleene): what is unknown stays unknown, unless the rest decides whatever it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tidegate.model.requirements import State


class Answer(NamedTuple):
    """``why`` is in words: what was seen, or what could not be told."""

    state: State
    why: str


_MOST_TOLD = 3
_OPPOSITE = {State.MATCHED: State.NOT_MATCHED, State.NOT_MATCHED: State.MATCHED}


def every(answers: Iterable[Answer]) -> Answer:
    """Matched where all are; one that is not decides."""
    return _decided(list(answers), (State.NOT_MATCHED, State.UNKNOWN, State.MATCHED))


def some(answers: Iterable[Answer]) -> Answer:
    """Matched where one is; not matched only where none can be."""
    return _decided(list(answers), (State.MATCHED, State.UNKNOWN, State.NOT_MATCHED))


def opposite(answer: Answer) -> Answer:
    """What is unknown is so for the same reason."""
    if answer.state is State.UNKNOWN:
        return answer
    return Answer(_OPPOSITE[answer.state], f"not: {answer.why}")


def _decided(answers: list[Answer], order: tuple[State, State, State]) -> Answer:
    """The first state of ``order`` that an answer has, for the reasons of those that have it."""
    states = {answer.state for answer in answers}
    state = next((one for one in order if one in states), order[-1])
    reasons = list(dict.fromkeys(answer.why for answer in answers if answer.state is state))
    more = f" and {len(reasons) - _MOST_TOLD} more" if len(reasons) > _MOST_TOLD else ""
    return Answer(state, "; ".join(reasons[:_MOST_TOLD]) + more)

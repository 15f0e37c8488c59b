"""What conditions are asked of: a change, its kinds, and what keeps them from being told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from tidegate.model.kinds import ChangeKind
from tidegate.model.requirements import State
from tidegate.policy.tiers.kinds import kinds
from tidegate.policy.tiers.logic import Answer
from tidegate.policy.tiers.untold import untold, untold_code
from tidegate.policy.weighing import Case

_SHOWN = 3


class Seen:
    """A change as the team's conditions see it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.facts = case.facts

    @cached_property
    def kinds(self) -> Mapping[ChangeKind, Answer]:
        return kinds(self.case)

    @cached_property
    def untold(self) -> str:
        """Why there may be more in the change than was seen; empty where there is not."""
        return untold(self.case)

    @cached_property
    def untold_code(self) -> str:
        """The same of its code."""
        return untold_code(self.case)


def matched(why: str) -> Answer:
    return Answer(State.MATCHED, why)


def not_matched(why: str) -> Answer:
    return Answer(State.NOT_MATCHED, why)


def unknown(why: str) -> Answer:
    return Answer(State.UNKNOWN, f"could not tell: {why}")


def otherwise(why_not: str, untold: str) -> Answer:
    """The answer where nothing was seen: not matched, unless something was not looked at."""
    return unknown(untold) if untold else not_matched(why_not)


def listed(names: Iterable[str]) -> str:
    """The first few names and how many more there are."""
    known: Sequence[str] = list(dict.fromkeys(names))
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more

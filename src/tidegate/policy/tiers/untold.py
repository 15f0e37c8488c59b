"""Why more may be in a change than was seen: the third answer, in few words."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.model.paths import PathClass
from tidegate.model.result import NotAnalysed
from tidegate.policy.weighing import Case


def untold(case: Case) -> str:
    """The first thing that kept the change from being understood whole; empty where nothing did."""
    return _first(case, case.facts.gaps)


def untold_code(case: Case) -> str:
    """The same of its code: what is not known of a package says nothing of what the program does."""
    manifest = PathClass.DEPENDENCIES
    return _first(case, (gap for gap in case.facts.gaps if case.path_class(gap.path) is not manifest))


def _first(case: Case, gaps: Iterable[NotAnalysed]) -> str:
    gap = next((gap for gap in gaps if gap.matters), None)
    if gap is not None:
        return f"{gap.path}: {gap.why}"
    if case.unread:
        return f"{case.unread[0]}: code in an unknown language"
    if case.facts.conflict:
        return "it does not merge cleanly"
    return next(iter((*case.facts.limits, *case.facts.failures)), "")

"""Why more may be in a change than was seen: the third answer, in few words."""

from __future__ import annotations

from tidegate.model.paths import PathClass
from tidegate.policy.weighing import Case


def untold(case: Case) -> str:
    """The first thing that kept the code from being understood whole; empty where nothing did."""
    facts = case.facts
    gap = next((gap for gap in facts.gaps if gap.matters), None)
    if gap is not None:
        return f"{gap.path}: {gap.why}"
    unread = [file.path for file in case.present if file.path_class is PathClass.UNKNOWN_CODE]
    if unread:
        return f"{unread[0]}: code in an unknown language"
    if facts.conflict:
        return "it does not merge cleanly"
    return next(iter((*facts.limits, *facts.failures)), "")

"""Conditions on what the outside can reach through a change, and on what was found in it."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.config.patterns import routes
from tidegate.config.tiers import EntryPointsAsked, FindingsAsked
from tidegate.model.finding import Confidence, Finding, Severity
from tidegate.model.requirements import State
from tidegate.model.result import EntryPoint
from tidegate.policy.tiers.logic import Answer, every
from tidegate.policy.tiers.seen import Seen, listed, matched, not_matched, otherwise, unknown

_SEVERITIES = ("low", "medium", "high", "critical")
_CONFIDENCES = ("low", "medium", "high")


def reaches(asked: EntryPointsAsked, seen: Seen) -> Answer:
    """So many ways in that meet everything asked, taken and made; where more may be reached, unknown."""
    entries = {(one.kind, one.name, one.path): one for one in _entries(seen)}
    answers = [(one.name, _is_asked(asked, one, seen)) for one in entries.values()]
    sure = [name for name, answer in answers if answer.state is State.MATCHED]
    possible = [name for name, answer in answers if answer.state is State.UNKNOWN]
    if len(sure) >= asked.at_least:
        return matched(f"{listed(sure)} is reached")
    if len(sure) + len(possible) >= asked.at_least:
        return unknown(f"whether everybody can reach {listed(possible)}: the threat model says nothing of it")
    if seen.facts.reach_limits:
        return unknown(f"what else is reached: {seen.facts.reach_limits[0]}")
    return otherwise("no such entry point is reached", seen.untold_code)


def brings(asked: FindingsAsked, seen: Seen) -> Answer:
    """So many introduced findings that meet everything asked; where more may be there, unknown."""
    answers = [(one.title, _is_meant(asked, one)) for one in seen.case.introduced]
    sure = [title for title, state in answers if state is State.MATCHED]
    possible = [title for title, state in answers if state is State.UNKNOWN]
    if len(sure) >= asked.at_least:
        return matched(f"introduced: {listed(sure)}")
    if len(sure) + len(possible) >= asked.at_least:
        return unknown(f"how severe it is: {listed(possible)}")
    return otherwise("no such finding is introduced", seen.untold)


def _entries(seen: Seen) -> Iterable[EntryPoint]:
    facts = seen.facts
    return (*facts.entry_points_reached, *facts.entry_points_added, *facts.entry_points_removed)


def _is_asked(asked: EntryPointsAsked, one: EntryPoint, seen: Seen) -> Answer:
    if asked.kinds and one.kind not in asked.kinds:
        return not_matched(one.kind)
    if asked.routes and not routes(asked.routes)(one.name.rpartition(" ")[2]):
        return not_matched(one.name)
    return _faces(one, seen) if asked.internet_facing else every(())


def _faces(one: EntryPoint, seen: Seen) -> Answer:
    """Whether everybody can reach it. Where the team says nothing at all, nobody knows."""
    if seen.case.is_exposed(one.path, one.name):
        return matched(one.name)
    said = seen.case.settings.threat_model.internet_facing
    return not_matched(one.name) if said.routes or said.paths else unknown(one.name)


def _is_meant(asked: FindingsAsked, finding: Finding) -> State:
    wanted = (not asked.rules or finding.rule in asked.rules) and (
        not asked.kinds or finding.kind in asked.kinds
    )
    if not wanted or not _is_sure(asked, finding.confidence):
        return State.NOT_MATCHED
    return _severe(asked, finding.severity)


def _is_sure(asked: FindingsAsked, confidence: Confidence) -> bool:
    least = asked.confidence
    return least is None or _CONFIDENCES.index(confidence) >= _CONFIDENCES.index(least)


def _severe(asked: FindingsAsked, severity: Severity) -> State:
    if asked.severity is None:
        return State.MATCHED
    if severity is Severity.UNKNOWN:
        return State.UNKNOWN
    return (
        State.MATCHED
        if _SEVERITIES.index(severity) >= _SEVERITIES.index(asked.severity)
        else State.NOT_MATCHED
    )

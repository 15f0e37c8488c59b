"""The cases of a policy, judged by it: what is otherwise than expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tidegate.config.policy_cases import Expected, PolicyCase
from tidegate.config.settings import Settings
from tidegate.policy.decide import Verdict, decide
from tidegate.policy.described import facts_of


def unexpected(case: PolicyCase, settings: Settings, today: date) -> list[str]:
    """What the policy says otherwise than the case expects, a line each; empty where all is as expected."""
    verdict = decide(facts_of(case.change), settings, case.today or today)
    return list(_differences(case.expect, verdict))


def _differences(expected: Expected, verdict: Verdict) -> Iterator[str]:
    owed = verdict.requirements
    decision = verdict.observed.decision if verdict.observed else verdict.decision
    for name, wanted, found in (
        ("decision", expected.decision, decision),
        ("tier", expected.tier, verdict.tier),
        ("humans", expected.humans, owed.humans),
        ("attribution", expected.attribution, owed.attribution),
        ("ai_bom", expected.ai_bom, owed.ai_bom),
        ("presence", expected.presence, owed.presence),
        ("manager", expected.manager, owed.manager),
    ):
        if wanted is not None and wanted != found:
            yield f"{name}: expected {_said(wanted)}, is {_said(found)}"
    yield from _tiers(expected, verdict)
    yield from _missing("role", expected.roles, [role for one in owed.approvals for role in one.roles])
    yield from _missing("reason", expected.reasons, [reason.code for reason in verdict.reasons])


def _tiers(expected: Expected, verdict: Verdict) -> Iterator[str]:
    """An organisation's tier may have the name of one of the team's: then one of them is meant."""
    for name, state in expected.tiers.items():
        found = [trace for trace in verdict.requirements.rules if trace.name == name]
        if state not in {trace.state for trace in found}:
            said = "; ".join(f"{trace.state}: {trace.why}" for trace in found)
            yield f"{name}: expected {state}, is {said}"


def _missing(what: str, wanted: tuple[str, ...], found: list[str]) -> Iterator[str]:
    for one in wanted:
        if one not in found:
            yield f"{what} {one}: expected, but there is only {', '.join(dict.fromkeys(found)) or 'none'}"


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)

"""What a change owes, in words: by whom it must be approved, and what must be there besides."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.model.attribution import Attribution
from tidegate.model.requirements import Approvals, Requirements, RuleTrace, State
from tidegate.model.result import CheckResult
from tidegate.reports.words import plural

_STATES = {State.MATCHED: "applies", State.NOT_MATCHED: "does not apply", State.UNKNOWN: "could not tell"}


def lines(result: CheckResult) -> list[str]:
    """What the decision alone does not say; nothing where nobody must approve."""
    if not result.review.required:
        return []
    owed = result.requirements
    return [
        *(f"{plural(one.humans, 'approval')} by {of(one)}" for one in owed.approvals if of(one)),
        *_besides(owed, result.ai.attribution),
        *(f"the check of {check.name}, done whole: {check.why}" for check in owed.checks if not check.done),
    ]


def rules(owed: Requirements) -> list[str]:
    """What became of each of the team's tiers, and why."""
    return [rule(trace) for trace in owed.rules] or ["the team has none: only the built-in rules count"]


def rule(trace: RuleTrace) -> str:
    """``payments (high): applies: billing/charge.py changes``."""
    observed = f", only observed until {trace.valid_until}" if trace.mode == "observe" else ""
    return f"{trace.name} ({trace.tier.value}{observed}): {_STATES[trace.state]}: {trace.why}"


def of(asked: Approvals) -> str:
    """Who may approve, in words; empty where anybody may who is eligible."""
    who = " or ".join((*asked.people, *asked.roles, *asked.teams))
    different = " and ".join(asked.distinct_roles)
    return ", ".join(filter(None, (who, f"different people as {different}" if different else "")))


def _besides(owed: Requirements, known: Attribution) -> Iterator[str]:
    if owed.attribution and known.unknown:
        unknown = f"{known.unknown:,} of {known.added:,} added lines"
        yield f"who wrote {unknown} (`Tidegate-AI: TOOL MODEL`, or none)"
    if owed.ai_bom:
        yield "an AI-BOM, which `tidegate record` makes (`tidegate ai bom` shows it)"
    if owed.presence:
        yield "a key that shows that a person was there, or a second person"
    if owed.manager:
        yield "a manager, neither author nor reviewer, who accepts the release"

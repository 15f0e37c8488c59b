"""Which of the team's tiers apply to a change, and the reasons that they give.

A tier whose condition cannot be told applies as if it were matched, and a human looks. Tiers only add: what
the built-in rules ask for stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tidegate.config.tiers import ApprovalsAsked, CheckAsked, TeamTier
from tidegate.model.requirements import Approvals, RuleTrace, State
from tidegate.model.tier import Tier
from tidegate.policy.tiers.checks import why_not_done
from tidegate.policy.tiers.conditions import holds
from tidegate.policy.tiers.logic import Answer
from tidegate.policy.tiers.seen import Seen
from tidegate.policy.weighing import Weighed, review

_EVERY = Answer(State.MATCHED, "every change")


def traces(seen: Seen, today: date) -> list[RuleTrace]:
    """What became of each of the team's tiers, in their order."""
    return [_trace(tier, seen, today) for tier in seen.case.settings.tiers]


def applying(tiers: Sequence[TeamTier], told: Sequence[RuleTrace]) -> list[TeamTier]:
    """The tiers that the change owes something for, from the lowest to the highest.

    ``told`` are their traces, in their order: an organisation's tier may have the name of one of the team's.
    """
    return [tier for tier, trace in zip(tiers, told, strict=True) if _counts(trace)]


def asked(seen: Seen, told: Sequence[RuleTrace]) -> Iterator[Weighed]:
    """The reasons for a human to look that the team's tiers give."""
    for tier, trace in zip(seen.case.settings.tiers, told, strict=True):
        if not _counts(trace):
            continue
        if trace.state is State.UNKNOWN:
            yield review(trace.tier, "tier-unknown", f"it may be {tier.name}: {trace.why}", [])
        elif approvals(tier):
            yield review(trace.tier, "tier", f"{tier.name}: {trace.why}", [])
        for check in tier.checks:
            if problem := why_not_done(CheckAsked(check), seen):
                text = f"{tier.name} wants the check of {check} to be done whole: {problem}"
                yield review(trace.tier, "check-incomplete", text, [])


def _counts(trace: RuleTrace) -> bool:
    return trace.mode == "enforce" and trace.state is not State.NOT_MATCHED


def approvals(tier: TeamTier) -> tuple[Approvals, ...]:
    """What the tier asks for or, where it says nothing, what its rank does."""
    if tier.approvals:
        return tuple(_approvals(one) for one in tier.approvals)
    humans = {"low": 0, "critical": 2}.get(tier.tier, 1)
    return (Approvals(humans=humans),) if humans else ()


def _trace(tier: TeamTier, seen: Seen, today: date) -> RuleTrace:
    answer = holds(tier.when, seen) if tier.when is not None else _EVERY
    over = tier.valid_until is not None and tier.valid_until < today
    if over and tier.mode == "enforce" and answer.state is not State.NOT_MATCHED:
        answer = Answer(State.NOT_MATCHED, f"it counted until {tier.valid_until}")
    return RuleTrace(
        name=tier.name,
        tier=Tier(tier.tier),
        state=answer.state,
        why=answer.why,
        mode="enforce" if over else tier.mode,
        valid_until=tier.valid_until.isoformat() if tier.valid_until else None,
    )


def _approvals(said: ApprovalsAsked) -> Approvals:
    return Approvals(
        humans=max(said.humans, len(said.distinct_roles)),
        people=said.people,
        roles=said.roles,
        teams=said.teams,
        distinct_roles=said.distinct_roles,
    )

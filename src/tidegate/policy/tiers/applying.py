"""Which tiers apply to a change, and what it owes for them.

A tier whose condition cannot be told applies as if it were matched, and a human looks. Tiers only add: what
the built-in rules ask for stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tidegate.config.tiers import ApprovalsAsked, TeamTier
from tidegate.model.requirements import Approvals, Requirements, RuleTrace, State
from tidegate.model.tier import Tier
from tidegate.policy.tiers.conditions import holds
from tidegate.policy.tiers.logic import Answer
from tidegate.policy.weighing import Case, Weighed, highest_tier, review

_EVERY = Answer(State.MATCHED, "every change")


def traces(case: Case, today: date) -> list[RuleTrace]:
    """What became of each of the team's tiers, in their order."""
    return [_trace(tier, case, today) for tier in case.settings.tiers]


def applying(case: Case, told: Iterable[RuleTrace]) -> list[TeamTier]:
    """The tiers that the change owes something for, from the lowest to the highest."""
    names = {trace.name for trace in told if trace.mode == "enforce" and trace.state is not State.NOT_MATCHED}
    return [tier for tier in case.settings.tiers if tier.name in names]


def asked(case: Case, told: Iterable[RuleTrace]) -> Iterator[Weighed]:
    """The reasons for a human to look that the team's tiers give."""
    rules = {trace.name: trace for trace in told}
    for tier in applying(case, rules.values()):
        trace = rules[tier.name]
        if trace.state is State.UNKNOWN:
            yield review(
                trace.tier, "tier-unknown", f"could not tell whether it is {tier.name}: {trace.why}", []
            )
        elif approvals(tier):
            yield review(trace.tier, "tier", f"{tier.name}: {trace.why}", [])


def approvals(tier: TeamTier) -> tuple[Approvals, ...]:
    """What the tier asks for or, where it says nothing, what its rank does."""
    if tier.approvals:
        return tuple(_approvals(one) for one in tier.approvals)
    humans = {"low": 0, "critical": 2}.get(tier.tier, 1)
    return (Approvals(humans=humans),) if humans else ()


def requirements(case: Case, told: Iterable[RuleTrace], tier: Tier, humans: int) -> Requirements:
    """All that is owed. ``tier`` and ``humans`` are what all the reasons together ask for."""
    rules = tuple(told)
    tiers = applying(case, rules)
    floor = (Approvals(humans=humans),) if humans else ()
    own = (one for team in tiers for one in approvals(team))
    return Requirements(
        tier=highest_tier([tier, *(Tier(team.tier) for team in tiers)]),
        name=tiers[-1].name if tiers else "",
        rules=rules,
        approvals=tuple(dict.fromkeys((*floor, *own))),
    )


def _trace(tier: TeamTier, case: Case, today: date) -> RuleTrace:
    answer = holds(tier.when, case) if tier.when is not None else _EVERY
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
        humans=said.humans,
        people=said.people,
        roles=said.roles,
        teams=said.teams,
        distinct_roles=said.distinct_roles,
    )

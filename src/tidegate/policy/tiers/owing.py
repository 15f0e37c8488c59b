"""All that a change owes: what the built-in rules and the team's tiers that apply ask for."""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.model.kinds import ChangeKind
from tidegate.model.requirements import Approvals, Requirements, RuleTrace, State
from tidegate.model.tier import Tier
from tidegate.policy.tiers.applying import applying, approvals
from tidegate.policy.tiers.checks import owed
from tidegate.policy.tiers.seen import Seen
from tidegate.policy.weighing import TIERS, highest_tier

# Changes of these kinds owe to say who wrote them, and an AI-BOM, whatever the team says. Who wrote it is
# told, and for those who approve to ask for: a tier that asks for it makes a lack of it a reason. The AI-BOM
# is made when the decision is recorded.
_DOCUMENTED = (ChangeKind.AUTHENTICATION, ChangeKind.DATABASE_SCHEMA, ChangeKind.ENTRY_POINT_ADDED)


def is_documented(seen: Seen) -> bool:
    """Whether the change is, or may be, of a kind whose authorship must be told."""
    return any(seen.kinds[kind].state is not State.NOT_MATCHED for kind in _DOCUMENTED)


def requirements(seen: Seen, told: Sequence[RuleTrace], tier: Tier, humans: int) -> Requirements:
    """``tier`` and ``humans`` are what all the reasons together ask for."""
    tiers = applying(seen.case.settings.tiers, told)
    floor = (Approvals(humans=humans),) if humans else ()
    own = (one for team in tiers for one in approvals(team))
    highest = highest_tier([tier, *(Tier(team.tier) for team in tiers)])
    severe = bool(humans) and TIERS.index(highest) >= TIERS.index(Tier.HIGH)
    documented = is_documented(seen)
    return Requirements(
        tier=highest,
        name=tiers[-1].name if tiers else "",
        rules=tuple(told),
        approvals=tuple(dict.fromkeys((*floor, *own))),
        attribution=documented or any(team.attribution for team in tiers),
        ai_bom=documented or any(team.ai_bom for team in tiers),
        presence=severe or any(team.presence for team in tiers),
        manager=any(team.manager for team in tiers),
        checks=owed(tiers, seen),
    )

"""What a decision says that the change owes."""

from __future__ import annotations

from tidegate.model.event import Owed, OwedApprovals
from tidegate.model.requirements import Approvals, CheckOwed, Requirements
from tidegate.model.tier import Tier
from tidegate.recording import owed


def test_everything_that_people_owe_is_kept() -> None:
    group = Approvals(
        humans=2, people=("anna",), roles=("owner",), teams=("@a/b",), distinct_roles=("x", "y")
    )
    requirements = Requirements(
        tier=Tier.HIGH,
        approvals=(group, Approvals(humans=1)),
        presence=True,
        manager=True,
        attribution=True,
        ai_bom=True,
        checks=(CheckOwed("flows", done=True),),
    )
    assert owed(requirements) == Owed(
        approvals=(
            OwedApprovals(
                humans=2, people=("anna",), roles=("owner",), teams=("@a/b",), distinct_roles=("x", "y")
            ),
            OwedApprovals(humans=1),
        ),
        presence=True,
        manager=True,
        attribution=True,
        ai_bom=True,
    )
    assert owed(Requirements(tier=Tier.NONE)) == Owed()

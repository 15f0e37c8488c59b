from __future__ import annotations

import msgspec
import pytest

from tidegate.model.oversight import GivenApproval, Oversight, OversightState
from tidegate.model.requirements import CheckOwed, Requirements
from tidegate.model.result import Decision, Observed, Reason, Review
from tidegate.model.tier import Tier
from tidegate.policy.decide import Verdict
from tidegate.policy.overseen import overseen

S, D = OversightState, Decision
BEN = GivenApproval(event="e", person="ben", role="reviewer", presence="present", at="t")


def verdict(decision: Decision) -> Verdict:
    reasons = (Reason("why", "why"),)
    return Verdict(decision, Tier.MEDIUM, reasons, Review(True, 1), None, Requirements(tier=Tier.MEDIUM))


@pytest.mark.parametrize(
    ("before", "state", "after", "code"),
    [
        (D.REVIEW, S.APPROVED, D.PASS, "approved"),
        (D.REVIEW, S.MISSING, D.REVIEW, "why"),
        (D.REVIEW, S.UNKNOWN, D.REVIEW, "approvers-unknown"),
        (D.REVIEW, S.REFUSED, D.BLOCK, "refused"),
        (D.REVIEW, S.BYPASSED, D.PASS, "bypassed"),
        (D.BLOCK, S.APPROVED, D.BLOCK, "why"),
        (D.BLOCK, S.UNKNOWN, D.BLOCK, "why"),
        (D.BLOCK, S.BYPASSED, D.PASS, "bypassed"),
        (D.PASS, S.NOT_NEEDED, D.PASS, "why"),
        (D.PASS, S.MISSING, D.PASS, "why"),
        (D.PASS, S.REFUSED, D.BLOCK, "refused"),
    ],
)
def test_decisions(before: Decision, state: OversightState, after: Decision, code: str) -> None:
    found = overseen(verdict(before), Oversight(state=state, given=(BEN,)))
    assert (found.decision, found.reasons[0].code) == (after, code)
    assert found.reasons[-1].code == "why"


def test_what_was_not_checked_is_not_approved() -> None:
    owed = Requirements(tier=Tier.MEDIUM, checks=(CheckOwed("secrets", False, "it failed"),))
    asked = msgspec.structs.replace(verdict(D.REVIEW), requirements=owed)
    assert overseen(asked, Oversight(state=S.APPROVED, given=(BEN,))) == asked


@pytest.mark.parametrize(
    ("before", "state", "after"),
    [
        (D.REVIEW, S.MISSING, D.REVIEW),
        (D.REVIEW, S.UNKNOWN, D.REVIEW),
        (D.REVIEW, S.REFUSED, D.BLOCK),
        (D.REVIEW, S.APPROVED, None),
        (D.BLOCK, S.APPROVED, D.BLOCK),
    ],
)
def test_where_the_team_observes_it_passes_and_says_what_would_be(
    before: Decision, state: OversightState, after: Decision | None
) -> None:
    asked = msgspec.structs.replace(verdict(D.PASS), observed=Observed(before, "2027-01-01"))
    found = overseen(asked, Oversight(state=state, given=(BEN,), refused=("no",)))
    assert found.decision is D.PASS
    assert found.observed == (Observed(after, "2027-01-01") if after else None)

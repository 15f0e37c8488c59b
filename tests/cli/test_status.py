from __future__ import annotations

import pytest

from tidegate.cli import status
from tidegate.model.result import ChangeSummary, CheckResult, Decision, Inputs, Observed, Tool
from tidegate.model.tier import Tier


def result(decision: Decision, observed: Observed | None = None) -> CheckResult:
    return CheckResult(
        tool=Tool("tidegate", "0"),
        inputs=Inputs(config=None, policy=None, knowledge="k"),
        change=ChangeSummary("r", "t", None, None, None, 1, 1, 1, 0),
        decision=decision,
        tier=Tier.LOW,
        observed=observed,
    )


@pytest.mark.parametrize(
    ("decision", "fail_on", "expected"),
    [
        (Decision.PASS, "review", 0),
        (Decision.REVIEW, "review", 3),
        (Decision.BLOCK, "review", 1),
        (Decision.PASS, "block", 0),
        (Decision.REVIEW, "block", 0),
        (Decision.BLOCK, "block", 1),
        (Decision.REVIEW, "never", 0),
        (Decision.BLOCK, "never", 0),
    ],
)
def test_status_of_a_decision(decision: Decision, fail_on: str, expected: int) -> None:
    assert status.of(result(decision), fail_on) == expected


def test_what_is_only_observed_passes() -> None:
    observed = Observed(Decision.BLOCK, "2027-01-31")
    assert status.of(result(Decision.BLOCK, observed), "review") == 0
    assert status.of(result(Decision.PASS, observed), "review") == 0

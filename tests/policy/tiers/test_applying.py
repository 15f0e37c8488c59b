from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from policy.facts import access, entry, file

from tidegate.config.settings import Settings
from tidegate.config.tiers import ApprovalsAsked, CheckAsked, Condition, TeamTier
from tidegate.model.attribution import Attribution
from tidegate.model.kinds import About, ChangeKind
from tidegate.model.requirements import Approvals, CheckOwed, State
from tidegate.model.result import Decision, NotAnalysed
from tidegate.model.tier import Tier
from tidegate.policy.decide import Verdict, decide
from tidegate.policy.facts import ChangeFacts

TODAY = date(2026, 11, 23)
BILLING = Condition(paths=("billing/**",))


def tier(
    name: str = "payments", tier: Any = "high", when: Condition | None = BILLING, **more: Any
) -> TeamTier:
    return TeamTier(name=name, tier=tier, when=when, **more)


def verdict(*tiers: TeamTier, paths: tuple[str, ...] = ("billing/charge.py",), **more: Any) -> Verdict:
    facts = ChangeFacts(files=tuple(file(path) for path in paths), code_changed=True)
    return decide(facts, Settings(version=1, tiers=tiers, **more), TODAY)


def test_a_tier_that_applies_raises_tier_and_decision() -> None:
    found = verdict(tier())
    assert (found.decision, found.tier) == (Decision.REVIEW, Tier.HIGH)
    assert [reason.code for reason in found.reasons] == ["tier"]
    assert found.requirements.name == "payments"
    assert found.requirements.approvals == (Approvals(humans=1),)


def test_the_safe_twin_owes_nothing_and_the_rule_still_stands_there() -> None:
    found = verdict(tier(), paths=("src/app.py",))
    assert (found.decision, found.tier) == (Decision.PASS, Tier.LOW)
    (trace,) = found.requirements.rules
    assert (trace.state, trace.why) == (State.NOT_MATCHED, "nothing changes in billing/**")
    assert found.requirements.approvals == ()


def test_a_file_that_moved_away_counts() -> None:
    facts = ChangeFacts(files=(file("src/app.py", base="billing/charge.py"),), code_changed=True)
    found = decide(facts, Settings(version=1, tiers=(tier(),)), TODAY)
    assert found.tier is Tier.HIGH


@pytest.mark.parametrize(("rank", "humans"), [("low", 0), ("medium", 1), ("high", 1), ("critical", 2)])
def test_without_approvals_the_rank_says_how_many(rank: str, humans: int) -> None:
    found = verdict(tier(tier=rank))
    assert found.review.humans == humans
    assert found.requirements.humans == humans


def test_all_that_apply_are_owed_together() -> None:
    security = ApprovalsAsked(humans=2, roles=("security",))
    found = verdict(tier("code", "medium", None), tier("money", "high", approvals=(security,)))
    assert found.requirements.name == "money"
    assert found.requirements.approvals == (Approvals(humans=1), Approvals(humans=2, roles=("security",)))
    assert found.review.humans == 2


def test_a_tier_never_lowers_what_the_built_in_rules_ask_for() -> None:
    facts = ChangeFacts(files=(file(".github/workflows/ci.yml"),))
    found = decide(facts, Settings(version=1, tiers=(tier("all", "low", None),)), TODAY)
    assert (found.decision, found.tier, found.review.humans) == (Decision.REVIEW, Tier.CRITICAL, 2)


def test_observed_tiers_are_told_and_ask_for_nothing_until_their_day() -> None:
    until = date(2026, 11, 23)
    found = verdict(tier(mode="observe", valid_until=until))
    assert (found.decision, found.tier) == (Decision.PASS, Tier.LOW)
    (trace,) = found.requirements.rules
    assert (trace.state, trace.mode, trace.valid_until) == (State.MATCHED, "observe", "2026-11-23")
    later = verdict(tier(mode="observe", valid_until=date(2026, 11, 22)))
    assert (later.decision, later.requirements.rules[0].mode) == (Decision.REVIEW, "enforce")


def test_an_enforced_tier_counts_until_its_day() -> None:
    assert verdict(tier(valid_until=date(2026, 11, 23))).tier is Tier.HIGH
    over = verdict(tier(valid_until=date(2026, 11, 22)))
    assert over.tier is Tier.LOW
    assert over.requirements.rules[0].why == "it counted until 2026-11-22"


def test_while_the_gate_only_observes_the_requirements_say_so() -> None:
    found = verdict(tier(), mode="observe", observe_until=date(2026, 12, 1))
    assert (found.decision, found.requirements.mode) == (Decision.PASS, "observe")
    assert found.requirements.valid_until == "2026-12-01"
    assert found.requirements.approvals == (Approvals(humans=1),)


def test_tiers_of_the_same_name_are_two() -> None:
    """Settings of a folder or an organisation may call theirs as they like."""
    elsewhere = tier("payments", "critical", Condition(paths=("native/**",)))
    found = verdict(tier(), elsewhere)
    assert [trace.state for trace in found.requirements.rules] == [State.MATCHED, State.NOT_MATCHED]
    assert found.tier is Tier.HIGH
    assert found.review.humans == 1


SPOKEN = ApprovalsAsked(distinct_roles=("reviewer", "manager"))


def test_as_many_people_as_there_are_different_roles() -> None:
    assert verdict(tier(approvals=(SPOKEN,))).review.humans == 2


def test_what_a_tier_wants_done_whole_is_a_reason_where_it_was_not() -> None:
    asking = tier("money", "critical", checks=(CheckAsked.CODE, CheckAsked.DEPENDENCIES))
    gap = NotAnalysed("billing/charge.py", "it could not be read")
    facts = ChangeFacts(files=(file("billing/charge.py"),), code_changed=True, gaps=(gap,))
    found = decide(facts, Settings(version=1, tiers=(asking,)), TODAY)
    assert "check-incomplete" in {reason.code for reason in found.reasons}
    assert found.requirements.checks == (
        CheckOwed("code", False, "billing/charge.py: it could not be read"),
        CheckOwed("dependencies", True),
    )
    whole = verdict(asking)
    assert {reason.code for reason in whole.reasons} == {"tier"}
    assert all(check.done for check in whole.requirements.checks)


@pytest.mark.parametrize(
    ("facts", "owed"),
    [
        ({"entry_points_added": (entry(),)}, True),
        ({"about": (About(ChangeKind.AUTHENTICATION, "a.login", "it uses jwt", "src/app.py"),)}, True),
        ({"limits": ("too far",)}, True),
        ({"data": (access(),)}, False),
        ({}, False),
    ],
)
def test_some_kinds_always_owe_who_wrote_them_and_an_ai_bom(facts: dict[str, Any], owed: bool) -> None:
    given = ChangeFacts(files=(file("src/app.py"),), code_changed=True, **facts)
    found = decide(given, Settings(version=1), TODAY).requirements
    assert (found.attribution, found.ai_bom) == (owed, owed)


def test_what_a_tier_asks_for_besides() -> None:
    found = verdict(tier("low", "low", None, ai_bom=True, manager=True, presence=True)).requirements
    assert (found.ai_bom, found.manager, found.presence, found.attribution) == (True, True, True, False)
    assert verdict(tier()).requirements.presence
    assert not verdict(tier(tier="medium")).requirements.presence


def test_a_tier_may_ask_that_somebody_says_who_wrote_it() -> None:
    asking = Settings(version=1, tiers=(tier("said", "low", None, attribution=True),))
    for unknown, decision in ((3, Decision.REVIEW), (0, Decision.PASS)):
        facts = ChangeFacts(
            files=(file("src/app.py"),), code_changed=True, attribution=Attribution(added=3, unknown=unknown)
        )
        found = decide(facts, asking, TODAY)
        assert found.decision is decision
        assert found.requirements.attribution

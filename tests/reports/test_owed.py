from __future__ import annotations

from msgspec.structs import replace
from reports.samples import RISKY

from tidegate.model.attribution import Ai, Attribution
from tidegate.model.requirements import Approvals, CheckOwed, Requirements, RuleTrace, State
from tidegate.model.result import Review
from tidegate.model.tier import Tier
from tidegate.reports import owed, render

OWED = Requirements(
    tier=Tier.CRITICAL,
    name="money",
    rules=(
        RuleTrace(name="docs", tier=Tier.LOW, state=State.NOT_MATCHED, why="a.py changes, too"),
        RuleTrace(name="money", tier=Tier.CRITICAL, state=State.MATCHED, why="billing/a.py changes"),
        RuleTrace(
            name="trial",
            tier=Tier.CRITICAL,
            state=State.UNKNOWN,
            why="could not tell",
            mode="observe",
            valid_until="2026-12-31",
        ),
    ),
    approvals=(
        Approvals(humans=2),
        Approvals(humans=1, people=("ada",), roles=("security",), distinct_roles=("reviewer", "manager")),
    ),
    attribution=True,
    ai_bom=True,
    presence=True,
    manager=True,
    checks=(CheckOwed("code", False, "a.ts: unknown"), CheckOwed("dependencies", True)),
)
RESULT = replace(RISKY, requirements=OWED, ai=Ai(attribution=Attribution(added=40, unknown=12)))


def test_everything_that_is_owed_has_a_line() -> None:
    assert owed.lines(RESULT) == [
        "1 approval by ada or security, different people as reviewer and manager",
        "who wrote 12 of 40 added lines (`Tidegate-AI: TOOL MODEL`, or none)",
        "an AI-BOM, which `tidegate record` makes (`tidegate ai bom` shows it)",
        "a key that shows that a person was there, or a second person",
        "a manager, neither author nor reviewer, who accepts the release",
        "the check of code, done whole: a.ts: unknown",
    ]


def test_nothing_is_owed_where_nobody_must_approve() -> None:
    assert owed.lines(replace(RESULT, review=Review(False, 0))) == []
    assert owed.lines(RISKY) == []


def test_every_rule_shows_what_became_of_it() -> None:
    assert owed.rules(OWED) == [
        "docs (low): does not apply: a.py changes, too",
        "money (critical): applies: billing/a.py changes",
        "trial (critical, only observed until 2026-12-31): could not tell: could not tell",
    ]


def test_rules_stand_in_the_text_for_those_who_want_them() -> None:
    assert "Tiers     docs (low): does not apply" in render("text", RESULT, verbose=True)
    assert "Tiers" not in render("text", RESULT)
    assert "only the built-in rules count" in render("text", RISKY, verbose=True)

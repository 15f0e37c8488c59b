"""Described changes are judged as a check would judge them; what is otherwise is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tidegate.config.policy_cases import (
    BY_FILES,
    CaseChange,
    CaseEntry,
    CaseFinding,
    CaseWriter,
    Expected,
    PolicyCase,
)
from tidegate.config.settings import DEFAULTS, Settings
from tidegate.config.tiers import ApprovalsAsked, AttributionAsked, Condition, EntryPointsAsked, TeamTier
from tidegate.model.kinds import ChangeKind
from tidegate.model.requirements import State
from tidegate.model.result import Decision
from tidegate.model.tier import Tier
from tidegate.policy.cases import unexpected
from tidegate.policy.described import facts_of
from tidegate.policy.tiers.kinds import kinds
from tidegate.policy.weighing import Case

TODAY = date(2026, 11, 23)
MONEY = TeamTier(
    name="money",
    tier="critical",
    when=Condition(changed=(ChangeKind.PAYMENT,)),
    approvals=(ApprovalsAsked(humans=2, roles=("security",)),),
)
POLICY = Settings(version=1, tiers=(MONEY,))


def otherwise(
    change: CaseChange, settings: Settings = POLICY, today: date | None = None, **expected: Any
) -> list[str]:
    case = PolicyCase(name="a", change=change, expect=Expected(**expected), today=today)
    return unexpected(case, settings, TODAY)


def change(*files: str, **said: Any) -> CaseChange:
    return CaseChange(files=files or ("src/app.py",), **said)


@pytest.mark.parametrize("kind", [kind for kind in ChangeKind if kind not in BY_FILES])
def test_every_kind_of_code_can_be_said(kind: ChangeKind) -> None:
    told = kinds(Case(facts_of(change(kinds=(kind,))), DEFAULTS))
    assert {one for one, answer in told.items() if answer.state is State.MATCHED} == {kind}


@pytest.mark.parametrize(("kind", "path"), BY_FILES.items())
def test_every_kind_of_settings_is_said_by_a_file(kind: ChangeKind, path: str) -> None:
    assert kinds(Case(facts_of(change(path)), DEFAULTS))[kind].state is State.MATCHED


def test_what_is_as_expected_says_nothing() -> None:
    said: dict[str, Any] = {
        "decision": Decision.REVIEW,
        "tier": Tier.CRITICAL,
        "humans": 2,
        "roles": ("security",),
    }
    said |= {"tiers": {"money": State.MATCHED}, "reasons": ("tier",), "presence": True, "manager": False}
    assert otherwise(change(kinds=(ChangeKind.PAYMENT,)), **said) == []
    assert otherwise(change(), decision=Decision.PASS, tiers={"money": State.NOT_MATCHED}, humans=0) == []


def test_what_is_otherwise_is_told_with_why() -> None:
    assert otherwise(
        change(kinds=(ChangeKind.PAYMENT,)),
        decision=Decision.PASS,
        humans=1,
        roles=("legal",),
        reasons=("secret",),
        tiers={"money": State.NOT_MATCHED},
        manager=True,
    ) == [
        "decision: expected pass, is review",
        "humans: expected 1, is 2",
        "manager: expected yes, is no",
        "money: expected not_matched, is matched: payment: payment (the case says so)",
        "role legal: expected, but there is only security",
        "reason secret: expected, but there is only tier",
    ]


def test_what_was_not_analysed_may_be_anything() -> None:
    unread = change("web/app.ts", not_analysed=("web/app.ts",))
    assert otherwise(unread, tiers={"money": State.UNKNOWN}, decision=Decision.REVIEW, humans=2) == []


def test_findings_entry_points_and_writers() -> None:
    found = change(findings=(CaseFinding(rule="sql-injection"),))
    assert otherwise(found, decision=Decision.BLOCK, reasons=("finding-block",)) == []
    reached = TeamTier(name="a", tier="low", when=Condition(entry_points=EntryPointsAsked(routes=("/pay",))))
    policy = Settings(version=1, tiers=(reached,))
    assert (
        otherwise(change(entry_points=(CaseEntry(name="POST /pay"),)), policy, tiers={"a": State.MATCHED})
        == []
    )
    added = change(entry_points=(CaseEntry(name="POST /x"),), kinds=(ChangeKind.ENTRY_POINT_ADDED,))
    assert otherwise(added, policy, tiers={"a": State.NOT_MATCHED}, attribution=True, ai_bom=True) == []
    tool = TeamTier(name="t", tier="high", when=Condition(attribution=AttributionAsked(tools=("codex",))))
    policy = Settings(version=1, tiers=(tool,))
    for writer in (CaseWriter(tool="codex"), CaseWriter(tool="claude-code"), None):
        assert otherwise(change(written_by=writer), policy, tier=Tier.HIGH, humans=1) == []


def test_a_case_may_say_the_day() -> None:
    until = TeamTier(name="a", tier="high", valid_until=date(2026, 12, 1))
    policy = Settings(version=1, tiers=(until,))
    assert otherwise(change(), policy, date(2026, 12, 1), tiers={"a": State.MATCHED}) == []
    assert otherwise(change(), policy, date(2026, 12, 2), tiers={"a": State.NOT_MATCHED}) == []


def test_while_the_gate_observes_the_decision_is_what_it_would_be() -> None:
    policy = Settings(version=1, tiers=(MONEY,), mode="observe", observe_until=date(2026, 12, 1))
    assert otherwise(change(kinds=(ChangeKind.PAYMENT,)), policy, decision=Decision.REVIEW) == []

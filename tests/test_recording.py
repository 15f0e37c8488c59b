"""What a decision says that the change owes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from shops import BASE, ROUTE, Shop

from tidegate.ledger.states import States
from tidegate.model.event import DecisionMade, Owed, OwedApprovals, Refusal
from tidegate.model.oversight import ACCEPTANCE
from tidegate.model.requirements import Approvals, CheckOwed, Requirements
from tidegate.model.result import Decision
from tidegate.model.tier import Tier
from tidegate.recording import decision, owed


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


TIER = "version: 1\ntiers: [{name: pay, tier: medium, when: {paths: [app.py]}, manager: true}]\n"


def decided(shop: Shop) -> DecisionMade:
    return decision(shop.check(), shop.subject(), "0" * 64, States())


def test_that_a_manager_alone_is_missing_is_recorded(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {".tidegate/config.yaml": TIER})
    shop.approve("ada")
    lacking = decided(shop)
    assert (lacking.decision, lacking.awaits_manager, lacking.involved) == (
        Decision.REVIEW,
        False,
        ("ada", "cy"),
    )
    approval = shop.approve("ben")
    awaiting = decided(shop)
    assert (awaiting.decision, awaiting.awaits_manager) == (Decision.REVIEW, True)
    assert awaiting.approvals == (approval,)
    shop.say("dee", Refusal(subject=shop.subject(), reason="No."))
    assert not decided(shop).awaits_manager
    shop.approve("dee")
    shop.approve("boss", "manager")
    accepted = decided(shop)
    assert (accepted.decision, accepted.awaits_manager) == (Decision.PASS, False)


def test_nothing_but_a_manager_is_awaited_where_more_must_be_looked_at(tmp_path: Path) -> None:
    tier = TIER.replace("manager: true", "manager: true, checks: [code]")
    change = {"app.py": BASE + ROUTE, "more.zig": "const x = 1;\n"}
    shop = Shop(tmp_path, {".tidegate/config.yaml": tier}, change)
    shop.approve("ben")
    found = decided(shop)
    assert (found.decision, found.awaits_manager) == (Decision.REVIEW, False)
    oversight = shop.check().oversight
    assert oversight is not None
    assert [one.what for one in oversight.missing] == [ACCEPTANCE]
    until = datetime.now(UTC).date() + timedelta(20)
    observing = f"{TIER}mode: observe\nobserve_until: {until}\n"
    watched = Shop(tmp_path / "watched", {".tidegate/config.yaml": observing})
    watched.approve("ben")
    assert not decided(watched).awaits_manager

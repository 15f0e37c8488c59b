"""A branch held against a real ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from landings import Landings, replace

from tidegate.evidence.branch import Branch
from tidegate.model import event as ev
from tidegate.model.errors import UsageError
from tidegate.model.proof import Proof, Verdict


@pytest.fixture
def shop(tmp_path: Path) -> Landings:
    return Landings(tmp_path / "shop")


def proofs(shop: Landings, *commits: str) -> list[Proof]:
    with shop.read() as (opened, index):
        branch = Branch(opened, index, shop.made.git("rev-parse", "main"))
        return [branch.proof(branch.landed(commit)) for commit in commits]


def test_what_is_proved_of_each_commit(shop: Landings) -> None:
    good = shop.approved("one")
    bare = shop.made.commit("Pushed past the gate", {"a.py": "x = 2\n"})
    subject = shop.change("two")
    shop.decide(subject)
    lacking = shop.land("two")
    found = proofs(shop, good, bare, lacking)
    assert [one.verdict for one in found] == [Verdict.PROVED, Verdict.NOT_PROVED, Verdict.NOT_PROVED]
    assert [one.joined_by for one in found] == ["tree", None, "tree"]
    assert [one.code for one in found[2].reasons] == ["owed"]
    assert found[0].repository == "acme/shop"
    assert found[0].ledger.events == 3
    assert found[0].ledger.sound
    assert (found[0].commit, found[0].tree) == (good, shop.made.tree(good))


def test_an_approval_with_a_key_of_nobody(shop: Landings) -> None:
    subject = shop.change("one")
    shop.decide(subject, shop.approve(subject, "eve"))
    (found,) = proofs(shop, shop.land("one"))
    assert found.verdict is Verdict.NOT_PROVED
    assert "was nobody's" in found.assents[0].because


def test_a_decision_that_no_ci_signed(shop: Landings) -> None:
    subject = shop.change("one")
    payload = replace(shop_decision(subject), approvals=(shop.approve(subject),))
    shop.ledger.write(payload, "ben")
    (found,) = proofs(shop, shop.land("one"))
    assert (found.verdict, found.joined_by) == (Verdict.NOT_PROVED, None)


def shop_decision(subject: ev.Subject) -> ev.DecisionMade:
    import events

    return replace(events.DECISION, subject=subject, decision="pass")


def test_an_approval_that_was_revoked(shop: Landings) -> None:
    subject = shop.change("one")
    approval = shop.approve(subject)
    shop.decide(subject, approval)
    commit = shop.land("one")
    assert proofs(shop, commit)[0].verdict is Verdict.PROVED
    shop.ledger.write(ev.Revocation(kind=ev.Revoked.EVENT, what=approval, reason="Wrong one."), "anna")
    assert proofs(shop, commit)[0].verdict is Verdict.NOT_PROVED


def test_a_release_that_a_manager_accepted_holds_what_came_before(shop: Landings) -> None:
    subject = shop.change("one")
    shop.decide(subject, shop.approve(subject), owed=ev.Owed(manager=True))
    commit = shop.land("one")
    assert [one.code for one in proofs(shop, commit)[0].reasons] == ["owed"]
    later = shop.approved("two")
    shop.ledger.write(ev.Release(tag="v1", commit=later), "ben")
    assert proofs(shop, commit)[0].verdict is Verdict.NOT_PROVED, "ben is no manager"
    shop.ledger.write(ev.Release(tag="v0", commit=shop.ledger.first), "boss")
    assert proofs(shop, commit)[0].verdict is Verdict.NOT_PROVED, "that release does not hold it"
    shop.ledger.write(ev.Release(tag="v1", commit=later), "boss")
    assert proofs(shop, commit)[0].verdict is Verdict.PROVED


def test_a_commit_that_a_merge_brought_did_not_land_by_itself(shop: Landings) -> None:
    shop.approved("one")
    with pytest.raises(UsageError, match="by itself"):
        proofs(shop, shop.made.git("rev-parse", "one"))


def test_a_break_glass_alone_names_the_change(shop: Landings) -> None:
    subject = shop.change("one")
    glass = shop.glass(subject)
    commit = shop.land("one")
    (found,) = proofs(shop, commit)
    assert (found.verdict, found.bypassed, found.joined_by) == (Verdict.NOT_PROVED, True, "tree")
    shop.ledger.write(
        ev.BreakGlassReview(break_glass=glass, outcome=ev.ReviewOutcome.SOUND, note="Fine."), "anna"
    )
    (found,) = proofs(shop, commit)
    assert found.bypass
    assert found.bypass.reviewed_by

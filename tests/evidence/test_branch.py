"""A branch held against a real ledger."""

from __future__ import annotations

from pathlib import Path

import events
import ledgers
import pytest
from landings import Landings, replace

from tidegate.evidence.branch import Branch
from tidegate.model import event as ev
from tidegate.model.errors import UsageError
from tidegate.model.proof import Proof, Verdict
from tidegate.model.result import Decision


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


def test_a_release_is_accepted_from_the_one_before_on(shop: Landings) -> None:
    early = shop.change("early")
    shop.decide(early, shop.approve(early), owed=ev.Owed(manager=True))
    first = shop.land("early")
    late = shop.change("late")
    shop.decide(late, shop.approve(late), owed=ev.Owed(manager=True))
    second = shop.land("late")
    shop.ledger.write(ev.Release(tag="v2", commit=second, previous=first), "boss")
    assert [one.verdict for one in proofs(shop, first, second)] == [Verdict.NOT_PROVED, Verdict.PROVED]
    shop.ledger.write(ev.Release(tag="v2", commit=second, previous="f" * 40), "boss")
    assert proofs(shop, first)[0].verdict is Verdict.NOT_PROVED, "nobody can tell what that holds"
    aside = shop.made.git("rev-parse", "early")  # a tag on what the merge brought, not on the line itself
    shop.ledger.write(ev.Release(tag="v2", commit=second, previous=aside), "boss")
    assert proofs(shop, first)[0].verdict is Verdict.PROVED


def test_a_manager_with_a_part_in_the_change_accepts_nothing(shop: Landings) -> None:
    for name, involved, verdict in (
        ("mine", ("boss", "cy"), Verdict.NOT_PROVED),
        ("theirs", ("cy",), Verdict.PROVED),
        ("unsaid", (), Verdict.UNDETERMINED),
    ):
        subject = shop.change(name)
        shop.decide(subject, shop.approve(subject), owed=ev.Owed(manager=True), involved=involved)
        commit = shop.land(name)
        shop.ledger.write(ev.Release(tag=name, commit=commit), "boss")
        assert proofs(shop, commit)[0].verdict is verdict, name


def test_a_manager_is_not_their_own_reviewer_by_a_key_that_they_grant(shop: Landings) -> None:
    shop.ledger.write(ev.RoleGrant(person="anna", keys=(ledgers.public("eve"),)), "boss")
    found = []
    for name, key in (("by-the-boss", "eve"), ("by-anna", "anna")):
        subject = shop.change(name)
        approval = shop.ledger.write(replace(events.APPROVAL, subject=subject), key, actor="anna")
        shop.decide(subject, approval.id, owed=ev.Owed(manager=True))
        commit = shop.land(name)
        shop.ledger.write(ev.Release(tag=name, commit=commit), "boss")
        found += proofs(shop, commit)
    assert [one.verdict for one in found] == [Verdict.NOT_PROVED, Verdict.PROVED]


def test_a_review_that_lacks_a_manager_alone_is_proved_by_one(shop: Landings) -> None:
    found = {}
    for name, told in (
        ("awaits", {"awaits_manager": True}),
        ("lacks more", {}),
        ("blocked", {"awaits_manager": True, "decision": Decision.BLOCK}),
        ("owes none", {"awaits_manager": True, "owed": ev.Owed()}),
    ):
        subject = shop.change(name.replace(" ", "-"))
        plain = {"decision": Decision.REVIEW, "owed": ev.Owed(manager=True)} | told
        shop.decide(subject, shop.approve(subject), **plain)
        commit = shop.land(name.replace(" ", "-"))
        before = proofs(shop, commit)[0].verdict
        shop.ledger.write(ev.Release(tag=name, commit=commit), "boss")
        found[name] = (before, proofs(shop, commit)[0].verdict)
    no, yes = Verdict.NOT_PROVED, Verdict.PROVED
    assert found == {"awaits": (no, yes), "lacks more": (no, no), "blocked": (no, no), "owes none": (no, no)}


def test_a_role_that_was_granted_before_counts_and_one_granted_later_does_not(shop: Landings) -> None:
    def ask(name: str) -> Verdict:
        subject = shop.change(name)
        shop.decide(subject, shop.approve(subject, "ben"))
        return proofs(shop, shop.land(name))[0].verdict

    assert ask("before") is Verdict.NOT_PROVED
    grant = shop.ledger.write(ev.RoleGrant(person="ben", roles=("security-reviewer",)), "boss")
    assert proofs(shop, shop.made.git("rev-parse", "main"))[0].verdict is Verdict.NOT_PROVED
    assert ask("after") is Verdict.PROVED
    commit = shop.made.git("rev-parse", "main")
    shop.ledger.write(ev.Revocation(kind=ev.Revoked.EVENT, what=grant.id, reason="No."), "boss")
    assert proofs(shop, commit)[0].verdict is Verdict.PROVED, "it was granted then"
    assert ask("revoked") is Verdict.NOT_PROVED


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

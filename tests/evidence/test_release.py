"""What a release holds, commit by commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import events
import ledgers
import pytest
from landings import Landings

from tidegate.evidence.release import release
from tidegate.model import event as ev
from tidegate.model.errors import UsageError
from tidegate.model.proof import Verdict
from tidegate.model.release import ReleaseEvidence, Signed, Standing

BEFORE, LATER = events.NOON + timedelta(hours=1), events.NOON + timedelta(days=9)


@pytest.fixture
def shop(tmp_path: Path) -> Landings:
    made = Landings(tmp_path / "shop")
    made.tag("v1")
    return made


def held(shop: Landings, tag: str, since: str | None = None, now: datetime = BEFORE) -> ReleaseEvidence:
    with shop.read() as (opened, index):
        return release(opened, index, tag, since, now)


def standings(found: ReleaseEvidence) -> list[Standing]:
    return [one.standing for one in found.changes]


def test_all_that_came_since_the_tag_before(shop: Landings) -> None:
    shop.approved("one")
    shop.approved("two")
    shop.tag("v2")
    found = held(shop, "v2")
    assert found.answer is Verdict.PROVED
    assert (found.since_tag, found.since) == ("v1", shop.ledger.first)
    assert standings(found) == [Standing.PROVED, Standing.PROVED]
    assert [(one.title, one.commits) for one in found.changes] == [("Merge two", 2), ("Merge one", 2)]
    assert found.commits == 4
    assert found.signature.signed is Signed.NONE
    assert held(shop, "refs/tags/v2").tag == "v2"


def test_what_nobody_decided_is_named(shop: Landings) -> None:
    bare = shop.made.commit("Pushed past the gate", {"a.py": "x = 2\n"})
    shop.approved("one")
    shop.tag("v2")
    found = held(shop, "v2")
    assert found.answer is Verdict.NOT_PROVED
    (named,) = [one for one in found.changes if one.standing is Standing.NOT_PROVED]
    assert (named.commit, named.title) == (bare, "Pushed past the gate")
    assert held(shop, "v2", since=bare).answer is Verdict.PROVED


def test_a_squash_and_a_queue_join_by_tree(shop: Landings) -> None:
    one, two = shop.change("one"), shop.change("two")
    for subject in (one, two):
        shop.decide(subject, shop.approve(subject))
    shop.made.commit("One (#1)", {"one.py": "x = 1\n"})
    shop.made.commit("Two (#2)", {"two.py": "x = 1\n"})
    shop.tag("v2")
    found = held(shop, "v2")
    assert found.answer is Verdict.PROVED
    assert [one.proof.joined_by for one in found.changes] == ["patch-id", "tree"]


def test_a_bypass_is_shown_and_its_review_awaited(shop: Landings) -> None:
    glass = shop.glass(shop.change("one"))
    shop.land("one")
    shop.tag("v2")
    found = held(shop, "v2")
    assert (standings(found), found.answer) == ([Standing.REVIEW_DUE], Verdict.UNDETERMINED)
    found = held(shop, "v2", now=LATER)
    assert (standings(found), found.answer) == ([Standing.NOT_PROVED], Verdict.NOT_PROVED)
    review = ev.BreakGlassReview(break_glass=glass, outcome=ev.ReviewOutcome.SOUND, note="Fine.")
    shop.ledger.write(review, "ben")
    assert standings(held(shop, "v2", now=LATER)) == [Standing.NOT_PROVED], "ben broke the glass"


def test_a_bypass_that_somebody_else_reviewed(shop: Landings) -> None:
    glass = shop.glass(shop.change("one"))
    shop.land("one")
    shop.tag("v2")
    review = ev.BreakGlassReview(break_glass=glass, outcome=ev.ReviewOutcome.SOUND, note="Fine.")
    shop.ledger.write(review, "anna")
    found = held(shop, "v2", now=LATER)
    assert (standings(found), found.answer) == ([Standing.BYPASSED], Verdict.PROVED)


def test_signatures_of_tags(shop: Landings) -> None:
    shop.approved("one")
    keys = ledgers.keys()
    shop.made.git("config", "gpg.format", "ssh")
    for name, person in (("by-anna", "anna"), ("by-eve", None)):
        shop.made.git("config", "user.signingKey", str(keys / name.removeprefix("by-")))
        shop.tag(name, "--sign")
        found = held(shop, name, since="v1")
        assert (found.signature.signed, found.signature.person) == (Signed.FITS, person)
        assert found.answer is Verdict.PROVED
    raw = shop.made.git("cat-file", "tag", "by-anna").replace("\n\nby-anna\n", "\n\nby Anna\n") + "\n"
    forged = shop.made.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=raw.encode())
    shop.made.git("update-ref", "refs/tags/forged", forged)
    found = held(shop, "forged", since="v1")
    assert (found.signature.signed, found.answer) == (Signed.BROKEN, Verdict.NOT_PROVED)
    shop.made.git("tag", "light")
    assert held(shop, "light", since="v1").signature.why == "the tag is not annotated"


def test_who_accepted_the_release(shop: Landings) -> None:
    commit = shop.approved("one")
    shop.tag("v2")
    shop.ledger.write(ev.Release(tag="v2", commit=commit), "boss")
    shop.ledger.write(ev.Release(tag="v2", commit=commit), "anna")
    shop.ledger.write(ev.Release(tag="v3", commit=commit), "boss")
    assert held(shop, "v2").accepted_by == ("boss",)


def test_what_cannot_be_asked(shop: Landings) -> None:
    shop.approved("one")
    shop.tag("v2")
    for tag, since, said in (("v9", None, "no tag"), ("", None, "no tag"), ("v1", "v2", "does not lead to")):
        with pytest.raises(UsageError, match=said):
            held(shop, tag, since)


def test_the_first_release_holds_all(tmp_path: Path) -> None:
    shop = Landings(tmp_path / "shop")
    shop.tag("v1")
    found = held(shop, "v1")
    assert (found.since, found.since_tag, found.commits) == (None, None, 2)
    assert found.answer is Verdict.NOT_PROVED

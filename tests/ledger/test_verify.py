"""What does not count and is no tampering: events of other versions, and what a manager took back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import events
import ledgers
import pytest
from ledgers import NOW, LedgerBuilder

from tidegate.cache import Cache
from tidegate.ledger.chain import Place, Signed, after
from tidegate.ledger.index import index
from tidegate.ledger.verify import Verification
from tidegate.model import event as ev
from tidegate.model.canonical import canonical
from tidegate.reports.ledger import entry_json, entry_text, verification_text


@pytest.fixture
def ledger(usual_ledger: LedgerBuilder, tmp_path: Path) -> LedgerBuilder:
    return usual_ledger.copied(tmp_path / "copy")


def newer(ledger: LedgerBuilder, who: str = "anna", actor: str | None = None, **otherwise: Any) -> Signed:
    """An approval as a later version may write it: with ``otherwise``, signed as it stands."""
    plain = json.loads(ledger.sign(events.APPROVAL, who, actor=actor).content)
    content = canonical(plain | (otherwise or {"mood": "fine"}))
    return Signed(content, ledgers.signer(who).sign(content).encode())


def append(ledger: LedgerBuilder, signed: Signed) -> Signed:
    with ledger.store as store:
        store.append(signed)
    ledger.signed.append(signed)
    return signed


def revoke(ledger: LedgerBuilder, signed: Signed, who: str = "boss") -> Signed:
    return ledger.write(ev.Revocation(kind=ev.Revoked.EVENT, what=signed.id, reason="By mistake."), who)


def numbers(found: Verification) -> tuple[list[int], list[int], list[int]]:
    """Of the events that are wrong, that could not be told, that were revoked."""
    return (
        [one.number for one in found.wrong],
        [one.number for one in found.unsure],
        [one.number for one in found.revoked],
    )


OF_OTHERS: dict[str, dict[str, Any]] = {
    "a later schema": {"schema": "tidegate.event/2", "scope": ["all"]},
    "a type": {"payload": {"type": "pledge", "to": "the team"}},
    "a key": {"mood": "fine"},
}


@pytest.mark.parametrize("otherwise", OF_OTHERS.values(), ids=OF_OTHERS)
def test_what_another_version_wrote_cannot_be_told_and_what_comes_after_it_can(
    otherwise: dict[str, Any], ledger: LedgerBuilder
) -> None:
    append(ledger, newer(ledger, **otherwise))
    ledger.write(events.APPROVAL, "ben")
    ledger.write(events.APPROVAL, "eve")
    found = ledger.verify()
    assert numbers(found) == ([10], [8], [])
    assert (found.counting, found.position.count) == (8, 10)
    assert "could not tell: event 8 (" in verification_text(found)
    assert "not known here" in verification_text(found)


def test_it_is_held_against_order_and_signatures_as_any_other(ledger: LedgerBuilder) -> None:
    written = append(ledger, newer(ledger))
    ledger.write(events.APPROVAL, "ben")
    forged = Signed(written.content.replace(b"fine", b"grim"), written.signatures)
    for signed in (
        [*ledger.signed[:7], forged, ledger.signed[8]],
        [*ledger.signed[:6], *ledger.signed[7:]],
        [*ledger.signed[:7], ledger.signed[8]],
        [*ledger.signed, written],
    ):
        ledger.rewrite(signed)
        assert ledger.verify().wrong, len(signed)
    ledger.rewrite(ledger.signed)
    assert numbers(ledger.verify()) == ([], [8], [])


@pytest.mark.parametrize(("who", "actor"), [("eve", None), ("eve", "anna"), ("ben", "anna")])
def test_a_stranger_cannot_make_it_unknown_by_writing_it_so(
    who: str, actor: str | None, ledger: LedgerBuilder
) -> None:
    append(ledger, newer(ledger, who, actor))
    wrong, _, _ = numbers(ledger.verify())
    assert wrong == [8]


def test_what_is_no_event_stays_wrong(ledger: LedgerBuilder) -> None:
    """By somebody with a key, in a commit of the right form."""
    plain = json.loads(ledger.sign(events.APPROVAL, "anna").content)
    content = canonical(plain | {"payload": {"type": "approval", "role": "r"}})
    signed = Signed(content, ledgers.signer("anna").sign(content).encode())
    place = Place(ledger.end.commit, ledger.end.position)
    with ledger.store as store:
        tree = store.empty_tree
    chain = after(place.position, signed).digest
    when = f"Tidegate ledger <ledger@tidegate.invalid> {int(ledger.time.timestamp())} +0000"
    raw = f"tree {tree}\nparent {place.commit}\nauthor {when}\ncommitter {when}\n\n8 approval {signed.id}\n\n"
    whole = raw.encode() + f"chain {chain}\n".encode() + signed.content + b"\n" + signed.signatures
    ledger.point(ledger.builder.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=whole))
    found = ledger.verify()
    assert numbers(found) == ([8], [], [])
    assert "not an event" in found.wrong[0].text


def test_it_moves_with_the_others_and_is_shown_and_exported_whole(
    ledger: LedgerBuilder, tmp_path: Path
) -> None:
    written = append(ledger, newer(ledger))
    with ledger.opened() as opened, Cache.open(tmp_path / "cache") as cache:
        for _ in range(2):  # the second is read from the cache
            found = index(opened, cache, NOW)
            (entry,) = found.entries([8])
            assert (entry.counts, entry.id) == (False, written.id)
            assert '"mood": "fine"' in entry_text(entry)
            assert canonical(entry_json(entry, "")["event"]) == written.content
            assert found.told.changes[events.SUBJECT.head] == [2, 3, 6]
            (doubt,) = found.doubts(events.REPOSITORY)
            assert "event 8 of the ledger" in doubt
            assert "mood" in doubt
            assert list(found.doubts("acme/other")) == []
            assert found.sound


STRAYS = {
    "a bot approves": lambda b: b.sign(events.APPROVAL, "ci"),
    "a key of nobody": lambda b: b.sign(events.APPROVAL, "eve"),
    "a key of nobody, another's name": lambda b: b.sign(events.APPROVAL, "eve", actor="anna"),
    "a colleague's name": lambda b: b.sign(events.APPROVAL, "ben", actor="anna"),
    "a grant by somebody": lambda b: b.sign(ev.RoleGrant(person="ben", roles=("lead",)), "anna"),
    "of another version": newer,
    "of another version, by nobody": lambda b: newer(b, "eve"),
}


@pytest.mark.parametrize("make", STRAYS.values(), ids=STRAYS)
def test_what_never_counted_is_settled_once_a_manager_takes_it_back(
    make: Any, ledger: LedgerBuilder, tmp_path: Path
) -> None:
    stray = append(ledger, make(ledger))
    before = ledger.verify()
    assert before.wrong or before.unsure
    revoke(ledger, stray)
    found = ledger.verify()
    assert numbers(found) == ([], [], [8])
    assert found.counting == 8
    text = verification_text(found)
    assert "does not count: event 8 (" in text
    assert "revoked by boss in event 9 (By mistake.)" in text
    with ledger.opened() as opened, Cache.open(tmp_path / "cache") as cache:
        read = index(opened, cache, NOW)
        assert (read.sound, list(read.doubts(events.REPOSITORY))) == (True, [])


def test_whoever_is_no_manager_settles_nothing(ledger: LedgerBuilder) -> None:
    """Also not of what is said in their own name."""
    stray = append(ledger, ledger.sign(events.APPROVAL, "eve", actor="anna"))
    revoke(ledger, stray, "anna")
    revoke(ledger, stray, "eve")
    assert numbers(ledger.verify()) == ([8, 10], [], [])


@pytest.mark.parametrize(
    "make",
    [
        lambda b: b.sign(events.APPROVAL, "anna", at=NOW + timedelta(days=3)),
        lambda b: b.sign(events.APPROVAL, "anna", known=ev.Position(count=3, digest="0" * 64)),
        lambda b: b.sign(ev.DismissalApproval(dismissal="0" * 64), "boss"),
        lambda b: b.signed[2],
        lambda b: Signed(b.signed[2].content.replace(b"reviewer", b"reviewed"), b.signed[2].signatures),
        lambda b: Signed(newer(b).content, b""),
        lambda b: newer(b, seen="0" * 64, mood="fine"),
    ],
    ids=[
        "from the future",
        "another order",
        "names what never was",
        "told twice",
        "rewritten",
        "unsigned",
        "saw what never was",
    ],
)
def test_what_shows_that_the_ledger_was_changed_stays_wrong(make: Any, ledger: LedgerBuilder) -> None:
    revoked = append(ledger, make(ledger))
    revoke(ledger, revoked)
    found = ledger.verify()
    assert 8 in {one.number for one in found.wrong}
    assert not found.revoked


def test_what_was_removed_stays_missing(ledger: LedgerBuilder) -> None:
    signed = list(ledger.signed)
    ledger.rewrite([*signed[:2], *signed[3:]])
    for one in signed[3:]:
        revoke(ledger, one)
    assert {3, 4, 5, 6} <= set(numbers(ledger.verify())[0])

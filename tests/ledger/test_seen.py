"""What an event that is signed here says of those before it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import events
import ledgers
import pytest
from ledgers import LedgerBuilder

from tidegate.ledger.chain import Signed, inside
from tidegate.ledger.opened import opened
from tidegate.ledger.store import REF
from tidegate.ledger.verify import Verification


class Desk:
    """Somebody's clone, whose commands sign what it knows."""

    def __init__(self, ledger: LedgerBuilder, path: Path) -> None:
        self.ledger = ledger.copied(path)
        self.ledger.path = path

    def approve(self, who: str) -> Signed:
        with opened(self.ledger.path) as found:
            kept = found.append(events.APPROVAL, who, ledgers.signer(who))
        return inside(self.ledger.raw(kept.commit))

    def sync(self) -> None:
        with opened(self.ledger.path) as found:
            found.store.sync()

    def verify(self) -> Verification:
        return self.ledger.verify(now=datetime.now(UTC))


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Desk, Desk]:
    """Two of one origin, which has no ledger yet."""
    ledger, remote = LedgerBuilder(tmp_path / "shop"), tmp_path / "remote.git"
    ledger.builder.git("clone", "--quiet", "--bare", str(ledger.path), str(remote))
    ledger.builder.git("remote", "add", "origin", str(remote))
    return Desk(ledger, tmp_path / "one"), Desk(ledger, tmp_path / "other")


def test_what_is_not_shared_is_linked_by_the_event_before_it(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    signed = [desk.approve("anna") for _ in range(3)]
    assert [one.event.after.count for one in signed] == [0, 0, 0]
    assert [one.event.seen for one in signed] == [None, signed[0].id, signed[1].id]
    assert not desk.verify().wrong
    for order in ([1, 2], [0, 2], [1, 0, 2]):
        desk.ledger.rewrite([signed[number] for number in order])
        assert "which does not stand before it" in desk.verify().wrong[0].text


def test_it_stays_linked_where_others_come_between(desks: tuple[Desk, Desk]) -> None:
    one, other = desks
    theirs = [other.approve("ben") for _ in range(2)]
    mine = [one.approve("anna") for _ in range(2)]
    other.sync()
    one.sync()
    found = one.verify()
    assert (found.wrong, found.counting) == ((), 4)
    one.ledger.rewrite([*theirs, mine[1]])
    assert [trouble.number for trouble in one.verify().wrong if trouble.id] == [3]


def test_what_is_shared_is_linked_by_its_place(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    desk.approve("anna")
    desk.sync()
    second, third = desk.approve("anna"), desk.approve("anna")
    assert (second.event.after.count, second.event.seen) == (1, None)
    assert (third.event.after.count, third.event.seen) == (1, second.id)


def test_a_ledger_that_git_alone_fetched_is_linked_too(desks: tuple[Desk, Desk]) -> None:
    """As the docs have it in CI."""
    one, other = desks
    first = one.approve("anna")
    one.sync()
    one.ledger.builder.git("-C", str(other.ledger.path), "fetch", "--quiet", "origin", f"{REF}:{REF}")
    assert other.approve("ben").event.seen == first.id

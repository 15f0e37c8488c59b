"""Time stamps in a ledger: what they prove, and what they show to be backdated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import events
import pytest
from authorities import Authority
from ledgers import LedgerBuilder

from tidegate.dependencies.online.web import Web
from tidegate.ledger.chain import Signed
from tidegate.ledger.timestamps import certificates, stamped
from tidegate.ledger.verify import Verification, verify
from tidegate.model import event as ev

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authorities") / "one")


@pytest.fixture(scope="module")
def address(authority: Authority) -> Iterator[str]:
    with authority.serving() as found:
        yield found


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    made = LedgerBuilder(tmp_path / "shop")
    made.usual()
    return made


def checkpoint(ledger: LedgerBuilder, address: str) -> ev.Checkpoint:
    end = ledger.end
    assert end.commit is not None
    return ev.Checkpoint(head=end.position, commit=end.commit, stamp=stamped(end.position, address, Web(20)))


def verified(ledger: LedgerBuilder, authority: Authority | None, *kept: Signed) -> Verification:
    trusted = certificates(authority.certificates) if authority else None
    with ledger.opened() as found:
        return verify(found.store, found.team, found.keyring, NOW + timedelta(days=1), kept, None, trusted)


def test_events_before_a_time_stamp_were_there(
    ledger: LedgerBuilder, authority: Authority, address: str
) -> None:
    ledger.write(checkpoint(ledger, address), "boss", at=NOW)
    found = verified(ledger, authority)
    assert (found.wrong, found.unsure) == ((), ())
    (time,) = found.times
    assert (time.count, time.number, time.authority) == (7, 8, address)
    assert abs(time.at - NOW) < timedelta(minutes=10)


def test_without_its_certificate_it_cannot_be_told(ledger: LedgerBuilder, address: str) -> None:
    ledger.write(checkpoint(ledger, address), "boss", at=NOW)
    found = verified(ledger, None)
    assert (found.wrong, found.times) == ((), ())
    assert [one.number for one in found.unsure] == [8]
    assert "certificates" in found.unsure[0].text


def test_somebody_elses_certificate(ledger: LedgerBuilder, address: str, tmp_path: Path) -> None:
    ledger.write(checkpoint(ledger, address), "boss", at=NOW)
    found = verified(ledger, Authority(tmp_path / "other"))
    assert [one.number for one in found.wrong] == [8]
    assert "does not hold" in found.wrong[0].text


def test_a_stamp_of_another_position(ledger: LedgerBuilder, authority: Authority, address: str) -> None:
    made = checkpoint(ledger, address)
    ledger.write(events.APPROVAL, "anna")
    later = checkpoint(ledger, address)
    moved = ev.Checkpoint(head=later.head, commit=later.commit, stamp=made.stamp)
    ledger.write(moved, "boss", at=NOW)
    found = verified(ledger, authority)
    assert [one.number for one in found.wrong] == [9]
    assert "Mismatch" in found.wrong[0].text


def test_who_knew_a_stamp_signed_after_it(ledger: LedgerBuilder, authority: Authority, address: str) -> None:
    ledger.write(checkpoint(ledger, address), "boss", at=NOW)
    ledger.write(events.APPROVAL, "anna", at=NOW - timedelta(days=1))
    found = verified(ledger, authority)
    assert [one.number for one in found.wrong] == [9]
    assert "and knows a time stamp of" in found.wrong[0].text


def test_who_did_not_know_it_may_have_signed_before(
    ledger: LedgerBuilder, authority: Authority, address: str
) -> None:
    before = ledger.end.position
    ledger.write(checkpoint(ledger, address), "boss", at=NOW)
    ledger.write(events.APPROVAL, "anna", at=NOW - timedelta(days=1), known=before)
    assert verified(ledger, authority).wrong == ()


def test_a_stamped_checkpoint_that_was_kept_elsewhere(
    ledger: LedgerBuilder, authority: Authority, address: str
) -> None:
    kept = ledger.sign(checkpoint(ledger, address), "boss", at=NOW)
    found = verified(ledger, authority, kept)
    assert (found.anchored, [time.number for time in found.times]) == (7, [0])
    head = ledger.end.commit
    assert head
    ledger.point(ledger.builder.git("rev-parse", f"{head}^"))
    found = verified(ledger, authority, kept)
    assert "events 7 to 7 are gone" in found.wrong[0].text
    assert found.times == ()

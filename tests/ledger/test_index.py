"""The index says what reading everything says, however it came to be."""

from __future__ import annotations

from pathlib import Path

import events
import msgspec
import pytest
from ledgers import NOW, LedgerBuilder

from tidegate.cache import Cache
from tidegate.ledger import index as indexing
from tidegate.ledger.index import Index, index
from tidegate.model import event as ev


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    found = LedgerBuilder(tmp_path / "shop")
    found.usual()
    return found


def read(ledger: LedgerBuilder, cache: Path) -> Index:
    with Cache.open(cache) as kept, ledger.opened() as opened:
        return index(opened, kept, NOW)


def same(one: Index, other: Index) -> bool:
    return bool(msgspec.to_builtins(one.told) == msgspec.to_builtins(other.told))


@pytest.mark.parametrize("few", [0, 200])
def test_what_is_brought_up_to_date_is_what_is_read_anew(
    few: int, ledger: LedgerBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_FEW", few)
    read(ledger, tmp_path / "cache")
    ledger.write(events.APPROVAL, "eve")
    ledger.write(ev.Revocation(kind=ev.Revoked.EVENT, what=ledger.signed[4].id, reason="No."), "boss")
    for number in range(2):
        found = read(ledger, tmp_path / "cache")
        assert same(found, read(ledger, tmp_path / f"empty-{few}-{number}"))
        assert (len(found), list(found.told.wrong)) == (9, [8])


def test_an_old_event_that_is_told_again_is_known_from_the_cache(
    ledger: LedgerBuilder, tmp_path: Path
) -> None:
    read(ledger, tmp_path / "cache")
    with ledger.store as store:
        store.append(ledger.signed[2])
    (wrong,) = read(ledger, tmp_path / "cache").told.wrong.values()
    assert "it is event 3 already" in wrong[0]


def test_who_was_taken_out_in_the_meantime_changes_what_counts(ledger: LedgerBuilder, tmp_path: Path) -> None:
    assert not read(ledger, tmp_path / "cache").told.wrong
    people = (ledger.path / ".tidegate/people.yaml").read_text()
    ledger.builder._commits = 1_500_000  # in 2026-09, before the events
    kept = "".join(line for line in people.splitlines(keepends=True) if not line.startswith("  anna"))
    ledger.builder.commit("Without anna", {".tidegate/people.yaml": kept})
    assert set(read(ledger, tmp_path / "cache").told.wrong) == {3, 4}


def test_heads_are_found_by_what_else_their_change_is_known_by(ledger: LedgerBuilder, tmp_path: Path) -> None:
    other = msgspec.structs.replace(events.SUBJECT, head="9" * 40)
    said = msgspec.structs.replace(events.APPROVAL, subject=other, origins=("7" * 64,))
    ledger.write(said, "anna")
    forged = msgspec.structs.replace(events.SUBJECT, head="8" * 40)
    ledger.write(msgspec.structs.replace(events.APPROVAL, subject=forged), "eve")
    with Cache.open(tmp_path / "cache") as kept, ledger.opened() as opened:
        found = index(opened, kept, NOW)
        both = [events.SUBJECT.head, other.head]
        assert list(found.heads(events.SUBJECT.diff_sha256)) == both
        assert list(found.heads(events.SUBJECT.merge_tree or "")) == both
        assert list(found.heads("7" * 64)) == [other.head]
        assert list(found.heads(other.head)) == [other.head]
        assert list(found.heads("6" * 64)) == []
        ids = [ledger.signed[3].id, ledger.signed[1].id]
        assert [one.id for one in found.named(ids)] == ids


def test_events_are_found_by_change_by_type_and_by_name(ledger: LedgerBuilder, tmp_path: Path) -> None:
    with Cache.open(tmp_path / "cache") as kept, ledger.opened() as opened:
        found = index(opened, kept, NOW)
        assert [one.number for one in found.of_change(events.SUBJECT.head)] == [2, 3, 6]
        assert found.told.kinds["dismissal"] == [4]
        (entry,) = found.entries([4])
        assert (entry.id, entry.counts) == (ledger.signed[3].id, True)
        for word, number in (("4", 4), (entry.id[:8], 4), (entry.commit[:8], 4), ("0", None), ("8", None)):
            assert found.find(word) == number
        assert found.find("abc") is found.find("") is None
        assert found.signatures(entry).encode() == ledger.signed[3].signatures

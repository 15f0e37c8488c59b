from __future__ import annotations

from pathlib import Path

import pytest
from records import archive, record, until

from accuracy.advisories import evaluated, shown
from tidegate.dependencies.advisories.feeds import FeedError


def test_what_lists_and_ranges_say(tmp_path: Path) -> None:
    records = [
        record("A-1", "lib", *until("2.0"), affected={"versions": ["1.0", "1.1", "2.1", "2004d"]}),
        record("A-2", "lib", *until("1.1"), affected={"versions": ["1.0"]}),
        record("A-3", "lib", *until("9"), affected={"versions": ["1.0"]}, withdrawn="2026-01-01T00:00:00Z"),
    ]
    archive(tmp_path / "osv" / "PyPI" / "all.zip", records)
    row = evaluated(tmp_path)
    assert (row.records, row.packages, row.missed_by_check) == (3, 1, 0)
    assert row.counts == {"both": 3, "missed": 1, "neither": 2, "no order, listed": 1, "no order": 1}
    assert "listed and in no range: A-1: lib 2.1" in shown([row])


def test_no_data(tmp_path: Path) -> None:
    with pytest.raises(FeedError):
        evaluated(tmp_path)

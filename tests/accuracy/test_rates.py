"""Rates, their intervals, and the first run of a batch."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accuracy.judging import Judged, judged
from accuracy.rates import Rates, first_run, record, shown, wilson
from accuracy.suite import Program, programs


def row(found: bool, bad: bool, stray: tuple[str, ...] = ()) -> Judged:
    lines = frozenset({("app.py", 1)}) if bad else frozenset()
    return Judged(Program("batch", "xss", "a page", ("flask",), {}, {}, lines), found, stray, ())


ROWS = [row(True, True), row(False, True), row(True, False), row(False, False), row(False, False)]


def test_rates() -> None:
    rates = Rates.of(ROWS)
    assert rates == (1, 2, 1, 3)
    assert rates.youden == pytest.approx(1 / 2 - 1 / 3)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(successes: int, more: int) -> None:
    low, high = wilson(successes, successes + more)
    share = successes / (successes + more) if successes + more else 0.5
    assert -1e-9 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1 + 1e-9


def test_the_interval_of_a_known_share() -> None:
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-3)


def test_first_runs_stay(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "first-run.yaml").write_text(
        "{date: '2026-01-01', revision: abc1234, found: 1, bad: 4, 'false': 0, safe: 4}\n", "utf-8"
    )
    assert record(ROWS, tmp_path) == []
    kept = first_run("batch", tmp_path)
    assert kept is not None
    assert kept.rates.true_rate == 0.25


def test_the_table_names_what_is_wrong() -> None:
    text = shown([*ROWS, row(False, False, ("ssrf app.py:3",))])
    assert "missed: batch: xss: a page" in text
    assert "false: batch: xss: a page" in text
    assert "ssrf app.py:3" in text


def test_programs_are_judged_as_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path))
    rows = judged([one for one in programs() if one.batch == "first-thread"])
    assert [(one.program.is_bad, one.found) for one in rows] == [(True, True), (False, False)]

"""Every sample's report is, word for word, what was read and agreed on (``regenerate.py`` writes it anew)."""

from __future__ import annotations

import pytest
from reports.regenerate import EXPECTED, reports

MADE = reports()


@pytest.mark.parametrize("name", MADE)
def test_a_report_is_as_agreed(name: str) -> None:
    assert MADE[name] == (EXPECTED / name).read_bytes().decode()


def test_nothing_is_left_over() -> None:
    assert {path.name for path in EXPECTED.iterdir()} == set(MADE)


def test_rendering_twice_gives_the_same() -> None:
    assert reports() == MADE

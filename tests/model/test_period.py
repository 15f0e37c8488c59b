from __future__ import annotations

from datetime import date

import pytest

from tidegate.model.period import first_day, is_date, last_day, precision


@pytest.mark.parametrize(
    ("text", "known_to", "first", "last"),
    [
        ("2025-07-31", "day", date(2025, 7, 31), date(2025, 7, 31)),
        ("2025-07", "month", date(2025, 7, 1), date(2025, 7, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_dates(text: str, known_to: str, first: date, last: date) -> None:
    assert (precision(text), first_day(text), last_day(text)) == (known_to, first, last)


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13", "2025-00", "2025-01-00", "soon", "", "2025-7"])
def test_what_is_none(text: str) -> None:
    for asked in (first_day, last_day):
        with pytest.raises(ValueError, match=r"."):
            asked(text)


@pytest.mark.parametrize(
    ("text", "answer"), [("2025-07", True), ("2025-99-99", True), ("gpt-5", False), ("20250731", False)]
)
def test_the_shape_of_a_date(text: str, answer: bool) -> None:
    assert is_date(text) is answer

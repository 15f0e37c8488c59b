"""The late-advisory rule: one row a case, and the words that may be said."""

from __future__ import annotations

import pytest

from tidegate.model.learned import Learned
from tidegate.provenance.late import Late, advisory


def until(day: str | None, why: str = "") -> Learned:
    return Learned(what="the training cutoff of `m`", until=day, source="the maker's page, 2026-05", why=why)


@pytest.mark.parametrize(
    ("published", "cutoff", "late"),
    [
        ("2024-08-18", "2024-04-30", Late.YES),
        ("2024-05-01", "2024-04-30", Late.YES),
        ("2024-04-30", "2024-04-30", Late.NO),  # the day itself
        ("2021-02-09", "2024-04-30", Late.NO),
        ("2024-04-30T23:59:59Z", "2024-04-30", Late.NO),  # days are compared, not times
        ("2024-05-01T00:00:00Z", "2024-04-30", Late.YES),
        ("2025-07-31", "2025-07", Late.NO),  # a month means its end
        ("2025-08-01", "2025-07", Late.YES),
        ("2025-12-31", "2025", Late.NO),
        ("2026-01-01", "2025", Late.YES),
        ("2024-02-29", "2024-02", Late.NO),  # a leap year
        ("2024-03-01", "2024-02", Late.YES),
        ("2024-05", "2024-04-30", Late.YES),  # no day of that month is before
        ("2024-03", "2024-04-30", Late.NO),
        ("2024-04", "2024-04-15", Late.UNKNOWN),  # a day of that month may be on either side
        ("2024", "2024-04-15", Late.UNKNOWN),
        (None, "2024-04-30", Late.UNKNOWN),
        ("", "2024-04-30", Late.UNKNOWN),
        ("0001-01-01", "2024-04-30", Late.UNKNOWN),
        ("0001-01-01T00:00:00Z", "2024-04-30", Late.UNKNOWN),
        ("2024-02-30", "2024-04-30", Late.UNKNOWN),
        ("yesterday", "2024-04-30", Late.UNKNOWN),
        ("2024-08-18", None, Late.UNKNOWN),
        ("2024-08-18", "2024-13", Late.UNKNOWN),
        ("2024-08-18", "soon", Late.UNKNOWN),
    ],
)
def test_every_case(published: str | None, cutoff: str | None, late: Late) -> None:
    assert advisory(published, until(cutoff)).late is late


def test_the_words_for_each_answer() -> None:
    end = "the training cutoff of `m` (2024-04-30, source: the maker's page, 2026-05)"
    cutoff = until("2024-04-30")
    assert advisory("2024-08-18", cutoff).text == f"This advisory was published after {end}."
    assert advisory("2021-02-09", cutoff).text == (
        f"This advisory was not published after {end}; the model could have known it."
    )
    assert advisory(None, cutoff).text == "This advisory cannot be compared: the advisory has no date."
    assert advisory("2024-08-18", until(None, "no such model is known")).text == (
        "This advisory cannot be compared: the training cutoff of `m` is not known (no such model is known)."
    )


@pytest.mark.parametrize("published", [None, "2021-02-09", "2024-08-18", "2024"])
def test_no_word_on_what_a_model_keeps_in_mind(published: str | None) -> None:
    text = advisory(published, until("2024-04-30")).text.lower()
    assert not [word for word in ("did not know", "knew", "ignored", "hallucinat") if word in text]

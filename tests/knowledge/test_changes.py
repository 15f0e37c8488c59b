"""What messages say of the change that they belong to."""

from __future__ import annotations

import pytest

from tidegate.knowledge.changes import copied, number, reverted, words

_ID = "5f2c81d09a3b"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Merge pull request #71 from ada/totals\n\nTotals", 71),
        ("Merge pull request 'Totals' (#9) from ada/totals into main", 9),
        ("Merged in ada/totals (pull request #12)\n\nTotals", 12),
        ("Pull request #12: Totals", 12),
        ("Merged PR 4711: Totals", 4711),
        ("Auto merge of #5 - ada:totals, r=bo", 5),
        ("Merge #5 #6\n\n5: Totals", 5),
        ("Totals (#15)", 15),
        ("Totals (!15)", 15),
        ("Totals (pull request #15)", 15),
        ('Revert "Totals (#15)" (#16)', 16),
        ("Merge branch 'totals' into 'main'\n\nTotals\n\nSee merge request shop/orders!33", 33),
        ("src: totals\n\nPR-URL: https://forge.example/shop/orders/pull/44\nReviewed-By: Bo", 44),
        ("Totals", None),
        ("", None),
        ("Fix #15 in totals", None),
        ('Revert "Totals (#15)"', None),
        ("Totals\n\nas in Merge pull request #71 from ada/totals", None),
        ("Merge pull request #" + "9" * 5_000 + " from ada/totals", None),
    ],
)
def test_numbers(message: str, expected: int | None) -> None:
    assert number(message) == expected


def test_other_commits() -> None:
    message = f"Again\n\nThis reverts commit {_ID}.\n(cherry picked from commit {_ID * 3})\n"
    assert (list(reverted(message)), list(copied(message))) == ([_ID], [_ID * 3])
    for other in ("Again", f"Again\n\nIt reverts commit {_ID}", "Again\n\nThis reverts commit HEAD~1"):
        assert [*reverted(other), *copied(other)] == []


def test_reviews_are_trailers() -> None:
    assert words().reviews == ("Reviewed-by", "Approved-by")

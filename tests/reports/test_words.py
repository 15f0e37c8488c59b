"""The words that every format shares."""

from __future__ import annotations

import pytest

from tidegate.model.result import Access
from tidegate.reports.words import touched


@pytest.mark.parametrize(
    ("access", "said"),
    [
        (
            Access("refund", ("status",), "read", "changed", "refunds/queries.py", 31),
            "refund (status): read, changed at refunds/queries.py:31",
        ),
        (Access("refund", (), "unknown", "touched", "a.py", 1), "refund: as before"),
        (
            Access("", ("name",), "read", "new", "a.py", 1),
            "a table whose name is not known (name): read, new at a.py:1",
        ),
        (Access("", (), "unknown", "new", "a.py", 1), "a query made at run time: new at a.py:1"),
        (Access("", (), "call", "touched", "a.py", 1), "an address made at run time: call, as before"),
    ],
)
def test_what_is_touched_is_called_something(access: Access, said: str) -> None:
    assert touched(access) == said

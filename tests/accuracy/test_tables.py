"""What is printed."""

from __future__ import annotations

from accuracy.checking import Answer, Row
from accuracy.tables import releases, share, table


def test_columns_are_as_wide_as_they_must_be() -> None:
    assert table(("a", "long"), [("wider", "b")]) == "a      long\nwider  b"


def test_nothing_of_nothing_is_no_share() -> None:
    assert share(9, 10) == "9/10 = 0.900"
    assert share(0, 0) == "0/0"


def test_misses_noise_and_failures_are_named() -> None:
    hit = Answer("introduces", "block", {"ssrf a.py:f": "ssrf"}, ("xss high b.py:1",), 1.0)
    miss = Answer("fixes", "review", {"ssrf a.py:f": None}, (), 1.0, failure="no answer in 300 s")
    printed = releases([Row("shop", "1 → 2", "flask", (hit, miss))])
    assert "introduces: weaknesses found 1/1 = 1.000" in printed
    assert "fixes: weaknesses found 0/1 = 0.000" in printed
    assert "missed (fixes): shop: ssrf a.py:f" in printed
    assert "noise (introduces): shop: xss high b.py:1" in printed
    assert "failed (fixes): shop: no answer in 300 s" in printed

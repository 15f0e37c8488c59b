from __future__ import annotations

from datetime import date

import pytest

from tidegate.config.exceptions import judge
from tidegate.config.settings import AcceptedFinding

TODAY = date(2026, 6, 1)


def exception(reason: str = "r", by: str = "ada", until: date | None = date(2026, 7, 1)) -> AcceptedFinding:
    return AcceptedFinding(fingerprint="abcdefgh", reason=reason, by=by, until=until)


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (exception(), None),
        (exception(until=TODAY), None),
        (exception(until=date(2027, 6, 2)), None),
        (exception(until=date(2026, 5, 31)), "expired on 2026-05-31"),
        (exception(until=date(2027, 6, 3)), "more than 366 days from now"),
        (exception(reason=" \n"), "no reason"),
        (exception(by=""), "who answers"),
        (exception(until=None), "until when"),
    ],
)
def test_which_count(given: AcceptedFinding, part: str | None) -> None:
    (judged,) = judge([given], TODAY)
    assert judged.exception is given
    assert judged.counts is (part is None)
    assert judged.why_not is None or (part is not None and part in judged.why_not)

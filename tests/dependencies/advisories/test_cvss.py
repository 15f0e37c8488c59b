from __future__ import annotations

import pytest

from tidegate.dependencies.advisories.cvss import base_score, rated
from tidegate.model.finding import Severity

# Worked examples of the specifications and of advisories with a published score.
SCORES = {
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H": 9.8,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H": 10.0,
    "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N": 6.4,
    "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N": 3.1,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N": 6.1,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H": 7.5,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N": 0.0,
    "AV:N/AC:L/Au:N/C:C/I:C/A:C": 10.0,
    "AV:N/AC:L/Au:N/C:N/I:N/A:C": 7.8,
    "AV:L/AC:H/Au:N/C:C/I:C/A:C": 6.2,
}


@pytest.mark.parametrize(("vector", "score"), SCORES.items())
def test_base_scores(vector: str, score: float) -> None:
    assert base_score(vector) == score


@pytest.mark.parametrize(
    "vector", ["", "CVSS:3.1/AV:N", "CVSS:9.9/AV:N", "high", "A:" * 500, "CVSS:3.1/AV:Q"]
)
def test_what_is_no_vector(vector: str) -> None:
    assert base_score(vector) is None
    assert rated([vector]) == (Severity.UNKNOWN, None, None)


def test_no_vector_is_unknown() -> None:
    assert rated([])[0] is Severity.UNKNOWN

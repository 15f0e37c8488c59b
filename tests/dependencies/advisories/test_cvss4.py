from __future__ import annotations

from itertools import product

import pytest

from tidegate.dependencies.advisories.cvss import base_score, rated
from tidegate.dependencies.advisories.cvss4 import base_score as of_metrics
from tidegate.model.finding import Severity

# FIRST, "CVSS v4.0 Examples", and vectors that databases publish with a score.
SCORES = {
    "AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N": 7.3,  # CVE-2022-41741
    "AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N": 7.7,  # CVE-2020-3549
    "AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N": 8.3,  # CVE-2023-3089
    "AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N": 4.6,  # CVE-2021-44714
    "AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N": 5.1,  # CVE-2022-21830
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:L/SI:N/SA:N": 6.9,  # CVE-2022-22186
    "AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N": 5.9,  # CVE-2023-21989
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N": 8.7,  # CVE-2014-0160
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H": 10.0,  # CVE-2021-44228
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N": 9.3,
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N": 0.0,
}
VALUES = {"AV": "NALP", "AC": "LH", "AT": "NP", "PR": "NLH", "UI": "NPA"}
VALUES |= dict.fromkeys(["VC", "VI", "VA", "SC", "SI", "SA"], "HLN")


@pytest.mark.parametrize(("vector", "score"), SCORES.items())
def test_published_scores(vector: str, score: float) -> None:
    assert base_score(f"CVSS:4.0/{vector}") == score


def test_what_is_no_base_metric_does_not_count() -> None:
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    assert base_score(f"{vector}/E:U/CR:L/MAV:P/S:N/AU:Y") == base_score(vector)


@pytest.mark.parametrize(
    "vector", ["CVSS:4.0/AV:N", "CVSS:4.0/" + next(iter(SCORES)).replace("AV:L", "AV:X")]
)
def test_what_is_no_vector(vector: str) -> None:
    assert base_score(vector) is None


def test_a_worse_value_never_scores_less() -> None:
    """Over a part of all vectors."""
    for number, values in enumerate(product(*VALUES.values())):
        metrics = dict(zip(VALUES, values, strict=True))
        if number % 41 or not 0 <= (score := of_metrics(metrics)) <= 10:
            continue
        name = list(VALUES)[number % len(VALUES)]
        worse = VALUES[name][max(0, VALUES[name].index(metrics[name]) - 1)]
        assert of_metrics(metrics | {name: worse}) >= score, metrics


def test_the_newest_version_counts_and_the_worst_of_it() -> None:
    third = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    low, high = (f"CVSS:4.0/{vector}" for vector in list(SCORES)[3:5])
    assert rated([third, low, high]) == (Severity.MEDIUM, 5.1, high)
    assert rated([third, "CVSS:4.0/AV:N"]) == (Severity.CRITICAL, 9.8, third)

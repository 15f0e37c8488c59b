"""The team's say on rules."""

from __future__ import annotations

import pytest
from policy.facts import finding

from tidegate.config.settings import Rule
from tidegate.model.finding import Severity
from tidegate.policy.ratings import rated

WHY = "we know better"


@pytest.mark.parametrize(
    ("rule", "path", "expected"),
    [
        (Rule(reason=WHY), "src/app.py", Severity.HIGH),
        (Rule(reason=WHY, enabled=False), "src/app.py", None),
        (Rule(reason=WHY, enabled=False, paths=("src/**",)), "src/app.py", None),
        (Rule(reason=WHY, severity="low"), "src/app.py", Severity.LOW),
        (Rule(reason=WHY, paths=("web/**", "!web/admin/**")), "web/a.py", Severity.HIGH),
        (Rule(reason=WHY, paths=("web/**", "!web/admin/**")), "web/admin/a.py", None),
        (Rule(reason=WHY, paths=("web/**",), severity="critical"), "web/a.py", Severity.CRITICAL),
    ],
)
def test_rated(rule: Rule, path: str, expected: Severity | None) -> None:
    found = rated([finding(path=path)], {"sql-injection": rule})
    assert [one.severity for one in found] == ([] if expected is None else [expected])


def test_other_rules_are_left_alone() -> None:
    one = finding()
    assert rated([one], {"xss": Rule(reason=WHY, enabled=False)}) == [one]

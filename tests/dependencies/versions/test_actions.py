from __future__ import annotations

import pytest

from tidegate.dependencies.versions import compare, is_range, satisfies

ACTIONS = "GitHub Actions"


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("v1.2.3", "1.2.3", 0),
        ("v1", "1.0.0", 0),
        ("1.2", "1.10", -1),
        ("v2.0.0-rc.1", "v2.0.0", -1),
        ("1.2.3.4", "1.2.3", 1),
        ("45.0.7", "46.0.1", -1),
        ("main", "1.0.0", None),
        ("release/v1", "1.0.0", None),
    ],
)
def test_the_order(one: str, other: str, order: int | None) -> None:
    assert compare(ACTIONS, one, other) == order


@pytest.mark.parametrize(
    ("version", "tag", "expected"),
    [
        ("4.2.2", "v4", True),
        ("4.0.0", "4", True),
        ("5.0.0", "v4", False),
        ("4.2.2", "v4.2", True),
        ("4.1.9", "v4.2", False),
        ("4.2.2", "v4.2.2", True),
        ("4.2.3", "v4.2.2", False),
        ("4.3.0-beta", "v4", False),
        ("4.2.2", "main", None),
    ],
)
def test_what_a_tag_stands_for(version: str, tag: str, expected: bool | None) -> None:
    assert satisfies(ACTIONS, version, tag) is expected


def test_branches_are_no_ranges() -> None:
    assert (is_range(ACTIONS, "v4"), is_range(ACTIONS, "main")) == (True, False)

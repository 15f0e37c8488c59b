from __future__ import annotations

import pytest

from tidegate.dependencies.versions.pep440 import satisfies


@pytest.mark.parametrize(
    ("requirement", "inside", "outside"),
    [
        (">=1,<2", "1.9", "2.0"),
        ("^1.2.3", "1.9", "2.0"),
        ("^1.2.3", "1.2.3", "1.2.2"),
        ("^0.2.3", "0.2.9", "0.3.0"),
        ("^0.0.3", "0.0.3", "0.0.4"),
        ("^0.0", "0.0.9", "0.1"),
        ("^0", "0.9", "1.0"),
        ("~1.2.3", "1.2.9", "1.3"),
        ("~1.2", "1.2.9", "1.3"),
        ("~1", "1.9", "2.0"),
        ("~=1.2", "1.9", "2.0"),
        (">=1, ^1.5", "1.6", "1.4"),
        ("^1.0 || ^3.0", "3.1", "2.0"),
    ],
)
def test_ranges(requirement: str, inside: str, outside: str) -> None:
    assert satisfies(inside, requirement)
    assert not satisfies(outside, requirement)


@pytest.mark.parametrize("requirement", ["*", ""])
def test_any_version(requirement: str) -> None:
    assert satisfies("1.0", requirement)


@pytest.mark.parametrize("requirement", ["^", "^x", "~", "nonsense", "^1.0 || what", "latest"])
def test_what_is_no_range(requirement: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of whatever sort
        satisfies("1.0", requirement)

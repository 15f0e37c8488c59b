from __future__ import annotations

import pytest

from tidegate.dependencies.versions import is_range, satisfies


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("2.1", ">=2,<3", True),
        ("3.0", ">=2,<3", False),
        ("2.0rc1", ">=1", True),
        ("1.4.9", "~=1.4.2", True),
        ("1.4.2+local", "==1.4.2", True),
        ("1.0", "", True),
        ("1.4", "^1.0", True),  # Poetry writes so
        ("2.0", "^1.0", False),
        ("1.0", "!1.0", None),
        ("legacy-1", ">=1", None),
    ],
)
def test_pypi(version: str, requirement: str, expected: bool | None) -> None:
    assert satisfies("PyPI", version, requirement) is expected


@pytest.mark.parametrize("ecosystem", ["Maven", "Docker", "RubyGems"])
def test_an_ecosystem_whose_ranges_are_not_known(ecosystem: str) -> None:
    assert satisfies(ecosystem, "1.0.0", "1.0.0") is None
    assert is_range(ecosystem, "1.0.0") is None


def test_ranges_and_tags() -> None:
    assert is_range("npm", "^1.0.0") is True
    assert is_range("npm", "latest") is False

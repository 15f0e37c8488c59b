from __future__ import annotations

import pytest

from tidegate.dependencies.ranges import is_wider


@pytest.mark.parametrize(
    ("ecosystem", "before", "after", "expected"),
    [
        ("PyPI", ">=1,<2", ">=1,<3", True),
        ("PyPI", ">=1,<2", ">=1", True),
        ("PyPI", ">=1,<2", "", True),
        ("PyPI", "~=1.4", "~=1.4.2", False),
        ("PyPI", "~=1.4.2", "~=1.4", True),
        ("PyPI", ">=1.2", ">=1.3", False),
        ("PyPI", ">=1.3", ">=1.2", True),
        ("PyPI", ">=1,<2", ">=2,<3", False),
        ("PyPI", ">=1,!=1.5", ">=1", True),
        ("PyPI", ">=1", ">=1,!=1.5", False),
        ("PyPI", ">=1 , <2", "<2,>=1", False),
        ("PyPI", "^0.18.0", "^0.20.0", False),
        ("PyPI", "^1.2", ">=1.2", True),
        ("PyPI", "^1.2", "*", True),
        ("PyPI", "~1.2.3", "^1.2.3", True),
        ("PyPI", "^1.2", "^1.2 || ^2.0", True),
        ("npm", "~1.2.3", "^1.2.3", True),
        ("npm", "^1.2.3", "~1.2.3", False),
        ("npm", "^1.2.3", "^2.0.0", False),
        ("npm", "^1.2.3", "^1.2.3 || ^2.0.0", True),
        ("npm", "^1.2.3", "*", True),
        ("npm", "^1.2.3", ">=1.2.3", True),
        ("Maven", "[1.0,2.0)", "[1.0,3.0)", True),
        ("Maven", "[1.0,2.0)", "[1.0,1.5)", False),
        ("NuGet", "[1.0, 2.0)", "1.0", True),
        ("NuGet", "1.*", "*", True),
        ("RubyGems", "~> 7.1.2", "~> 7.1", True),
        ("RubyGems", "~> 7.1", "~> 7.2", False),
        ("Packagist", "~1.2.3", "^1.2.3", True),
        ("Packagist", "^1.2", "^1.2 || ^2.0", True),
        ("Packagist", "^1.2", "^2.0", False),
        ("PyPI", ">=1", "what", None),
        ("Terraform", "~> 1.0", ">= 1.0", None),
    ],
)
def test_wider(ecosystem: str, before: str, after: str, expected: bool | None) -> None:
    assert is_wider(ecosystem, before, after) is expected

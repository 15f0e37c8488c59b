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


@pytest.mark.parametrize("ecosystem", ["Terraform", "Docker", "pre-commit"])
def test_an_ecosystem_whose_ranges_are_not_known(ecosystem: str) -> None:
    assert satisfies(ecosystem, "1.0.0", "1.0.0") is None
    assert is_range(ecosystem, "1.0.0") is None


def test_ranges_and_tags() -> None:
    assert is_range("npm", "^1.0.0") is True
    assert is_range("npm", "latest") is False


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("1.5", "[1.0,2.0)", True),
        ("2.0", "[1.0,2.0)", False),
        ("1.0", "(1.0,2.0]", False),
        ("2.0", "(1.0,2.0]", True),
        ("2.0.0", "]1.0,2.0]", True),
        ("1.9", "[1.0,2.0[", True),
        ("1.0", "[1.0]", True),
        ("1.0.1", "[1.0]", False),
        ("0.9", "(,1.0],[1.2,)", True),
        ("1.1", "(,1.0],[1.2,)", False),
        ("9", "(,1.0],[1.2,)", True),
        ("1.1", "1.0", True),  # the least, unless others ask for more
        ("0.9", "1.0", False),
        ("1.0-SNAPSHOT", "1.0", False),
        ("1.4", "1.+", True),
        ("10.4", "1.+", False),
        ("2.0", "1.+", False),
        ("3", "+", True),
        ("3", "latest.release", True),
        ("1.0", "[1.0", None),
        ("1.0", "(1.0)", None),
        ("1.0", "${v}", None),
        ("1.0", "", None),
        ("1.0", "[" * 100_000, None),
    ],
)
def test_maven(version: str, requirement: str, expected: bool | None) -> None:
    assert satisfies("Maven", version, requirement) is expected


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("1.0.0", "1.0", True),
        ("2.0", "1.0", True),
        ("0.9", "1.0", False),
        ("1.5", "[1.0, 2.0)", True),
        ("2.0.0", "[1.0, 2.0)", False),
        ("1.0.1", "[1.0]", False),
        ("5", "(1.0,)", True),
        ("1.9", "1.*", True),
        ("2.0", "1.*", False),
        ("1.2.9", "1.2.*", True),
        ("1.9-beta", "1.*", False),
        ("1.9-beta", "1.*-*", True),
        ("7", "*", True),
        ("1.0.0-beta2", "1.0.0-beta*", None),
        ("x", "1.0", None),
    ],
)
def test_nuget(version: str, requirement: str, expected: bool | None) -> None:
    assert satisfies("NuGet", version, requirement) is expected


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("7.1.4", "~> 7.1.2", True),
        ("7.2.0", "~> 7.1.2", False),
        ("7.9", "~> 7.1", True),
        ("8.0", "~> 7.1", False),
        ("8.0.0.rc1", "~> 7.1", False),
        ("7.1.2.rc1", "~> 7.1.2", False),
        ("3", "~> 2", False),
        ("2.9", "~> 2", True),
        ("1.5", ">= 1.1, < 2", True),
        ("2.0", ">= 1.1, < 2", False),
        ("2.0.pre", ">= 1.1, < 2", True),
        ("1.0", "1.0.0", True),
        ("1.1", "= 1.0", False),
        ("1.1", "!= 1.0", True),
        ("1.1", "> 1.1", False),
        ("1.1", "<= 1.1", True),
        ("1.1", "~> x!", None),
        ("1.1", "", None),
        ("main", "~> 1", None),
    ],
)
def test_rubygems(version: str, requirement: str, expected: bool | None) -> None:
    assert satisfies("RubyGems", version, requirement) is expected


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("1.9.9", "^1.2.3", True),
        ("2.0.0", "^1.2.3", False),
        ("2.0.0-beta1", "^1.2.3", False),
        ("1.2.3-beta1", "^1.2.3", True),
        ("1.2.2", "^1.2.3", False),
        ("0.3.9", "^0.3", True),
        ("0.4.0", "^0.3", False),
        ("0.0.4", "^0.0.3", False),
        ("1.9", "~1.2", True),
        ("2.0", "~1.2", False),
        ("1.2.9", "~1.2.3", True),
        ("1.3.0", "~1.2.3", False),
        ("v1.2.7", "1.2.*", True),
        ("1.3.0", "1.2.*", False),
        ("3.1", "*", True),
        ("1.1", ">=1.0 <1.1 || >=1.2", False),
        ("1.2", ">=1.0,<1.1 | >=1.2", True),
        ("6.4.5", "^6.4 || ~7.0.1", True),
        ("1.5", "1.0 - 2.0", True),
        ("2.0.9", "1.0 - 2.0", True),
        ("2.1.0", "1.0 - 2.0", False),
        ("2.0.1", "1.0 - 2.0.0", False),
        ("1.1", "!=1.1", False),
        ("1.0.0", "1.0", True),
        ("dev-main", "dev-main", True),
        ("dev-main", "dev-other", False),
        ("dev-main", "^1.0", None),
        ("1.0", "^x", None),
        ("1.0", "self.version", None),
    ],
)
def test_packagist(version: str, requirement: str, expected: bool | None) -> None:
    assert satisfies("Packagist", version, requirement) is expected


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("v1.3.0", "v1.2.0", True),
        ("v1.1.9", "v1.2.0", False),
        ("v2.0.0+incompatible", "v1.2.0", False),
        ("v1.0.0", "v0.9.0", True),
        ("v0.0.0-20240101000000-abcdefabcdef", "v0.0.0-20230101000000-abcdefabcdef", True),
        ("v1.0.0", "latest", None),
    ],
)
def test_go(version: str, requirement: str, expected: bool | None) -> None:
    assert satisfies("Go", version, requirement) is expected

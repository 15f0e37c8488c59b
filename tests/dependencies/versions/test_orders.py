"""Facts of the orders of Maven, RubyGems, NuGet and Packagist, each as rows that rise or are equal.

Rows of Maven are those that Maven 3.9's own comparison gives; of RubyGems and Packagist those of Ruby 3.1's
``Gem::Version`` and Composer 2.5's semver.
"""

from __future__ import annotations

from itertools import combinations

import pytest

from tidegate.dependencies.versions import canonical, compare, key

RISING = {
    "Maven": [
        ["1-alpha-1", "1-a1", "1.0-alpha1"],
        ["1-beta"],
        ["1-milestone-2", "1.0.0.M2", "1-m2"],
        ["1-rc1", "1-cr1", "1.0.RC1"],
        ["1-SNAPSHOT", "1.0-snapshot"],
        ["1", "1.0", "1.0.0", "1.0.0.RELEASE", "1-ga", "1.Final", "1release"],
        ["1-sp"],
        ["1-sp-1"],
        ["1-abc", "1.abc"],
        ["1-jre"],
        ["1-1"],
        ["1.1"],
        ["1.9"],
        ["1.10"],
        ["2.0.0.0-rc.2"],
        ["2"],
        ["20040616"],
    ],
    "RubyGems": [
        ["1.0.a"],
        ["1.0.a.2"],
        ["1.0.b1"],
        ["1.0.0-1"],
        ["1.0.rc1", "1.rc1", "1.0.0.rc1"],
        ["1", "1.0", "1.0.0"],
        ["1.0.0.1"],
        ["1.9"],
        ["1.10.pre"],
        ["1.10"],
    ],
    "NuGet": [
        ["1.0.0-alpha", "1.0.0-ALPHA", "1.0-alpha+sha.1"],
        ["1.0.0-alpha.1"],
        ["1.0.0-alpha.10"],
        ["1.0.0-beta"],
        ["1", "1.0", "1.0.0", "1.0.0.0", "01.0", "1.0.0+build"],
        ["1.0.0.1"],
        ["1.0.1-2"],
        ["1.0.1"],
        ["1.9"],
        ["1.10"],
    ],
    "Packagist": [
        ["1.0-dev", "1.0.0.0-dev"],
        ["1.0.0-alpha"],
        ["1.0-alpha1", "1.0a1", "1.0.0-alpha.1"],
        ["1.0-beta2", "v1.0.0-b2"],
        ["1.0-RC1-dev"],
        ["1.0-RC1"],
        ["1", "1.0", "v1.0.0", "1.0.0.0", "1.0-stable", "1.0.0+build"],
        ["1.0-p1", "1.0-patch1", "1.0.0pl1"],
        ["1.0.0.1"],
        ["1.0.0.10"],
        ["1.9"],
        ["1.10.x-dev"],
        ["2"],
        ["20230101"],
    ],
}


@pytest.mark.parametrize("ecosystem", RISING)
def test_order(ecosystem: str) -> None:
    rows = RISING[ecosystem]
    for i, row in enumerate(rows):
        for j, other in enumerate(rows):
            for one in row:
                for another in other:
                    assert compare(ecosystem, one, another) == (i > j) - (i < j), (one, another)


@pytest.mark.parametrize(
    ("ecosystem", "version"),
    [
        ("Maven", ""),
        ("Maven", "[1.0,2.0)"),
        ("Maven", "${revision}"),
        ("Maven", "1" * 300),
        ("RubyGems", "latest"),
        ("RubyGems", "1..2"),
        ("RubyGems", ""),
        ("RubyGems", "1." * 200 + "1"),
        ("NuGet", "1.0.0.0.0"),
        ("NuGet", "1.*"),
        ("NuGet", "1.0-"),
        ("NuGet", ""),
        ("Packagist", "dev-main"),
        ("Packagist", "dev-1.0"),
        ("Packagist", "1.2.3.4.5"),
        ("Packagist", "^1.0"),
        ("Packagist", "main"),
    ],
)
def test_what_has_no_order(ecosystem: str, version: str) -> None:
    assert key(ecosystem, version) is None
    assert compare(ecosystem, version, "1.0") is None


def test_segments_that_are_not_there_are_zeros() -> None:
    """A word after zeros makes the longer gem the older one, a number the newer one."""
    rising = ["1.a.0.b", "1.a", "1.a.0.1", "1.a.1"]
    for one, other in combinations(rising, 2):
        assert compare("RubyGems", one, other) == -1


@pytest.mark.parametrize(
    ("ecosystem", "version", "expected"),
    [
        ("NuGet", "1.0", "1.0.0"),
        ("NuGet", "01.2.3.0", "1.2.3"),
        ("NuGet", "1.2.3.4-Beta+sha", "1.2.3.4-beta"),
        ("NuGet", "latest", "latest"),
        ("Packagist", "v1.0.0", "1.0.0"),
        ("Packagist", "dev-Main as 1.0", "dev-main"),
        ("Maven", "1.0", "1.0"),
    ],
)
def test_one_spelling(ecosystem: str, version: str, expected: str) -> None:
    assert canonical(ecosystem, version) == expected

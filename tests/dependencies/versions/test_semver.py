from __future__ import annotations

import pytest

from tidegate.dependencies.versions import compare

# Semantic Versioning 2.0.0, §11, in rising order.
RISING = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1-0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
]
GO = [
    "v0.0.0-20190101000000-abcdefabcdef",
    "v0.0.0-20200101000000-abcdefabcdef",
    "v1.0.0",
    "v1.0.1-0.20200101000000-abcdefabcdef",
    "v1.0.1",
    "v2.0.0+incompatible",
    "v3.0.0",
]


@pytest.mark.parametrize(("ecosystem", "versions"), [("npm", RISING), ("crates.io", RISING), ("Go", GO)])
def test_order(ecosystem: str, versions: list[str]) -> None:
    for i, one in enumerate(versions):
        for j, other in enumerate(versions):
            assert compare(ecosystem, one, other) == (i > j) - (i < j), (one, other)


def test_build_metadata_means_nothing() -> None:
    assert compare("npm", "1.0.0+a", "1.0.0+b") == 0
    assert compare("Go", "v2.0.0+incompatible", "v2.0.0") == 0


@pytest.mark.parametrize("version", ["1.0", "01.0.0", "1.0.0-", "latest", "", "1.0.0-a..b", "1." + "9" * 300])
def test_what_has_no_order(version: str) -> None:
    assert compare("npm", version, "1.0.0") is None

"""Requirements of Cargo, by the tables of The Cargo Book, "Specifying Dependencies"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.dependencies.versions import satisfies

DOCUMENTED = [
    ("1.2.3", ["1.2.3", "1.99.0"], ["1.2.2", "2.0.0"]),
    ("1.2", ["1.2.0", "1.99.0"], ["1.1.9", "2.0.0"]),
    ("1", ["1.0.0", "1.99.0"], ["0.9.9", "2.0.0"]),
    ("0.2.3", ["0.2.3", "0.2.9"], ["0.2.2", "0.3.0"]),
    ("0.2", ["0.2.0", "0.2.9"], ["0.3.0"]),
    ("0.0.3", ["0.0.3"], ["0.0.4", "0.0.2"]),
    ("0.0", ["0.0.0", "0.0.9"], ["0.1.0"]),
    ("0", ["0.0.0", "0.9.9"], ["1.0.0"]),
    ("^1.2.3", ["1.2.3", "1.99.0"], ["2.0.0"]),
    ("~1.2.3", ["1.2.3", "1.2.99"], ["1.3.0", "1.2.2"]),
    ("~1.2", ["1.2.0", "1.2.99"], ["1.3.0"]),
    ("~1", ["1.0.0", "1.99.0"], ["2.0.0"]),
    ("*", ["0.0.0", "9.0.0"], ["1.0.0-alpha"]),
    ("1.*", ["1.0.0", "1.99.0"], ["2.0.0"]),
    ("1.2.*", ["1.2.0", "1.2.99"], ["1.3.0"]),
    (">= 1.2.0", ["1.2.0", "9.0.0"], ["1.1.9"]),
    ("> 1", ["2.0.0"], ["1.0.0", "1.99.0"]),
    (">1.2", ["1.3.0"], ["1.2.9"]),
    ("< 2", ["1.99.0"], ["2.0.0"]),
    ("<=1.2", ["1.2.9", "1.1.0"], ["1.3.0"]),
    ("= 1.2.3", ["1.2.3"], ["1.2.4"]),
    ("=1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
    (">= 1.2, < 1.5", ["1.2.0", "1.4.9"], ["1.1.9", "1.5.0"]),
    ("1.0.0-alpha", ["1.0.0-alpha", "1.0.0-beta", "1.0.0", "1.5.0"], ["1.5.0-alpha", "2.0.0"]),
    ("1.0.0", ["1.0.0"], ["1.0.0-alpha", "1.5.0-alpha"]),
]


@pytest.mark.parametrize(("requirement", "inside", "outside"), DOCUMENTED, ids=[row[0] for row in DOCUMENTED])
def test_what_is_documented(requirement: str, inside: list[str], outside: list[str]) -> None:
    assert [one for one in inside if not satisfies("crates.io", one, requirement)] == []
    assert [one for one in outside if satisfies("crates.io", one, requirement) is not False] == []


@pytest.mark.parametrize("requirement", ["", "latest", "1.2.3.4", "1.*.3", "1.2-alpha", ">1 <2", "1," * 50])
def test_what_is_no_requirement(requirement: str) -> None:
    assert satisfies("crates.io", "1.0.0", requirement) is None


@given(st.text(alphabet="0123.x*^~<>=, -a+", max_size=60))
def test_any_text(requirement: str) -> None:
    assert satisfies("crates.io", "1.2.3", requirement) in (True, False, None)

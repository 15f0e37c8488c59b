"""Requirements of Cargo: the tables of The Cargo Book, "Specifying Dependencies", and what its crate says.

``cargo_ranges.jsonl`` holds [requirement, version, answer] as the crate ``semver`` 1.0.14 answered them: a
part of 48,000 pairs that a generator made.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.dependencies.versions import satisfies

FACTS = Path(__file__).with_name("cargo_ranges.jsonl")
ANSWERS = {"yes": True, "no": False, "invalid": None}

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


def test_what_the_crate_says() -> None:
    facts = [json.loads(line) for line in FACTS.read_text("utf-8").splitlines()]
    wrong = [
        (requirement, version, answer)
        for requirement, version, answer in facts
        if satisfies("crates.io", version, requirement) is not ANSWERS[answer]
    ]
    assert len(facts) > 500
    assert wrong == []


@pytest.mark.parametrize("requirement", ["", "latest", "1.2.3.4", "1.*.3", "1.2-alpha", ">1 <2", "1," * 50])
def test_what_is_no_requirement(requirement: str) -> None:
    assert satisfies("crates.io", "1.0.0", requirement) is None


@given(st.text(alphabet="0123.x*^~<>=, -a+", max_size=60))
def test_any_text(requirement: str) -> None:
    assert satisfies("crates.io", "1.2.3", requirement) in (True, False, None)

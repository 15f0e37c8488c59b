"""Ranges of npm: the documentation's facts, and what node-semver itself says of generated pairs.

``npm_ranges.jsonl`` holds [range, version, answer] as ``semver`` 7.8.6 answered them: 1,500 of 60,000 pairs
that a generator made, more pre-releases than that gives by itself, and corners of the grammar.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.dependencies.versions import satisfies

FACTS = Path(__file__).with_name("npm_ranges.jsonl")
ANSWERS = {"yes": True, "no": False, "invalid": None}

# What node-semver's README says that a range means: the first and last version inside, the nearest outside.
DOCUMENTED = [
    ("1.2.3 - 2.3.4", ["1.2.3", "2.3.4"], ["1.2.2", "2.3.5"]),
    ("1.2 - 2.3.4", ["1.2.0"], ["1.1.9"]),
    ("1.2.3 - 2.3", ["2.3.99"], ["2.4.0", "2.4.0-0"]),
    ("1.2.3 - 2", ["2.99.0"], ["3.0.0", "3.0.0-0"]),
    ("*", ["0.0.0", "99.0.0"], ["1.0.0-alpha"]),
    ("", ["0.0.0", "99.0.0"], ["1.0.0-alpha"]),
    ("1.x", ["1.0.0", "1.99.0"], ["2.0.0", "0.99.0"]),
    ("1.2.x", ["1.2.0", "1.2.99"], ["1.3.0", "1.1.9"]),
    ("1", ["1.0.0", "1.99.0"], ["2.0.0"]),
    ("1.2", ["1.2.0", "1.2.99"], ["1.3.0"]),
    ("~1.2.3", ["1.2.3", "1.2.99"], ["1.2.2", "1.3.0"]),
    ("~1.2", ["1.2.0", "1.2.99"], ["1.3.0"]),
    ("~1", ["1.0.0", "1.99.0"], ["2.0.0"]),
    ("~0.2.3", ["0.2.3", "0.2.99"], ["0.3.0"]),
    ("~0", ["0.0.0", "0.99.0"], ["1.0.0"]),
    ("~1.2.3-beta.2", ["1.2.3-beta.2", "1.2.3-beta.4", "1.2.3"], ["1.2.4-beta.2", "1.2.3-beta.1", "1.3.0"]),
    ("^1.2.3", ["1.2.3", "1.99.0"], ["1.2.2", "2.0.0", "2.0.0-0", "1.9.0-beta.1"]),
    ("^0.2.3", ["0.2.3", "0.2.99"], ["0.3.0", "0.2.2"]),
    ("^0.0.3", ["0.0.3"], ["0.0.4", "0.0.2"]),
    ("^1.2.3-beta.2", ["1.2.3-beta.4", "1.9.0"], ["1.2.4-beta.2", "2.0.0"]),
    ("^0.0.3-beta", ["0.0.3-pr.2", "0.0.3"], ["0.0.4"]),
    ("^1.2.x", ["1.2.0", "1.99.0"], ["1.1.9", "2.0.0"]),
    ("^0.0.x", ["0.0.0", "0.0.99"], ["0.1.0"]),
    ("^0.0", ["0.0.0", "0.0.99"], ["0.1.0"]),
    ("^1.x", ["1.0.0", "1.99.0"], ["2.0.0"]),
    ("^0.x", ["0.0.0", "0.99.0"], ["1.0.0"]),
    ("1.2.7 || >=1.2.9 <2.0.0", ["1.2.7", "1.2.9", "1.4.6"], ["1.2.8", "2.0.0"]),
    (">1.2.3-alpha.3", ["1.2.3-alpha.7", "3.4.5"], ["3.4.5-alpha.9"]),
]


@pytest.mark.parametrize(("requirement", "inside", "outside"), DOCUMENTED, ids=[row[0] for row in DOCUMENTED])
def test_what_is_documented(requirement: str, inside: list[str], outside: list[str]) -> None:
    assert [one for one in inside if not satisfies("npm", one, requirement)] == []
    assert [one for one in outside if satisfies("npm", one, requirement) is not False] == []


def test_what_node_semver_says() -> None:
    facts = [json.loads(line) for line in FACTS.read_text("utf-8").splitlines()]
    wrong = [
        (requirement, version, answer)
        for requirement, version, answer in facts
        if satisfies("npm", version, requirement) is not ANSWERS[answer]
    ]
    assert len(facts) > 1500
    assert wrong == []


@pytest.mark.parametrize(
    ("version", "requirement"),
    [("1.0", "^1.0.0"), ("latest", "*"), ("1.0.0", "latest"), ("1.0.0", "1.x.y"), ("1.0.0", ">" * 20_000)],
)
def test_what_cannot_be_told(version: str, requirement: str) -> None:
    assert satisfies("npm", version, requirement) is None


@given(st.text(alphabet="0123.x*^~<>=| v-a+", max_size=60))
def test_any_text(requirement: str) -> None:
    assert satisfies("npm", "1.2.3", requirement) in (True, False, None)

"""Edges by cases: which next characters lead on, and which do so in two ways."""

from __future__ import annotations

import pytest

from tidegate.languages.regex.automaton import Automaton
from tidegate.languages.regex.tree import UnreadableError, parse

ONE = (True, False)  # a way, not two


def automaton(pattern: str, searched: bool = False) -> Automaton:
    return Automaton(parse(pattern), searched)


def edges(pattern: str) -> dict[tuple[int, int], tuple[bool, bool]]:
    built = automaton(pattern)
    return {
        (state, follower): (bool(ways.once), bool(ways.twice))
        for state, followers in enumerate(built.edges)
        for follower, ways in followers.items()
    }


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("ab", {(0, 1): ONE}),
        ("a+", {(0, 0): ONE}),
        ("(?:a+)+", {(0, 0): (True, True)}),
        ("(?:a*)*", {(0, 0): (True, True)}),
        ("(?:a++)+", {(0, 0): ONE}),
        ("a?b", {(0, 1): ONE}),
        ("a(?:b?|c?)d", {(0, 1): ONE, (0, 2): ONE, (0, 3): (True, True), (1, 3): ONE, (2, 3): ONE}),
        (r"a\bb", {}),
        (r"a\Bb", {(0, 1): ONE}),
        (r"a\b-", {(0, 1): ONE}),
        ("a$b", {}),
        ("a(?!b)[bc]", {(0, 1): ONE, (0, 2): ONE}),
        ("a(?!b)b", {(0, 1): ONE}),
        ("a(?<=b)c", {}),
        ("a(?<!b)c", {(0, 1): ONE}),
        ("a^b", {}),
        ("a{2}", {(0, 1): ONE}),
        ("a{1,3}", {(0, 2): ONE, (2, 1): ONE}),
    ],
)  # fmt: skip
def test_edges(pattern: str, expected: dict[tuple[int, int], tuple[bool, bool]]) -> None:
    assert edges(pattern) == expected


def test_a_search_reads_before_the_match_and_an_anchor_forbids_it() -> None:
    free, anchored, word = automaton("a+", True), automaton("^a+", True), automaton(r"\ba+", True)
    assert [bool(0 in free.edges[state]) for state in free.before] == [True, True, True]
    assert not any(0 in anchored.edges[state] for state in anchored.before)
    after_word = [state for state in word.before if word.labels[state] & word.pattern.word]
    assert not any(0 in word.edges[state] for state in after_word)
    assert any(0 in word.edges[state] for state in word.before)


@pytest.mark.parametrize(
    ("pattern", "inexact"),
    [
        ("(a+)b", False),
        ("(?>ab)", True),
        (r"(a)\1", True),
        ("(?=ab)a", True),
        ("(?=a)a", False),
        ("a++", False),
    ],
)
def test_what_is_not_exact_is_said(pattern: str, inexact: bool) -> None:
    assert automaton(pattern).inexact is inexact


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:[ab]{1,200}c){5}",
        "|".join(f"{a}{b}x" for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrst"),
        "(?:a?){200}",
    ],
)
def test_size_is_bounded(pattern: str) -> None:
    with pytest.raises(UnreadableError):
        automaton(pattern)

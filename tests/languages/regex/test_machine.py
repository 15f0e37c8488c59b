"""The counting matcher against Python's own, and its steps by cases that are known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from languages.regex.patterns import ANY, TEXTS

from tidegate.languages.regex.machine import Machine
from tidegate.languages.regex.tree import UnreadableError, parse

LIMIT = 50_000


def agrees(pattern: str, text: str, flags: int = 0) -> None:
    for searched in (True, False):
        run = Machine(parse(pattern, flags), searched).run(text, LIMIT)
        compiled = re.compile(pattern, flags)
        found = compiled.search(text) if searched else compiled.match(text)
        assert run.exhausted or run.matched == (found is not None)


@given(ANY, TEXTS, st.sampled_from([0, re.MULTILINE, re.DOTALL, re.IGNORECASE]))
def test_matches_what_python_matches(pattern: str, text: str, flags: int) -> None:
    agrees(pattern, text, flags)


@pytest.mark.parametrize("text", ["", "aa", "ab", "aba", "abab", "b", "a\nb", "abb a", "aab", "ac"])
@pytest.mark.parametrize(
    "pattern",
    [
        r"(a|b)\1", r"(a)?(?(1)b|c)", r"(a)?(?(1)b)$", r"(?<=a)b", r"(?<!a)b", r"^b", r"(?m)^b$", r"a\Z",
        r"\Ba", r"(?>a|ab)b", r"a*+a", r"a*+b", r"(?=(a+))\1b", r"(?:a?)*b", r"(?:a?)+?b", r"(a*)*\1$",
        r"(?!a).",
    ],
)  # fmt: skip
def test_rare_constructs(pattern: str, text: str) -> None:
    agrees(pattern, text)


def steps(pattern: str, text: str) -> int:
    return Machine(parse(pattern), searched=False).run(text, 10**6).steps


def test_steps_tell_the_growth() -> None:
    assert steps("a+b", "a" * 200) < 2.2 * steps("a+b", "a" * 100)
    assert 3.5 < steps("a*a*b", "a" * 200) / steps("a*a*b", "a" * 100) < 4.5
    assert steps("(a+)+b", "a" * 12) > 14 * steps("(a+)+b", "a" * 8)


def test_a_run_stops_at_its_limit() -> None:
    run = Machine(parse("(a+)+b"), searched=True).run("a" * 40, 1000)
    assert run.exhausted
    assert not run.matched
    assert run.steps == 1001


def test_counted_repeats_are_bounded() -> None:
    with pytest.raises(UnreadableError):
        Machine(parse("(?:a{200}b){200}"), searched=True)

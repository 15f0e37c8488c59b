"""Verdicts on patterns whose behaviour is known, and proofs that Python's own matcher bears out."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from languages.regex.patterns import SIMPLE

from tidegate.detect.redos import Ambiguity, Unknown, ambiguity
from tidegate.languages.regex.machine import Machine
from tidegate.languages.regex.tree import parse

EXPONENTIAL = [
    r"(a+)+$",
    r"(a|a)*b",
    r"(?:x|xx)+y",
    r"(a*)*b",
    r"^(\w+\s?)*$",
    r"(?:a|b|ab)*c",
    r'"(?:[^"\\]+|\\.)*"',
    r"(?:b(?:a*)?)*$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$",
    r"(?=(a+)+$)a",
    r"(?:(a+)+b|a*)c",
    r"((?:a{1,3})b?)*$",
    r"(?i)(?:xk|XK)+$",
    r"^(?:[\w.]+)+@$",
]
POLYNOMIAL = [
    (r"\s*=\s*", 2),
    (r"\s+$", 2),
    (r"\w+@\w+\.com", 2),
    (r"<[^>]*>", 2),
    (r".*x", 2),
    (r"(?m)^\s*#", 2),
    (r"^a*a*$", 2),
    (r"^\d+\d+$", 2),
    (r"a++b", 2),
    (r"(.*)(.*)(.*)x", 4),
    (r"^.*?,.*?,.*?;", 3),
]
LINEAR = [
    r"^\s+$", r"^a+b", r"(a+)+", r"\d+", r"^[\w.-]+@[\w.-]+\.\w+$", r"^(?:[^\"\\]|\\.)*\"", r"\b\w+\b",
    r"\b\w+@", r"^([^,]*,)*$", r"^(?:a++)+$", r"^(?>a+)+$", r"^(\d{1,3}\.){3}\d{1,3}$", r"^(?!.*foo).*$",
    r"^(?:(?!foo).)*$", r"(['\"])(.*?)\1", r"(?<=\s)\w+$", r"(?<=://)[^/@\s]+@", r"(?s).*", r"^#.*$",
    "", "abc", r"^(?:a|b)*$", r"^https?://[^\s/$.?#].[^\s]*$", r"^[a-z]+(?:-[a-z]+)*$", r"^\d{4}-\d\d-\d\d$",
    r"(?<!\\)\$\w+", r"^.*x",
]  # fmt: skip


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_exponential(pattern: str) -> None:
    found = ambiguity(pattern)
    assert isinstance(found, Ambiguity)
    assert found.degree is None


@pytest.mark.parametrize(("pattern", "degree"), POLYNOMIAL)
def test_polynomial(pattern: str, degree: int) -> None:
    found = ambiguity(pattern)
    assert isinstance(found, Ambiguity)
    assert found.degree is not None
    assert found.degree in (degree, degree - 1) if degree > 2 else found.degree == 2  # a lower bound


@pytest.mark.parametrize("pattern", LINEAR)
def test_linear(pattern: str) -> None:
    assert ambiguity(pattern) is None


def test_where_the_match_begins_matters() -> None:
    assert isinstance(ambiguity(r"\s+$", searched=True), Ambiguity)
    assert ambiguity(r"\s+$", searched=False) is None


def test_flags_matter() -> None:
    assert ambiguity("^(?:ab|AB)*$") is None
    found = ambiguity("^(?:ab|AB)*$", re.IGNORECASE)
    assert isinstance(found, Ambiguity)
    assert found.degree is None
    assert ambiguity("^ a+ $", re.VERBOSE) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "no regular expression"),
        ("a{300}", "repeated"),
        ("(" * 990 + ")" * 990, "deep"),
        ("a" * 3000, "longer"),
        ("|".join(f"{a}{b}x" for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrst"), "places"),
    ],
)
def test_could_not_tell(pattern: str, why: str) -> None:
    found = ambiguity(pattern)
    assert isinstance(found, Unknown)
    assert why in found.why


TIMER = """
import re, sys, time
pattern, prefix, pump, suffix, sizes = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5].split()
compiled = re.compile(pattern)
before = 0.0
for size in map(int, sizes):
    text = prefix + pump * size + suffix
    spent = 99.0
    for _ in range(2):
        started = time.process_time()
        compiled.search(text)
        spent = min(spent, time.process_time() - started)
    if before > 0.02:
        print(spent / before)
        break
    before = spent
else:
    print("fast")
"""


def growth(pattern: str, found: Ambiguity, sizes: list[int]) -> float:
    """How many times longer Python takes on the next size, at the first size that takes 20 ms."""
    arguments = [pattern, found.prefix, found.pump, found.suffix, " ".join(map(str, sizes))]
    done = subprocess.run(
        [sys.executable, "-c", TIMER, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return float(done.stdout)  # "fast" fails here


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_python_bears_out_exponential(pattern: str) -> None:
    found = ambiguity(pattern)
    assert isinstance(found, Ambiguity)
    assert growth(pattern, found, list(range(1, 60))) > 1.5  # linear would be 1.1 or less


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s*=\s*",
        r"\s+$",
        r"(?:[^a]|ab)*$",
        r"\s|[^a]*a",
        r"<[^>]*>",
        r"^a*a*$",
        r"(.*)(.*)(.*)x",
        r"^.*?,.*?,.*?;",
    ],
)
def test_python_bears_out_polynomial(pattern: str) -> None:
    found = ambiguity(pattern)
    assert isinstance(found, Ambiguity)
    assert growth(pattern, found, [2**n for n in range(4, 20)]) > 2.9  # linear would be 2


def cost(machine: Machine, prefix: str, pump: str, suffix: str, times: int) -> int:
    """Steps around ``times`` rounds: three lengths together, for a loop may read two or three at once."""
    return sum(machine.run(prefix + pump * (times + more) + suffix, 60_000).steps for more in range(3))


def grows_linearly(machine: Machine, prefix: str, pump: str, suffix: str) -> bool:
    """Beyond a dozen rounds: until then a bounded repetition takes more at each place, and then no more."""
    first, second, third = (cost(machine, prefix, pump, suffix, times) for times in (16, 32, 64))
    return third < 100_000 and third - second <= 2.8 * (second - first) + 60


@settings(max_examples=40)
@given(SIMPLE, st.sampled_from(["", "$", "c"]), st.booleans())
def test_what_is_called_linear_is_linear_on_every_short_pump(body: str, ending: str, searched: bool) -> None:
    pattern = body + ending
    if ambiguity(pattern, searched=searched) is not None:
        return
    machine = Machine(parse(pattern), searched)
    for pump in ("a", "b", "aa", "ab", "ba"):
        for prefix, suffix in product(("", "a", "b"), ("", " ", "\n ")):
            assert grows_linearly(machine, prefix, pump, suffix), (prefix, pump, suffix)


@given(st.text("ab.*+?()[]|{}1,^$\\ws-", max_size=60))
def test_any_pattern_has_an_answer(pattern: str) -> None:
    assert isinstance(ambiguity(pattern), Ambiguity | Unknown | None)


@pytest.mark.parametrize(
    "pattern",
    ["(?:a?){200}", "(a*b*c*d*e*)*" * 30, r"(\w{1,60}\.){1,60}x", "(.*" * 80 + ")*" * 80, r"\w*" * 300],
)  # fmt: skip
def test_work_is_bounded(pattern: str) -> None:
    started = time.process_time()
    assert ambiguity(pattern) is not None
    assert time.process_time() - started < 2  # some hundredths of a second; exponential work would not end

"""Patterns read as Python reads them: sets of characters agree with ``re`` on the whole alphabet."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.languages.regex.tree import MAX_PATTERN, Chars, Pattern, UnreadableError, parse

SETS = [
    "a", ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", "[abc]", "[^abc]", "[a-f0-9]", "[^a-f]", r"[\w.-]",
    r"[^\s\d]", "[à-ÿ]", "[^\u0400-\uffff]", "é", r"\x00", r"\uffff", "[\U0001f600-\U0001f64f]", r"\n",
]  # fmt: skip


@pytest.mark.parametrize("pattern", SETS)
@pytest.mark.parametrize("flags", [0, re.ASCII, re.IGNORECASE, re.DOTALL, re.IGNORECASE | re.ASCII])
def test_a_set_holds_what_python_says(pattern: str, flags: int) -> None:
    tree = parse(pattern, flags)
    assert isinstance(tree.root, Chars)
    mask = tree.root.mask
    compiled = re.compile(pattern, flags)
    ours = {c for index, c in enumerate(tree.alphabet) if mask >> index & 1}
    theirs = {c for c in tree.alphabet if compiled.fullmatch(c)}
    # under IGNORECASE a few letters have foreign forms (the Kelvin sign), which a set may name
    folding = {c for c in ours ^ theirs if not c.isascii() or c in "kKsSiI"}
    assert ours ^ theirs == folding
    assert not folding or flags & re.IGNORECASE


def test_examples_are_nice_to_read() -> None:
    tree = parse(r"[\x00-\x7f]")
    assert isinstance(tree.root, Chars)
    assert tree.example(tree.root.mask).isalpha()


def test_two_sets_that_share_a_character_share_one_of_the_alphabet() -> None:
    tree = parse("[\u4e00-\u4e10][\u4e10-\u4e20]")
    masks = [part.mask for part in tree.root.parts]  # type: ignore[union-attr]  # a sequence of two sets
    assert masks[0] & masks[1]
    assert tree.example(masks[0] & masks[1]) == "\u4e10"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "no regular expression"),
        ("a" * (MAX_PATTERN + 1), "longer than"),
        ("(" * 990 + ")" * 990, "nested too deeply"),
        ("a{300}", "repeated more than"),
    ],
)
def test_unreadable(pattern: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        parse(pattern)


def test_a_nested_set_warns_nobody() -> None:
    assert isinstance(parse("[[a]"), Pattern)


@given(st.text(max_size=40), st.sampled_from([0, re.VERBOSE, re.MULTILINE | re.DOTALL]))
def test_any_text_is_read_or_refused(pattern: str, flags: int) -> None:
    with contextlib.suppress(UnreadableError):
        assert isinstance(parse(pattern, flags), Pattern)

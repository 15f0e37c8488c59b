"""Untrusted text made safe to show."""

from __future__ import annotations

import sys
import unicodedata

import msgspec
import pytest
from hypothesis import given
from reports.samples import HOSTILE, RISKY
from reports.strategies import texts

from tidegate.reports.visible import UNSAFE, block, code_line, one_line, printable, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, with `code` and ünïcode 宽", "plain, with `code` and ünïcode 宽"),
        ("\x1b[31m", "<U+001B>[31m"),
        ("\x9b2J", "<U+009B>2J"),
        ("a\u202eb\u2066", "a<U+202E>b<U+2066>"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("\U000e0041", "<U+E0041>"),
        ("caf\udce9", "caf<0xE9>"),
        ("\ud800", "<U+D800>"),
        ("⚠\ufe0f ok", "⚠ ok"),
        ("a\ufe0f", "a<U+FE0F>"),
        ("\u3164", "<U+3164>"),
    ],
)
def test_what_acts_or_hides_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_character_of_an_unsafe_category_is_unsafe() -> None:
    categories = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    every = (chr(code) for code in range(sys.maxunicode + 1))
    assert not [c for c in every if unicodedata.category(c) in categories and not UNSAFE.match(c)]


def test_lines_are_kept_or_joined() -> None:
    assert block("one\r\n\ttwo\rx") == "one\n    two<U+000D>x"
    assert one_line(" one\r\n\ttwo  ") == "one two"
    assert code_line("\tif x:\r") == "    if x:"
    assert code_line("a\nb") == "a<U+000A>b"


@given(texts)
def test_showing_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_a_harmless_result_is_shown_as_it_is() -> None:
    assert printable(RISKY) == RISKY


def test_no_string_of_a_result_is_forgotten() -> None:
    def strings(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            return [s for k, v in value.items() for s in (*strings(k), *strings(v))]
        return [s for v in value for s in strings(v)] if isinstance(value, list | tuple) else []

    found = strings(msgspec.to_builtins(printable(HOSTILE)))
    assert len(found) > 50
    assert not [s for s in found if UNSAFE.search(s.replace("\n", ""))]

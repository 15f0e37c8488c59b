"""Untrusted text in Markdown, read back by a Markdown parser."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from reports.strategies import texts

from tidegate.reports.markup import code, code_cell, fence, prose, summary, text
from tidegate.reports.visible import one_line

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(markdown: str) -> str:
    """The words of one paragraph, as a reader sees them; fails where there is anything else."""
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    parts = [token for inline in tokens[1:2] for token in inline.children or []]
    assert {part.type for part in parts} <= {"text", "code_inline"}
    return "".join(part.content for part in parts).replace("\u200b", "")


@given(texts.map(one_line))
def test_words_are_read_as_they_are(value: str) -> None:
    assert read(text(value)) == value


@given(texts.map(one_line).filter(lambda value: value.strip("`") and not value.isspace()))
def test_code_is_read_as_it_is(value: str) -> None:
    assert read(code(value)) == value


@pytest.mark.parametrize(
    ("value", "markdown"),
    [
        ("@user", "@&#8203;user"),
        ("see #12 or GH-12", "see #&#8203;12 or GH-&#8203;12"),
        ("https://e.example", "https://&#8203;e.example"),
        ("www.e.example", "www.&#8203;e.example"),
        ("a_b __init__", "a_b \\_\\_init\\_\\_"),
        ("1. first", "1\\. first"),
        ("# no", "\\# no"),
        ("high-7 and 3 + 4", "high-7 and 3 + 4"),
        ("a | b", "a &#124; b"),
    ],
)
def test_only_what_means_something_is_escaped(value: str, markdown: str) -> None:
    assert text(value) == markdown


def test_a_pair_of_backticks_means_code() -> None:
    assert prose("the type of `a|b*` is `x` here") == "the type of `a|b*` is `x` here"
    assert prose("one ` alone *") == "one \\` alone \\*"
    assert prose("`@user`") == "`@user`"


@given(texts.map(one_line))
def test_prose_never_becomes_more_than_words_and_code(value: str) -> None:
    assert set(value) - {"`", " "} <= set(read(prose(value)))


@given(texts.map(one_line))
def test_a_table_cell_stays_one_cell(value: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n|---|---|\n| {text(value)} | {code_cell(value)} |")
    assert [token.type for token in tokens].count("td_open") == 2


@given(texts.map(one_line))
def test_a_fence_ends_where_it_should(value: str) -> None:
    (token,) = PARSER.parse("\n".join(fence([value, "```", "~~~"], "text")))
    assert token.type == "fence"
    assert token.content == f"{value}\n```\n~~~\n"


@given(texts.map(one_line))
def test_a_summary_is_plain_text(value: str) -> None:
    assert "<" not in summary(value)
    assert html.unescape(summary(value)).replace("\u200b", "") == value

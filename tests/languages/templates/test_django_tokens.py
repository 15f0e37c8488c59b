"""Django's syntax cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.languages.templates.django_tokens import split, tokens, words


def test_text_values_and_tags() -> None:
    found = [tuple(token) for token in tokens("a\n{{ b }}{# c #}\n{% if d %}e")]
    assert found == [
        ("text", "a\n", 1),
        ("{{", "b", 2),
        ("text", "\n", 2),
        ("{%", "if d", 3),
        ("text", "e", 3),
    ]


def test_a_brace_that_does_not_close_on_its_line_is_text() -> None:
    assert [token.kind for token in tokens("{{ a\n}} {% b %}")] == ["text", "{%"]


def test_words_and_parts_respect_quotes() -> None:
    assert words("url 'a b'  c=\"d e\" ") == ["url", "'a b'", 'c="d e"']
    assert split("a|b:'|'|c", "|") == ["a", "b:'|'", "c"]


@given(st.text(alphabet="{}%# a\n'\""))
def test_nothing_is_lost(text: str) -> None:
    kept = "".join(token.content for token in tokens(text) if token.kind == "text")
    assert set(kept) <= set(text)
    if "{" not in text:
        assert kept == text


class Searched(str):
    """Counts how much of it is searched."""

    __slots__ = ()
    characters = 0

    def find(self, wanted: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]  # only called with numbers
        found = super().find(wanted, start)
        Searched.characters += (len(self) if found < 0 else found) - start
        return found


@pytest.mark.parametrize("piece", ["{{", "{%", "{#", "{{ }} {%", "{{\n", "{"])
def test_a_text_is_searched_once_for_each_mark(piece: str) -> None:
    text = Searched(piece * 2000)
    Searched.characters = 0
    assert "".join(token.content for token in tokens(text))
    assert Searched.characters <= 6 * len(text)

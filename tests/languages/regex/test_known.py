"""Which patterns let through only words that they spell out."""

from __future__ import annotations

import pytest

from tidegate.languages.regex import tree
from tidegate.languages.regex.known import has_known_words


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        (r"\d+", True),
        (r"[\d\s.+*/()-]+", True),
        (r"price\s*(<|>|==)\s*\d{1,6}", True),
        (r"(?i)(asc|desc)", True),
        (r"(name|price)( (asc|desc))?", True),
        (r"(?:width|height)(?:\s*[-+]\s*(?:width|height))*", True),
        (r"(?:a|b)+", False),
        (r"(?:[+-]?a)+", False),
        (r"(?:[+-]a|b)+", False),
        (r"(?:[+-]a)+", True),
        (r"(?:a,\s*)+", True),
        (r"\w+", False),
        (r"[a-f0-9]+", False),
        (r"[^;]+", False),
        (r"(price)\1", False),
        (r"é?[0-9]", True),
        (r"_?[0-9]", True),
        (r"(?=[a-z])\d", True),
    ],
)
def test_words_are_known(pattern: str, known: bool) -> None:
    parsed = tree.parse(pattern)
    assert has_known_words(parsed, parsed.root) is known

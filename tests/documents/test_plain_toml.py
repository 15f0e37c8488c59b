from __future__ import annotations

import pytest

from tidegate.documents.errors import Unreadable
from tidegate.documents.plain_toml import PARTS, load


def test_values() -> None:
    assert load('a.b = 1\n[c."d.e"]\nf = ["x"]\n') == {"a": {"b": 1}, "c": {"d.e": {"f": ["x"]}}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[[", "no TOML"),
        ("a = " + "9" * 5_000, "no TOML"),
        ("a = " + "[" * 100_000, "too deeply"),
        (".".join("a" * 300_000) + " = 1", "key of more than"),
        ("[" + " . ".join(["'a'"] * 1_000) + "]", "key of more than"),
        ("x = 1\n" * 10 + '"".' * 200_000 + "b = 1", "key of more than"),
    ],
)
def test_what_is_refused_at_once(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        load(text)


def test_dots_that_are_no_key() -> None:
    text = (
        "# "
        + "." * 500
        + "\nversions = ["
        + ", ".join(f'"1.{n}.0"' for n in range(500))
        + ']\nx = "'
        + "." * 500
        + '"'
    )
    assert len(load(text)["versions"]) == 500
    assert load(".".join("a" * PARTS) + " = 1")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.documents import plain_yaml
from tidegate.documents.errors import Unreadable


def test_scalars_stay_texts() -> None:
    text = "a: 1.10\nb: 2024-01-01\nc: no\nd: null\n'e': \"x\"\nf: !!int 3\n"
    assert plain_yaml.load(text) == {
        "a": "1.10",
        "b": "2024-01-01",
        "c": "no",
        "d": "null",
        "e": "x",
        "f": "3",
    }


def test_aliases_mean_what_they_name() -> None:
    assert plain_yaml.load("a: &x [1, 2]\nb: *x\n") == {"a": ["1", "2"], "b": ["1", "2"]}


def test_nothing_is_none() -> None:
    assert plain_yaml.load("# only a comment\n") is None


def test_several_documents() -> None:
    text = "---\na: &x 1\n---\nb: 2\n"
    assert plain_yaml.load(text) == {"a": "1"}
    assert plain_yaml.load_all(text) == [{"a": "1"}, {"b": "2"}]
    assert plain_yaml.load_all("") == []
    with pytest.raises(Unreadable, match="refers to what is not there"):
        plain_yaml.load_all(text + "---\nc: *x\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: the key 'a' stands twice"),
        ("a: [1, 2\n", "is no YAML"),
        ("[" * 100_000, "nested too deeply"),
        ("a: &a [*a]\n", "refers to what is not there"),
        ("? [a]\n: b\n", "a key is no text"),
        ("a: *missing\n", "refers to what is not there"),
    ],
)
def test_what_cannot_be_read(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why.replace("*", r"\*")):
        plain_yaml.load(text)


def test_few_lines_cannot_mean_millions() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(Unreadable, match="more than"):
        plain_yaml.load("a0: &a0 [x, x]\n" + "\n".join(levels))


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    try:
        plain_yaml.load(text)
    except Unreadable as error:
        assert str(error)  # noqa: PT017  # either answer is right

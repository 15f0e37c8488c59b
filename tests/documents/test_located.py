from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.documents.errors import Unreadable
from tidegate.documents.located import At, Form, load
from tidegate.documents.reading import Source

JSON = b'{"a": 1, // one\n "b": {"c": [1,\n  {"d": 2},], /* two\n */ "e": []},\n}'
TOML = b'a = 1\n[b.c]\nd = 2\n[[e]]\nf = 3\n[[e]]\n"g.h" = 4\n'
YAML = b"a: 1\nb:\n  c:\n    - 1\n    - d: 2\n  e: []\n"
MARKDOWN = b"---\nname: x\ntools:\n  - Read\n---\n# Text\nname: none\n"


@pytest.mark.parametrize(
    ("form", "content", "at", "line"),
    [
        ("json", JSON, ("a",), 1),
        ("json", JSON, ("b", "c", 1, "d"), 3),
        ("json", JSON, ("b", "e"), 4),
        ("toml", TOML, ("b", "c", "d"), 3),
        ("toml", TOML, ("e", 1, "g.h"), 7),
        ("yaml", YAML, ("b", "c", 1, "d"), 5),
        ("yaml", YAML, ("b", "e"), 6),
        ("markdown", MARKDOWN, ("tools", 0), 4),
        ("yaml", YAML, ("b", "nowhere"), 2),
    ],
)
def test_lines(form: Form, content: bytes, at: At, line: int) -> None:
    assert load(Source("f", content), form).line(at) == line


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("json", b"["),
        ("json", b'{"a": ' * 100 + b"1" + b"}" * 100),
        ("json", b"[" * 100_000),
        ("json", b'{"a": 1, "a": 2}'),
        ("json", b'"\\ud800"'),
        ("toml", b"a = "),
        ("yaml", b"a: [*b]"),
        ("yaml", b"- " * 1000 + b"a"),
        ("markdown", b"---\nname: x\n"),
        ("json", b" " * 3_000_000),
        ("json", b"\xff\xfe\xff"),
    ],
)
def test_what_cannot_be_read_says_why(form: Form, content: bytes) -> None:
    with pytest.raises(Unreadable):
        load(Source("f", content), form)


@pytest.mark.parametrize("form", ["json", "toml", "yaml", "markdown"])
def test_nothing_is_an_empty_object(form: Form) -> None:
    assert load(Source("f", b""), form).value == {}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
        ),
        max_leaves=20,
    )
)
def test_every_key_of_json_has_its_line(value: Any) -> None:
    found = load(Source("f", json.dumps({"x": value}, indent=1).encode()), "json")
    assert found.value == {"x": value}
    assert found.line(("x",)) == 2


@given(st.binary(max_size=200), st.sampled_from(["json", "toml", "yaml", "markdown"]))
def test_bytes_are_read_or_named(content: bytes, form: Form) -> None:
    try:
        found = load(Source("f", content), form)
    except Unreadable:
        return
    assert found.line(("a",)) >= 0

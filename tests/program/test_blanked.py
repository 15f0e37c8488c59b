"""What a function does, without the names that it gives."""

from __future__ import annotations

import re

import pytest
from engine import engine

from tidegate.program.blanked import blanked
from tidegate.program.names import FunctionId


def of(source: str, name: str = "f") -> str:
    program = engine({"a.py": source})
    identity = FunctionId("a.py", name)
    function = program.function(identity)
    assert function is not None
    return blanked(function, program.body(identity, function))


WHOLE = '''
def f(items, *, limit=3):
    """Says."""
    with opened(items) as rows:
        for index, row in enumerate(rows):
            try:
                found = [x.name for x in row if x]
            except KeyError as error:
                raise Stop(error)
            if (n := len(found)) > limit:
                return sorted(found, key=lambda one: one[0])[:n]
    def inner(value):
        return value + limit
    return inner(f)
'''


@pytest.mark.parametrize(
    "name", ["items", "limit", "rows", "index", "row", "found", "x", "error", "n", "one", "inner", "value"]
)
def test_its_own_names_do_not_count(name: str) -> None:
    assert of(re.sub(rf"\b{name}\b", "other", WHOLE)) == of(WHOLE)


def test_neither_do_its_name_layout_and_comments() -> None:
    assert of(WHOLE.replace("def f(", "def g(").replace("inner(f)", "inner(g)"), "g") == of(WHOLE)
    assert of(WHOLE.replace('"""Says."""', "# says")) == of(WHOLE)
    assert of("import os\n\n\nx = 1\n" + WHOLE) == of(WHOLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("opened", "closed"),
        ("x.name", "x.label"),
        ("KeyError", "ValueError"),
        ("limit=3", "limit=4"),
        ("> limit", ">= limit"),
        ("value + limit", "limit + value"),
        ("sorted(found", "sorted(row"),
        ("key=", "cmp="),
    ],
)
def test_what_it_does_counts(old: str, new: str) -> None:
    assert old in WHOLE
    assert of(WHOLE.replace(old, new)) != of(WHOLE)

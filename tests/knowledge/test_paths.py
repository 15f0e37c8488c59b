"""The language that names places: which references a path means, which arguments, and what is no path."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tidegate.knowledge.paths import Arguments, arguments, enter, parse, parse_argument, references
from tidegate.model.errors import KnowledgeError

TYPES = ("asyncpg.Connection",)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("flask.request.Member[args,form]", ["flask.request.args", "flask.request.form"]),
        ("asyncpg.Member[connect].ReturnValue.Awaited", ["asyncpg.connect()"]),
        ("asyncpg.Connection.Member[fetch]", ["asyncpg.Connection().fetch"]),
        ("asyncpg.Connection!.Member[of]", ["asyncpg.Connection.of"]),
        ("asyncpg.Connection", ["asyncpg.Connection"]),
        ("x.Member[y].Call.Element", ["x.y()[]"]),
        ("x.Element[a, b]", ["x['a']", "x['b']"]),
        ("x.Member[a,b].Element[c,d]", ["x.a['c']", "x.a['d']", "x.b['c']", "x.b['d']"]),
    ],
)
def test_references(path: str, found: list[str]) -> None:
    assert references(path, TYPES) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0,query:", Arguments((0,), ("query",))),
        ("self", Arguments(receiver=True)),
        ("1..", Arguments(rest=1)),
        ("any", Arguments(rest=0, keywords=True)),
        ("**", Arguments(keywords=True)),
    ],
)
def test_arguments(text: str, found: Arguments) -> None:
    assert arguments(text) == parse_argument(text) == parse_argument(f"Argument[{text}]") == found
    assert [path.arguments for path in parse(f"x.Member[y].Argument[{text}]")] == [found]


@pytest.mark.parametrize("path", ["x.Member[y", "x.Nothing[y]", "x.Argument[0].Member[y]", "x.Argument[-1]"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse(path)
    assert caught.value.hint


def test_a_value_stands_beside_those_before() -> None:
    table: dict[str, list[int]] = defaultdict(list, {"x.a": [1]})
    enter(table, "x.Member[a,b]", (), 2)
    assert table == {"x.a": [1, 2], "x.b": [2]}

"""Templates become calls of the output library; no text makes the readers fail or slow."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.languages import ir, templates
from tidegate.languages.facts import blocks
from tidegate.languages.templates.builder import FUNCTION, OUTPUT


def statements(body: tuple[ir.Stmt, ...]) -> Iterator[ir.Stmt]:
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from statements(block)
        if isinstance(statement, ir.Define):
            yield from statements(statement.function.body or ())


def calls(node: object) -> Iterator[ir.Call]:
    """All calls in a tree, outermost first."""
    if isinstance(node, ir.Call):
        yield node
    if isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from calls(getattr(node, name))
    elif isinstance(node, tuple):
        for item in node:
            yield from calls(item)


def function(text: str) -> ir.Function:
    return templates.extract(text.encode()).functions[FUNCTION]


def outputs(text: str) -> list[tuple[str, int]]:
    """(what is done, line) of every call of the output library, in order."""
    found: list[tuple[str, int]] = []
    for call in calls(function(text).body):
        path: list[str] = []
        target: ir.Expr = call.function
        while isinstance(target, ir.Attribute):
            path.insert(0, target.name)
            target = target.value
        if isinstance(target, ir.Name) and target.id == OUTPUT:
            found.append((".".join(path), call.line))
    return found


def names(text: str) -> list[str]:
    return [parameter.name for parameter in function(text).parameters if parameter.kind == "keyword"]


def problems(text: str) -> list[tuple[int, str]]:
    return list(templates.extract(text.encode()).outline.problems)


JINJA = "{% set made = 1 %}"
DJANGO = "{% load static %}"


@pytest.fixture(params=[JINJA, DJANGO], ids=["jinja", "django"])
def syntax(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>{{ x }}</p>", ["text"]),
        ('<p class="a {{ x }}">', ["text"]),
        ("<p class={{ x }}>", ["unquoted"]),
        ("<p {{ x }}>", ["unquoted"]),
        ('<a href="{{ x }}">', ["address"]),
        ('<a href="/a/{{ x }}">', ["text"]),
        ('<a href="{{ x }}{{ y }}">', ["address", "text"]),
        ('<link href="{{ x }}">', ["text"]),
        ('<img src="{{ x }}"><iframe src="{{ x }}">', ["text", "address"]),
        ("<button onclick=\"f('{{ x }}')\">", ["script"]),
        ("<script>var a = {{ x }};</script><p>{{ x }}", ["script", "text"]),
        ("<script>var a = '{{ x }}', b = {{ x }};</script>", ["string", "script"]),
        ("<script>// it's\nvar a = {{ x }}</script>", ["script"]),
        ('<script type="application/json">{{ x }}</script>', ["text"]),
        ("<!-- <script> -->{{ x }}", ["text"]),
        ("<p>{{ x|safe }}</p>", ["text", "raw"]),
        ("<p>{{ x|upper|safe }}</p>", ["text", "raw"]),
        ("<p>{{ x|escape }}</p>", ["text", "filters.escape"]),
        ("<script>var a = {{ x|escape }};</script>", ["script"]),
        ("<script>var a = {{ x|length }};</script>", ["script", "filters.length"]),
    ],
)  # fmt: skip
def test_the_place_decides(syntax: str, page: str, expected: list[str]) -> None:
    assert [member for member, _ in outputs(syntax + page)] == expected


def test_escaping_is_switched_off_and_on_again() -> None:
    off = "{% autoescape false %}{{ a }}{% endautoescape %}{{ a }}"
    assert [member for member, _ in outputs(off)] == ["raw", "text"]
    assert [member for member, _ in outputs(DJANGO + off.replace("false", "off"))] == ["raw", "text"]


def test_lines_are_those_of_the_file(syntax: str) -> None:
    assert outputs(syntax + "\n<p>\r\n{{ a }}\n\n{% if b %}{{\tc|safe }}{% endif %}") == [
        ("text", 3),
        ("text", 5),
        ("raw", 5),
    ]


def test_free_names_are_parameters(syntax: str) -> None:
    loop = "{% for row in rows %}{{ row.name }}{{ loop_title }}{% endfor %}"
    page = loop + "{% with a=b %}{{ a }}{% endwith %}{{ row }}"
    assert names(syntax + page) == ["rows", "loop_title", "b", "row"]


def test_a_value_set_and_a_macro() -> None:
    macro = "{% macro field(value, kind='text') %}{{ value|safe }}{{ form }}{% endmacro %}"
    page = macro + "{% set a = b %}{{ field(a) }}"
    assert names(page) == ["form", "b"]
    assert ("raw", 1) in outputs(page)


def test_an_include_passes_the_whole_context(syntax: str) -> None:
    page = syntax + '{{ a }}{% include "part.html" %}{{ b }}'
    include = next(
        call for call in calls(function(page).body) if call.args and isinstance(call.args[0], ir.Const)
    )
    passed = [keyword.name for keyword in include.keywords]
    assert {"a", "b", None} <= set(passed)


def test_an_include_may_pass_only_what_it_says() -> None:
    include = next(calls(function(DJANGO + '{% include "part.html" with x=y only %}').body))
    assert [keyword.name for keyword in include.keywords] == ["x"]
    include = next(calls(function('{% include "part.html" without context %}').body))
    assert include.keywords == ()


def test_conditions_and_loops_are_kept(syntax: str) -> None:
    page = (
        syntax
        + "{% if a == 'x' and not b %}{{ c }}{% else %}{{ d }}{% endif %}{% for e in f %}{{ e }}{% endfor %}"
    )
    kinds = [type(statement).__name__ for statement in statements(function(page).body or ())]
    assert kinds[-6:].count("If") >= 1
    assert "Loop" in kinds


def test_what_django_leaves_out() -> None:
    comments = "{% comment %}{{ a|safe }}{% endcomment %}{# {{ b|safe }} #}"
    assert outputs(comments + "{% verbatim %}{{ c|safe }}{% endverbatim %}{{ d }}") == [("text", 1)]


def test_a_translation_is_escaped() -> None:
    assert outputs("{% trans name=q %}Hello {{ name }}{% endtrans %}") == [("text", 1)]


def test_a_page_without_tags_says_nothing() -> None:
    assert templates.extract(b"<p>{ nothing }</p>").functions == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{% load x %}\n{% if a %}\n{{ b }}", 2),
        ("{% load x %}\n{% endif %}", 2),
        ("{% load x %}\n\n{{ f(x)|safe }}", 3),
        ("{% if a %}" * 500 + "{% endif %}" * 500, 1),
        ("{{ " + "(" * 100 + "a" + ")" * 100 + "[" * 5 + " }}{% x %}", 1),
        ("{{ " + "not " * 300 + "a }}", 1),
    ],
)
def test_what_cannot_be_read_is_said(text: str, line: int) -> None:
    assert line in [problem[0] for problem in problems(text)]


def test_braces_of_other_languages_are_no_problem() -> None:
    assert problems("<p>{{ a ? b : c }}</p>") == []


def test_the_cache_gives_the_same_facts() -> None:
    source = b"{% for a in b %}{{ a|safe }}{% endfor %}"
    facts = templates.extract(source)
    assert templates.restore(facts.encode(), source).functions == facts.functions


PIECES = ["{{", "}}", "{%", "%}", "{#", "#}", "|", "safe", " ", "\n", "if", "for a in b", "endif", "endfor"]
PIECES += [
    "block x",
    "endblock",
    "'",
    '"',
    "<script>",
    "</script>",
    "<a href=",
    ">",
    "(",
    ")",
    "[",
    ".",
    "x",
    "1",
]
PIECES += [
    "\\",
    "set a = b",
    "include 'a'",
    "with a=b",
    "raw",
    "endraw",
    "autoescape off",
    "-",
    "~",
    "\x00",
    "é",
]
PIECES += [
    "macro f(a)",
    "not",
    "elif",
    "comment",
    "verbatim",
    "e",
    "default",
    ":",
    "call f()",
    "filter upper",
    "import",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
@settings(deadline=None)
def test_any_text_is_read(text: str) -> None:
    facts = templates.extract(text.encode("utf-8", "surrogatepass"))
    last = text.count("\n") + text.count("\r") + 1
    for call in calls(tuple(f.body for f in facts.functions.values())):
        assert 1 <= call.line <= last


@given(st.binary())
def test_any_bytes_are_read(source: bytes) -> None:
    assert templates.extract(source).functions.keys() == templates.extract(source).functions.keys()


HOSTILE = [
    "{{",
    "{%",
    "{#",
    "{{ a|safe }}",
    "{% if a %}",
    "{% include 'x' %}{{ a }}",
    "<a href='{{ x }}'",
    "{{ '",
]
HOSTILE += [
    "<script>'",
    "{% a 'b",
    "{%       ",
    "{{ a.b.c }}",
    "{% load x %}{{ a",
    "<!--",
    "{% endif %}",
    "<",
    "/*",
]
HOSTILE += ["{% if a %}{% elif b %}", "{% include 'x' %}{{ a%d }}"]


def steps(piece: str, count: int) -> int:
    """How many calls reading ``count`` pieces takes."""
    source = "".join(piece.replace("%d", str(index)) for index in range(count)).encode()
    counted = 0

    def count_call(_: object, event: str, __: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        templates.extract(source)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_text(piece: str) -> None:
    steps(piece, 1)
    assert steps(piece, 1200) < 5.5 * steps(piece, 300) + 2000


def test_tags_of_an_unknown_extension_are_passed_over_where_it_is_surely_jinja() -> None:
    tags = "{% csrf_token %}{% box x %}{{ q|safe }}{% endbox %}"
    text = '{% from "a.html" import b %}\n' + tags + "{% if a %}{{ f(a) }}{% endif %}"
    facts = templates.extract(text.encode())
    assert facts.outline.problems == ()
    assert any(call.line == 2 for call in calls(facts.outline.body))
    django = templates.extract(b"{% csrf_token %}{{ q|default:'x' }}")
    assert django.outline.problems == ()


def test_what_an_extension_makes_has_a_line() -> None:
    said = "{% trans n=n %}{{ n }} reply{% pluralize %}{{ n }} replies{% endtrans %}"
    text = "{% tag %}\n{% macro m(n) %}" + said + "{% endmacro %}\n{{ m(1) }}"
    facts = templates.extract(text.encode())
    assert facts.outline.problems == ()
    assert all(isinstance(call.line, int) for call in calls(facts.outline.body))

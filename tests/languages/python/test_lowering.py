"""Python lowered: every syntax, any bytes, true lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.languages import ir, python
from tidegate.languages.facts import Block, Facts


def facts(source: str) -> Facts:
    return python.extract(source.encode())


def statement(source: str) -> ir.Stmt:
    found = facts(source)
    assert not found.outline.problems
    assert len(found.outline.body) == 1
    return found.outline.body[0]


def expression(source: str) -> ir.Expr:
    found = statement(source)
    assert isinstance(found, ir.Evaluate)
    return found.value


def shown(node: object) -> object:
    """A node as nested tuples without lines, to compare with."""
    if isinstance(node, tuple):
        return tuple(map(shown, node))
    if not isinstance(node, ir.Node):
        return node
    fields = [f for f in node.__struct_fields__ if f not in ("line", "end_line", "column", "whole")]
    return (type(node).__name__, *(shown(getattr(node, field)) for field in fields))


X, Y, Z = ("Name", "x"), ("Name", "y"), ("Name", "z")
EACH = ("Comprehension", "generator", Y, None, (("Clause", Y, Z, ()),))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x", X),
        ("1_000", ("Const", 1000)),
        ("0x1f", ("Const", 31)),
        ("1.5e3", ("Const", 1500.0)),
        ("-1", ("Const", -1)),
        ("None", ("Const", None)),
        ("True", ("Const", True)),
        ("'a\\n\\x41\\u0042'", ("Const", "a\nAB")),
        ("r'a\\n'", ("Const", "a\\n")),
        ("b'ab'", ("Const", "ab")),
        ("'a' 'b'", ("Const", "ab")),
        ("f'a{x}b'", ("Text", (("Const", "a"), X, ("Const", "b")))),
        ("f'{x!r:>{y}}'", ("Text", (("Call", ("Name", "repr"), (X,), ()),))),
        ("f'{x!s}'", ("Text", (X,))),
        ("f'{x:>8}{x:.2f}'", ("Text", (X, ("Call", ("Name", "float"), (X,), ())))),
        ("f'{{x}}'", ("Const", "{x}")),
        ("t'a{x}'", ("Text", (("Const", "a"), X))),
        ("'a' f'{x}'", ("Text", (("Const", "a"), X))),
        ("x.y", ("Attribute", X, "y")),
        ("x[y]", ("Subscript", X, Y)),
        ("x[y, z]", ("Subscript", X, ("Collection", "tuple", (Y, Z)))),
        ("x[1:y]", ("Subscript", X, ("Slice", (("Const", 1), Y)))),
        ("x(y, *z)", ("Call", X, (Y, ("Spread", Z)), ())),
        ("x(a=y, **z)", ("Call", X, (), (("Keyword", "a", Y), ("Keyword", None, Z)))),
        ("x(y for y in z)", ("Call", X, (EACH,), ())),
        ("x + y", ("Binary", "+", X, Y)),
        ("x if y else z", ("Choice", Y, X, Z)),
        ("x and y", ("Boolean", "and", (X, Y))),
        ("not x", ("Unary", "not", X)),
        ("x < y <= z", ("Compare", X, ("<", "<="), (Y, Z))),
        ("x not in y", ("Compare", X, ("not in",), (Y,))),
        ("x is not y", ("Compare", X, ("is not",), (Y,))),
        ("[x, *y]", ("Collection", "list", (X, ("Spread", Y)))),
        ("(x, y)", ("Collection", "tuple", (X, Y))),
        ("{x}", ("Collection", "set", (X,))),
        ("{x: y, **z}", ("Mapping", (X, None), (Y, Z))),
        ("[x for x in y if z]", ("Comprehension", "list", X, None, (("Clause", X, Y, (Z,)),))),
        ("{x: y for x in z}", ("Comprehension", "dict", X, Y, (("Clause", X, Z, ()),))),
        ("(x := y)", ("Bind", "x", Y)),
        ("await x", ("Await", X)),
        ("(yield x)", ("Yield", X, False)),
        ("(yield from x)", ("Yield", X, True)),
        ("...", ("Opaque", ())),
    ],
)  # fmt: skip
def test_expressions(source: str, wanted: object) -> None:
    assert shown(expression(source)) == wanted


def test_lambda() -> None:
    found = expression("lambda x, *y: x")
    assert isinstance(found, ir.Lambda)
    assert [(p.name, p.kind) for p in found.function.parameters] == [("x", "positional"), ("y", "rest")]
    assert shown(found.function.body) == (("Return", X),)


BODY = (("Evaluate", X),)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = y = z", ("Assign", (X, Y), Z, None)),
        ("x: y = z", ("Assign", (X,), Z, Y)),
        ("x: 'a.b'", ("Assign", (X,), None, ("Attribute", ("Name", "a"), "b"))),
        ("x, *y = z", ("Assign", (("Collection", "tuple", (X, ("Spread", Y))),), Z, None)),
        ("x += y", ("Augment", X, "+", Y)),
        ("x @= y", ("Augment", X, "@", Y)),
        ("return x", ("Return", X)),
        ("raise x from y", ("Raise", X)),
        ("del x.y", ("Delete", (("Attribute", X, "y"),))),
        ("assert x, y", ("Assert", X)),
        ("global x, y", ("Scope", "global", ("x", "y"))),
        ("import a.b", ("Import", "a.b", None, "a", False, 0)),
        ("import a.b as c", ("Import", "a.b", None, "c", True, 0)),
        ("from ..a import b as c", ("Import", "a", "b", "c", True, 2)),
        ("from . import b", ("Import", "", "b", "b", False, 1)),
        ("from a import *", ("Import", "a", "*", "*", False, 0)),
        ("if x: x\nelif y: x\nelse: x", ("If", X, BODY, (("If", Y, BODY, BODY),))),
        ("for x in y, z: x", ("Loop", X, ("Collection", "tuple", (Y, Z)), None, BODY, ())),
        ("while x: x\nelse: x", ("Loop", None, None, X, BODY, BODY)),
        ("with x as y, z: x", ("With", (("Item", X, Y), ("Item", Z, None)), BODY)),
        ("with (x as y, z): x", ("With", (("Item", X, Y), ("Item", Z, None)), BODY)),
        ("try: x\nexcept y as z: x\nfinally: x", ("Try", BODY, (("Handler", Y, "z", BODY),), (), BODY)),
        ("try: x\nexcept* y: x", ("Try", BODY, (("Handler", Y, None, BODY),), (), ())),
        ("try: x\nexcept: x\nelse: x", ("Try", BODY, (("Handler", None, None, BODY),), BODY, ())),
    ],
)  # fmt: skip
def test_statements(source: str, wanted: object) -> None:
    assert shown(statement(source)) == wanted


def test_several_exceptions_with_and_without_parentheses() -> None:
    both = ("Collection", "tuple", (Y, Z))
    for clause in ("except (y, z):", "except y, z:"):
        found = facts(f"try: x\n{clause} x\n").outline.body[0]
        assert isinstance(found, ir.Try)
        assert shown(found.handlers[0].type) == both


def test_match() -> None:
    found = statement(
        "match x:\n"
        "    case 1 | 'a': x\n"
        "    case {'k': y}: x\n"
        "    case P(z, w=v) if y: x\n"
        "    case [first, *rest]: x\n"
        "    case a.b: x\n"
        "    case None: x\n"
        "    case other: x\n"
    )
    assert isinstance(found, ir.Match)
    values = [shown(case.values) for case in found.cases]
    assert values[0] == (("Const", 1), ("Const", "a"))
    assert values[4:6] == [(("Attribute", ("Name", "a"), "b"),), (("Const", None),)]
    assert values[1:4] == [(), (), ()]
    assert values[6] == ()
    assert [[(c.name, *c.steps) for c in case.captures] for case in found.cases] == [
        [], [("y", "['k']")], [("z", "#0"), ("v", ".w")], [("first", "[0]"), ("rest",)], [], [], [("other",)]
    ]  # fmt: skip
    assert [shown(case.classes) for case in found.cases] == [(), (), (("Name", "P"),), (), (), (), ()]
    assert [case.irrefutable for case in found.cases] == [False] * 6 + [True]
    assert shown(found.cases[2].guard) == Y


def test_functions_and_classes() -> None:
    found = facts(
        "@a\n@b(1)\nasync def f(x, /, y: int = 1, *, z, **w) -> 'T':\n    def inner(): pass\n    return x\n"
        "class C(B, metaclass=M):\n    n: int = 1\n    def m(self): return 1\n"
        "def f(): pass\n"
        "def g[T](x: T) -> T: return x\n"
        "class D[T]: pass\n"
        "type A = int\n"
    )
    assert list(found.functions) == ["f", "C.m", "f#2", "g"]
    assert list(found.classes) == ["C", "D"]
    function = found.functions["f"]
    assert function.asynchronous
    assert (function.line, function.end_line) == (1, 5)
    assert [(p.name, p.kind) for p in function.parameters] == [
        ("x", "positional"), ("y", "positional"), ("z", "keyword"), ("w", "keywords")
    ]  # fmt: skip
    assert shown(function.returns) == ("Name", "T")
    assert shown(function.decorators) == (("Name", "a"), ("Call", ("Name", "b"), (("Const", 1),), ()))
    inner = found.body(function)[0]
    assert isinstance(inner, ir.Define)
    assert inner.function.qualname == "f.inner"
    assert shown(found.classes["C"].bases) == (("Name", "B"),)


NEWEST = [
    "with (a as b): pass",
    "x = lambda: (yield)",
    "f'{x:{y}}' f'{'nested'}'",
    "print(f'{x=}')",
    "async def f():\n    async with a as b, c: pass\n    async for x in y: pass",
    "async def f():\n    return [x async for x in y]",
    "def f[T: int, *Ts, **P](x: T): ...",
    "type X[T] = list[T]",
    "x: list[int] | None = None",
    "match x:\n    case {'a': 1, **rest}: pass",
    "try: pass\nexcept* (A, B): pass",
    "for x in *a, b: pass",
    "x[*a]",
    "def f(*args: *Ts): pass",
    "@(lambda f: f)\ndef g(): pass",
    "nonlocal x",
    "if (n := 1) > 0: pass",
    "global x; x = 1",
    "t'{x}'",
    "try: pass\nexcept A, B: pass",
    "def f():\n    try: pass\n    finally:\n        return 1",
]


@pytest.mark.parametrize("source", NEWEST)
def test_new_syntax_parses(source: str) -> None:
    found = facts(source)
    assert not found.outline.problems
    for function in found.functions.values():
        found.body(function)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_lines_whatever_ends_them(ending: str, start: bytes) -> None:
    source = (
        start + ending.join(["x = 1", "", "def f():", "    return 2", "y = '''", "a", "'''", "z"]).encode()
    )
    found = python.extract(source)
    assert not found.outline.problems
    assert [node.line for node in found.outline.body] == [1, 3, 5, 8]
    assert found.body(found.functions["f"])[0].line == 4


def test_other_encodings_keep_names_and_lines() -> None:
    found = python.extract("# coding: latin-1\nname = 'Gr\xfc\xdfe'\nx = name\n".encode("latin-1"))
    assert [node.line for node in found.outline.body] == [2, 3]
    assert isinstance(found.outline.body[0], ir.Assign)
    assert shown(found.outline.body[0].value) == ("Const", "Gr\xfc\xdfe")


def test_what_does_not_parse_is_named_and_the_rest_is_read() -> None:
    found = facts("def f():\n    return 1\n\nx = = 2\n\ndef g():\n    return 3\n")
    assert [line for line, _ in found.outline.problems] == [4]
    assert set(found.functions) == {"f", "g"}


def test_facts_survive_the_cache() -> None:
    source = b"import a\nclass C:\n    def m(self, x=1):\n        return f'{x}' + (lambda y: y)(x)\n"
    found = python.extract(source)
    body = found.body(found.functions["C.m"])
    again = python.restore(found.encode(), source)
    assert again.outline == found.outline
    assert again.body(again.functions["C.m"]) == body
    assert not again.fresh


def test_what_is_nested_too_deeply_is_said() -> None:
    found = python.extract(b"x = " + b"(" * 500 + b"1" + b")" * 500 + b"\n")
    assert found.outline.problems == ((1, "too deep"),)


def nodes(node: object) -> Iterator[ir.Node]:
    if isinstance(node, tuple):
        for item in node:
            yield from nodes(item)
    if isinstance(node, ir.Node):
        yield node
        for field in node.__struct_fields__:
            yield from nodes(getattr(node, field))


def lines_of(node: object) -> list[int]:
    """Every line that a node or one below it names."""
    return [
        getattr(one, field) for one in nodes(node) for field in ("line", "end_line") if hasattr(one, field)
    ]


def bodies(found: Facts, names: Iterable[str]) -> dict[str, Block]:
    return {name: found.body(found.functions[name]) for name in names}


def read_whole(source: bytes) -> Facts:
    """The facts, after what must hold of any source: its lines, and the same in whatever order it is read."""
    found = python.extract(source)
    lowered = bodies(found, found.functions)
    last = len(re.split(rb"\r\n|\r|\n", source))
    assert set(lines_of(found.outline.body)) <= set(range(1, last + 1))
    for name, function in found.functions.items():
        assert set(lines_of(lowered[name])) <= set(range(function.line, function.end_line + 1))
    again = python.extract(source)
    assert bodies(again, reversed(found.functions)) == lowered
    assert again.outline == found.outline
    kept = python.restore(found.encode(), source)
    assert (kept.outline, bodies(kept, found.functions), kept.fresh) == (found.outline, lowered, False)
    return found


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(source: bytes) -> None:
    read_whole(source)


WORDS = """
class lambda yield await async case import from except with if else return for try:
x é 0x 1e -> := ... f' ' \\ #
@ = ( ) [ ] { } : , * ** \"\"\"
"""
SPACES = [" ", "    ", "\n", "\r", "\x00"]
PIECES = st.sampled_from([*WORDS.split(), *SPACES, "def f(x):\n", "class C:\n", "match x:\n", "for x in y"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_anything_like_python(source: str) -> None:
    read_whole(source.encode())


@pytest.mark.parametrize("bracket", ["()", "[]", "{}"])
@pytest.mark.parametrize("depth", [10, 1_000, 20_000])
def test_any_nesting(bracket: str, depth: int) -> None:
    found = read_whole(f"x = {bracket[0] * depth}1{bracket[1] * depth}\n".encode())
    assert found.outline.problems == (() if depth == 10 else ((1, "too deep"),))

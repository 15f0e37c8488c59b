"""Bounds on how exactly calls are told apart: both sides alike, and nothing is lost without a word."""

from __future__ import annotations

import pytest
from engine import Analysis, engine

from tidegate.flow.contexts import MOST_CONTEXTS, MOST_TYPES
from tidegate.flow.engine import Engine, Shared
from tidegate.flow.sinks import UNTOLD
from tidegate.flow.values import MOST_REFERENCES, constant
from tidegate.program.names import FunctionId

NAMED = FunctionId("shop.py", "named")
FILES = {"shop.py": "def named(name):\n    return name\n"}


def _told(side: Engine, text: str) -> bool:
    """Whether the summary for this constant says more than the one for any."""
    returned = side.summary(NAMED, {"name": constant(text)}).returned
    return returned is not None and returned.constants == (text,)


def test_what_one_side_tells_apart_the_other_does_whatever_else_it_asks() -> None:
    shared = Shared()
    base, head = engine(FILES, shared), engine(FILES, shared)
    first = [_told(base, f"base{number}") for number in range(MOST_CONTEXTS + 3)]
    others = [_told(head, f"head{number}") for number in range(MOST_CONTEXTS + 3)]
    again = [_told(head, f"base{number}") for number in range(MOST_CONTEXTS + 3)]
    assert first[0]
    assert not first[-1]
    assert not any(others)
    assert again == first


HEAD = "import os\nfrom flask import request\n"
CLASS = "class C{}:\n    def go(self, q):\n        {}\n"
FUNCTION = "def f{}(q):\n    {}\n"
SAFE, BAD = "return len(q)", "os.system(q)"


def _bodies(count: int, last: str) -> list[str]:
    return [SAFE] * (count - 1) + [last]


def given_objects(count: int, last: str) -> str:
    classes = "".join(CLASS.format(n, body) for n, body in enumerate(_bodies(count, last)))
    calls = "".join(f"    run(C{n}(), request.args['q'])\n" for n in range(count))
    return f"{HEAD}{classes}def run(c, q):\n    c.go(q)\ndef view():\n{calls}"


def given_functions(count: int, last: str) -> str:
    functions = "".join(FUNCTION.format(n, body) for n, body in enumerate(_bodies(count, last)))
    calls = "".join(f"    run(f{n}, request.args['q'])\n" for n in range(count))
    return f"{HEAD}{functions}def run(f, q):\n    f(q)\ndef view():\n{calls}"


def given_methods(count: int, last: str) -> str:
    methods = "".join(
        f"    def m{n}(self, q):\n        {body}\n" for n, body in enumerate(_bodies(count, last))
    )
    calls = "".join(f"    run(Desk().m{n}, request.args['q'])\n" for n in range(count))
    return f"{HEAD}class Desk:\n{methods}def run(f, q):\n    f(q)\ndef view():\n{calls}"


def given_constants_too(count: int, last: str) -> str:
    """So many words that objects are told apart by their types alone."""
    classes = CLASS.format(0, SAFE) + CLASS.format(1, last)
    calls = "".join(f"    run(C{n == count - 1:d}(), 'word{n}', request.args['q'])\n" for n in range(count))
    return f"{HEAD}{classes}def run(c, word, q):\n    c.go(q)\ndef view():\n{calls}"


def one_of_many(count: int, last: str) -> str:
    classes = "".join(CLASS.format(n, body) for n, body in enumerate(_bodies(count, last)))
    ways = "".join(f"    if request.args['n'] == '{n}':\n        c = C{n}()\n" for n in range(count))
    return f"{HEAD}{classes}def view():\n{ways}    c.go(request.args['q'])\n"


PROGRAMS = (given_objects, given_functions, given_methods, given_constants_too)


@pytest.mark.parametrize("written", PROGRAMS, ids=lambda written: written.__name__)
def test_calls_that_are_told_apart_no_more_keep_their_types(written: object) -> None:
    count = MOST_TYPES + MOST_REFERENCES // 2
    assert callable(written)
    text = written(count, BAD)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if "os.system" in line)
    assert Analysis({"shop.py": text}).findings() == {"command-injection": [line]}
    assert Analysis({"shop.py": written(count, SAFE)}).findings() == {}


def test_a_value_may_be_many_things() -> None:
    text = one_of_many(MOST_REFERENCES, BAD)
    assert list(Analysis({"shop.py": text}).findings()) == ["command-injection"]
    assert _untold(text) == set()


def _untold(text: str) -> set[int]:
    """Lines at which outside data is given to what is told apart no more."""
    arrivals = Analysis({"shop.py": text}).arrivals()
    return {arrival.place.line for arrival in arrivals if arrival.kind == UNTOLD}


def test_that_it_may_be_more_is_known_where_it_is_called() -> None:
    text = one_of_many(MOST_REFERENCES + 2, SAFE)
    assert _untold(text) == {len(text.splitlines())}
    assert _untold(text.replace("c.go(request.args['q'])", "c.go('q')")) == set()


@pytest.mark.parametrize("written", PROGRAMS[:3], ids=lambda written: written.__name__)
def test_that_calls_may_be_of_more_is_known_in_what_they_call(written: object) -> None:
    assert callable(written)
    text = written(MOST_TYPES + MOST_REFERENCES + 5, BAD)
    line = text.splitlines().index("def run(c, q):" if "run(c, q)" in text else "def run(f, q):") + 2
    assert _untold(text) == {line}


RECURSIVE = """
import json, os
from flask import request
def walk(node, out):
    for child in node:
        walk(child, out)
    for child in node.parts:
        walk(child.inner(), out)
    {}
def view():
    walk(json.loads(request.data), [])
"""


@pytest.mark.parametrize(("does", "found"), [("os.system(node)", True), ("out.append(len(node))", False)])
def test_a_recursion_into_ever_deeper_parts_ends(does: str, found: bool) -> None:
    side = engine({"tree.py": RECURSIVE.format(does)})
    summary = side.summary(FunctionId("tree.py", "view"))
    assert summary.limits == []
    assert bool(summary.flows) == found

"""Summaries: across files, shared by both sides, bounded."""

from __future__ import annotations

import pytest
from engine import Analysis, Files, engine
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.flow.engine import Budget, Engine, Shared
from tidegate.flow.library import Library
from tidegate.flow.summary import Summary
from tidegate.knowledge.store import Knowledge
from tidegate.program.modules import Program, pair
from tidegate.program.names import MODULE, FunctionId
from tidegate.program.sources import FactsByBlob, Sources

VIEW = "from flask import request\nfrom .jobs import run\n\ndef view():\n    run(request.args['q'])\n"
JOBS = "import os\n\ndef run(name):\n    os.system(name)\n"


def findings(files: dict[str, str]) -> list[tuple[str, int]]:
    return sorted({(flow.place.path, flow.place.line) for flow in Analysis(files).arrivals()})


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("from .jobs import run", "run"),
        ("from .jobs import run as start", "start"),
        ("from . import jobs", "jobs.run"),
        ("import app.jobs", "app.jobs.run"),
        ("import app.jobs as work", "work.run"),
        ("from app import jobs", "jobs.run"),
        ("from .jobs import *", "run"),
        ("from .api import run", "run"),
        ("from app.api import launch", "launch"),
    ],
)
def test_calls_into_another_file(line: str, call: str) -> None:
    files = {
        "app/__init__.py": "",
        "app/jobs.py": JOBS,
        "app/api.py": "from app.jobs import run\nfrom .jobs import run as launch\n",
        "app/views.py": f"from flask import request\n{line}\n\ndef view():\n    {call}(request.args['q'])\n",
    }
    assert findings(files) == [("app/jobs.py", 4)]


def test_the_trace_tells_every_step() -> None:
    arrivals = Analysis({"app/__init__.py": "", "app/jobs.py": JOBS, "app/views.py": VIEW}).arrivals()
    steps = [(step.path, step.line) for step in arrivals[0].trace.chain()]
    assert steps[0] == ("app/views.py", 5)
    assert len(arrivals) == 1


def side(files: dict[str, str], shared: Shared, changed: list[str]) -> Engine:
    program = Program(Sources(Files(files), FactsByBlob()), changed)
    return Engine(program, Library(Knowledge("python")), Budget(), shared)


def sides(base: dict[str, str], head: dict[str, str]) -> tuple[Engine, Engine]:
    facts, shared, library = FactsByBlob(), Shared(), Library(Knowledge("python"))
    changed = {path for path in {*base, *head} if base.get(path) != head.get(path)}
    programs = pair(Sources(Files(base), facts), Sources(Files(head), facts), changed)
    before, after = (Engine(program, library, Budget(), shared) for program in programs)
    return before, after


def test_the_other_side_runs_only_what_the_change_touched() -> None:
    base = {
        "a.py": "from b import f\n\ndef g(x):\n    return f(x)\n",
        "b.py": "def f(x):\n    return x\n",
        "c.py": JOBS,
    }
    head = base | {"b.py": "import os\n\ndef f(x):\n    os.system(x)\n"}
    shared = Shared()
    functions = [FunctionId("a.py", "g"), FunctionId("b.py", "f"), FunctionId("c.py", "run")]
    one = side(base, shared, ["b.py"])
    before = [one.summary(function) for function in functions]
    other = side(head, shared, ["b.py"])
    after = [other.summary(function) for function in functions]
    assert other.evaluated == 2
    assert [bool(summary.arrivals) for summary in before] == [False, False, True]
    assert [bool(summary.arrivals) for summary in after] == [True, True, True]
    assert before[2] is after[2]


def test_what_a_remembered_name_depends_on_counts_for_everyone_who_asks() -> None:
    files = {
        "a.py": "from b import f\n\ndef g(x):\n    return f(x)\n\ndef h(x):\n    return f(x)\n",
        "b.py": "from c import f\n",
        "c.py": "def f(x):\n    return x\n",
    }
    made = side(files, Shared(), list(files))
    for name in ("g", "h"):
        assert made.summary(FunctionId("a.py", name)).files == {"a.py", "b.py", "c.py"}


USER = """import os
from shop.const import {names}

def run(x):
    if {name} == "yes":
        os.system(x)
"""
CONST = """from enum import Enum

NAME = "{name}"
OTHER = "{other}"

class Kind(Enum):
    ONE = "one"

def helper(x):
    return x
"""


@pytest.mark.parametrize(
    ("used", "head", "runs"),
    [
        ("NAME", CONST.format(name="yes", other="else"), 0),  # another constant of the same file
        ("NAME", "MORE = 1\nLESS = 2\n" + CONST.format(name="yes", other="no"), 0),  # it only moved
        ("NAME", CONST.format(name="no", other="no"), 1),
        ("NAME", CONST.format(name="yes", other="no").replace("NAME =", "if OTHER:\n    NAME ="), 1),
        ("NAME", "", 1),
        ("Kind.ONE", "MORE = 1\n" + CONST.format(name="yes", other="no"), 0),
        ("Kind.ONE", CONST.format(name="yes", other="no").replace('"one"', '"two"'), 1),
    ],
)
def test_what_rests_on_a_name_that_both_sides_have_alike_is_run_once(used: str, head: str, runs: int) -> None:
    base = {
        "shop/__init__.py": "",
        "shop/const.py": CONST.format(name="yes", other="no"),
        "shop/user.py": USER.format(names=used.partition(".")[0], name=used),
    }
    before, after = sides(base, base | {"shop/const.py": head})
    function = FunctionId("shop/user.py", "run")
    assert (used == "NAME") == bool(before.summary(function).arrivals)
    after.summary(function)
    assert after.evaluated == runs


HELPERS = """import os

def first(x):
    return x

def second(x):
    os.system(x)
"""


@pytest.mark.parametrize(
    ("called", "edit", "runs"),
    [
        ("first", ("os.system(x)", "os.system('ls')"), 0),
        ("second", ("os.system(x)", "os.system('ls')"), 2),
        ("first", ("return x", "return 'a'"), 2),
        ("second", ("return x", "y = x\n    return y"), 2),  # it stands in another line, which is told
        ("first", ("def second(x)", "def first(x)"), 2),
    ],
)
def test_a_function_that_stands_where_it_did_is_run_once(
    called: str, edit: tuple[str, str], runs: int
) -> None:
    base = {
        "shop/__init__.py": "",
        "shop/helpers.py": HELPERS,
        "shop/user.py": f"from shop.helpers import {called}\n\ndef run(x):\n    return {called}(x)\n",
    }
    before, after = sides(base, base | {"shop/helpers.py": HELPERS.replace(*edit)})
    function = FunctionId("shop/user.py", "run")
    before.summary(function)
    after.summary(function)
    assert after.evaluated == runs


@pytest.mark.parametrize(
    ("added", "runs"), [("import os\n", 0), ("from shop.user import KINDS\n", 0), (None, 1)]
)
def test_a_file_that_fills_a_table_elsewhere_counts_where_it_changes(added: str | None, runs: int) -> None:
    user = """KINDS = {}

def register(function):
    KINDS["one"] = function

def run(x):
    return KINDS["one"](x)
"""
    teller = "import os\nfrom shop.user import register\n\nregister(os.system)\n"
    base = {"shop/__init__.py": "", "shop/user.py": user, "shop/a.py": teller, "shop/b.py": ""}
    changed = "from shop.user import register\n\nregister(print)\n" if added is None else added
    before, after = sides(base, base | {"shop/b.py": changed})
    function = FunctionId("shop/user.py", "run")
    before.summary(function)
    after.summary(function)
    assert bool(after.evaluated) == bool(runs)


def test_no_files_no_function() -> None:
    assert engine({}).summary(FunctionId("a.py", "f")) == Summary()


def test_a_bound_that_is_reached_is_said() -> None:
    chain = (
        "".join(f"def f{i}(x):\n    return f{i + 1}(x)\n" for i in range(60)) + "def f60(x):\n    return x\n"
    )
    assert engine({"a.py": chain}).summary(FunctionId("a.py", "f0")).limits
    assert not engine({"a.py": chain}).summary(FunctionId("a.py", "f40")).limits


def test_the_budget_ends_a_run() -> None:
    program = Program(Sources(Files({"a.py": "def f(x):\n" + "    x = x + 1\n" * 500}), FactsByBlob()))
    made = Engine(program, Library(Knowledge("python")), Budget(steps=100), Shared())
    made.summary(FunctionId("a.py", "f"))
    assert made.budget.exhausted == "too many steps"


N = 4000


def lines(count: int, text: str, start: int = 0) -> str:
    """``text`` for each number: ``#`` is the number, ``<`` the one before, ``>`` the one after."""
    numbers = range(start, start + count)
    return "".join(
        text.replace("#", str(n)).replace("<", str(n - 1)).replace(">", str(n + 1)) + "\n" for n in numbers
    )


def nested(count: int, text: str, last: str) -> str:
    return "".join("    " * (n + 1) + text.replace("#", str(n)) + "\n" for n in range(count)) + (
        "    " * (count + 1) + last + "\n"
    )


HOSTILE = {
    "assignments": "def f(x):\n" + lines(N, "    a# = x"),
    "branches": "def f(x):\n" + lines(N, "    if x == #:\n        a# = x"),
    "parentheses": "x = " + "(" * N + "1" + ")" * N + "\n",
    "lists": "x = " + "[" * N + "1" + "]" * N + "\n",
    "calls": "def f(x):\n    return " + "f(" * N + "x" + ")" * N + "\n",
    "attributes": "def f(x):\n    return x" + ".a" * N + "\n",
    "sums": "def f(x):\n    return x" + " + x" * N + "\n",
    "blocks": "def f(x):\n" + nested(200, "if x:", "f(x)"),
    "a long list": "x = [" + "1," * 50_000 + "]\n",
    "values in values": "def f(y):\n    x = y\n" + "    x = [x]\n" * N + "    return x\n",
    "an object in itself": "def f(y):\n" + "    y.a = y\n" * N + "    return y\n",
    "loops in loops": "def f(x):\n" + nested(30, "for i# in x:", "x = x + i0"),
    "a chain of functions": lines(600, "def f#(x): return f>(x)"),
    "calls that double": "def f0(x): return x\n" + lines(37, "def f#(x): return f<(f<(x) + f<(x))", 1),
    "closures that double": "def f(x):\n    g0 = lambda y: y\n"
    + lines(29, "    g# = lambda y: g<(y) + g<(y)", 1)
    + "    return g29(x)\n",
    "functions in a ring": "".join(
        f"def f{i}(x):\n    f{(i + 1) % 30}(x); f{(i + 7) % 30}(x)\n" for i in range(30)
    ),
    "classes of each other": "class A(B): pass\nclass B(A): pass\ndef f(): return A().x\n",
    "names of each other": "x = y\ny = x\nz = x.a.b()\n",
    "imports of itself": "from app import *\nfrom app import x\nimport app\nx = app.x\n",
    "numbers that grow": "x = 10\n" + "x = x * x\n" * 200 + "y = 9**9**9**9\nz = 1 << 100000000\n",
    "texts that grow": "x = 'a'\n" + "x = x + x\n" * 200,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_end_soon(source: str) -> None:
    program = Program(Sources(Files({"app.py": source}), FactsByBlob()))
    made = Engine(program, Library(Knowledge("python")), Budget(steps=400_000), Shared())
    module = made.program.module("app.py")
    assert module is not None
    for name in [MODULE, *module.facts.functions]:
        made.summary(FunctionId("app.py", name))
    assert made.budget.exhausted is None


WORDS = st.sampled_from(
    [
        "x",
        "y",
        "f",
        "g",
        "self",
        "request",
        "os.system",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=",
        "+",
        ".",
        "*",
        "**",
        "->",
        "@",
        "|",
        "&",
        "not",
        "and",
        "or",
        "in",
        "is",
        "if",
        "else",
        "for",
        "while",
        "try",
        "except",
        "finally",
        "with",
        "as",
        "def",
        "class",
        "return",
        "yield",
        "await",
        "async",
        "lambda",
        "match",
        "case",
        "import",
        "from",
        "raise",
        "global",
        "del",
        "assert",
        "pass",
        "break",
        "continue",
        "None",
        "True",
        "1",
        "2.5",
        "'a'",
        "f'{x}'",
        "b''",
        "...",
    ]
)
LINES = st.builds(
    lambda depth, words: "    " * depth + " ".join(words), st.integers(0, 3), st.lists(WORDS, max_size=8)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_anything_that_looks_like_a_program_is_run(program: list[str]) -> None:
    made = engine({"app.py": "import os\nfrom flask import request\n" + "\n".join(program)})
    module = made.program.module("app.py")
    assert module is not None
    for name in [MODULE, *module.facts.functions]:
        made.summary(FunctionId("app.py", name))


def test_a_new_file_takes_the_place_of_a_library() -> None:
    base = {"a.py": "from os import system\n\ndef f(x):\n    system(x)\n"}
    head = base | {"os.py": "def system(x):\n    return x\n"}
    shared = Shared()
    function = FunctionId("a.py", "f")
    assert side(base, shared, ["os.py"]).summary(function).arrivals
    assert not side(head, shared, ["os.py"]).summary(function).arrivals

"""Collections of a module that functions fill."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from engine import Analysis, engine

from tidegate.program.names import FunctionId

_TOOLS = """
from tools.registry import TOOLS, tool

@tool("list")
def listing(name):
    import os
    os.system("ls " + name)

@tool("nothing")
def nothing(name):
    return None
"""

_APP = """
from flask import Flask, abort, request
import tools.all
from tools.registry import TOOLS

app = Flask(__name__)

@app.get("/<kind>")
def run(kind):
    CALL
    return "ok"
"""

_INSIDE = """
def tool(kind):
    def add(function):
        PUT
        return function
    return add
"""

_PLAIN = """
def tool(function):
    TOOLS[function.__name__] = function
    return function
"""

_ITEM = _INSIDE.replace("PUT", "TOOLS[kind] = function")


def _found(registry: str, call: str, tools: str = _TOOLS) -> dict[str, list[int]]:
    files = {
        "tools/registry.py": f"TOOLS = {{}}\n\n{registry}",
        "tools/all.py": tools,
        "tools/__init__.py": "",
    }
    return Analysis({**files, "app.py": _APP.replace("CALL", call)}).findings()


@pytest.mark.parametrize("registry", [_ITEM, _INSIDE.replace("PUT", "TOOLS.update({kind: function})")])
def test_what_a_decorator_puts_there_is_called(registry: str) -> None:
    assert _found(registry, 'TOOLS[kind](request.args["q"])') == {"command-injection": [7]}


def test_a_decorator_without_arguments() -> None:
    tools = _TOOLS.replace('@tool("list")', "@tool").replace('@tool("nothing")', "@tool")
    assert _found(_PLAIN, 'TOOLS[kind](request.args["q"])', tools) == {"command-injection": [7]}


@pytest.mark.parametrize(
    ("call", "is_found"),
    [
        ('TOOLS["list"](request.args["q"])', True),
        ('TOOLS["nothing"](request.args["q"])', False),
        ('TOOLS.get(kind)(request.args["q"])', True),
        ('TOOLS[kind]("/srv")', False),
        ("import os; kind in TOOLS and os.system(kind)", False),
        ("import os; os.system(kind)", True),
    ],
)
def test_the_key_tells_what(call: str, is_found: bool) -> None:
    assert bool(_found(_ITEM, call)) is is_found


def test_a_call_or_a_loop_of_the_module_may_fill_it_too() -> None:
    direct = _TOOLS.replace('@tool("list")\n', "").replace('@tool("nothing")\n', "")
    assert _found(_ITEM, 'TOOLS[kind](request.args["q"])', direct) == {}
    called = direct + '\ntool("list")(listing)\n'
    assert _found(_ITEM, 'TOOLS[kind](request.args["q"])', called) == {"command-injection": [6]}


def test_a_default_of_a_field_is_one_value_of_several() -> None:
    program = """
import os
from fastapi import FastAPI
from pydantic import BaseModel

class Job(BaseModel):
    name: str = ""

app = FastAPI()

@app.post("/")
def view(job: Job):
    os.system(job.name or "ls")
"""
    assert Analysis({"app.py": program}).findings() == {"command-injection": [13]}


@pytest.mark.parametrize(
    ("declared", "searches"), [("set[str]", 0), ("dict[str, int]", 0), ("dict[str, object]", 1), ("dict", 1)]
)
def test_callers_are_not_searched_for_where_nothing_to_call_is_kept(
    declared: str, searches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = f"WARNED: {declared} = dict()\n\ndef warn(name):\n    WARNED[name] = name\n    return WARNED\n"
    side, search = engine({"kept.py": kept}), Mock(return_value={})
    monkeypatch.setattr(side.program.sources.tree, "search", search)
    side.summary(FunctionId("kept.py", "warn"))
    assert search.call_count == searches

"""What one function puts on the request's object and another reads."""

from __future__ import annotations

from engine import engine

from tidegate.program.names import FunctionId

_VIEW = """
import os
from flask import g

def view():
    os.system("ls " + g.folder)
"""


def _kinds(files: dict[str, str]) -> list[str]:
    return [flow.kind for flow in engine(files).summary(FunctionId("view.py", "view")).flows]


def test_what_another_file_puts_there_arrives() -> None:
    hook = "from flask import g, request\n\ndef remember():\n    g.folder = request.args['folder']\n"
    assert _kinds({"view.py": _VIEW, "hook.py": hook}) == ["command"]


def test_a_constant_or_an_object_of_that_name_does_not() -> None:
    constant = "from flask import g\n\ndef remember():\n    g.folder = '/srv'\n"
    other = "from flask import request\n\ndef remember(shop):\n    shop.folder = request.args['folder']\n"
    assert _kinds({"view.py": _VIEW, "hook.py": constant, "other.py": other}) == []


def test_a_function_that_reads_what_it_sets_comes_to_an_end() -> None:
    own = _VIEW.replace(
        '    os.system("ls " + g.folder)', "    g.folder = g.folder + 'x'\n    return g.folder"
    )
    assert _kinds({"view.py": own}) == []

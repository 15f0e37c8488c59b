"""What containers are told in one file, and give in another."""

from __future__ import annotations

import pytest
from engine import Analysis

_TOOLS = """
import os
import subprocess

class Tool:
    def run(self, name: str): ...

class Shell(Tool):
    def run(self, name: str):
        os.system("file " + name)

class Direct(Tool):
    def run(self, name: str):
        subprocess.run(["file", "--", name])
"""

_APP = """
from fastapi import FastAPI
from tools import Tool
from wiring import container

app = FastAPI()

@app.get("/kind")
def kind(name: str):
    return container.resolve(Tool).run(name)
"""

_WIRING = "import punq\nfrom tools import Direct, Shell, Tool\n\ncontainer = punq.Container()\n"


def _found(**files: str) -> dict[str, list[int]]:
    texts = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    return Analysis({"app.py": _APP, "tools.py": _TOOLS, **texts}).findings()


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("container.register(Tool, Shell)", {"command-injection": [10]}),
        ("container.register(Tool, Direct)", {}),
        ("container.register(Tool, factory=lambda: Shell())", {"command-injection": [10]}),
        ("container.register(Tool, instance=Direct())", {}),
        ("def wire():\n    container.register(Tool, Shell)", {"command-injection": [10]}),
        ("container.register(Shell)", {}),
    ],
)
def test_what_is_bound_is_what_is_given(told: str, found: dict[str, list[int]]) -> None:
    assert _found(wiring=_WIRING + told + "\n") == found


def test_another_file_may_tell_and_a_test_may_not() -> None:
    told = "from tools import Shell, Tool\nfrom wiring import container\n\ncontainer.register(Tool, Shell)\n"
    assert _found(wiring=_WIRING, start=told) == {"command-injection": [10]}
    assert _found(wiring=_WIRING, tests__test_start=told) == {}


_OVERRIDDEN = """
import os
from fastapi import Depends, FastAPI, Request

app = FastAPI()

def folder() -> str:
    return "/srv"

def asked(request: Request) -> str:
    return request.query_params["folder"]

@app.get("/list")
def listing(at: str = Depends(folder)):
    os.system("ls " + at)
"""


def test_a_dependency_that_is_overridden_outside_of_tests() -> None:
    override = "from app import app, asked, folder\n\napp.dependency_overrides[folder] = asked\n"
    assert _found(app=_OVERRIDDEN) == {}
    assert _found(app=_OVERRIDDEN, start=override) == {"command-injection": [15]}
    assert _found(app=_OVERRIDDEN, tests__test_app=override) == {}


def test_types_that_need_each_other_come_to_an_end() -> None:
    own = "class A:\n    def __init__(self, b: 'B'): ...\nclass B:\n    def __init__(self, a: A): ...\n"
    wiring = (
        f"import punq\nfrom tools import Tool\n{own}\ncontainer = punq.Container()\ncontainer.register(A)\n"
    )
    app = _APP.replace("import container", "import A, container").replace("resolve(Tool)", "resolve(A)")
    assert _found(app=app, wiring=wiring) == {}

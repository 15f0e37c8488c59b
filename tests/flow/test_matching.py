"""What the names of a ``case`` get, and which cases are reached."""

from __future__ import annotations

import textwrap

import pytest
from engine import Analysis

_SHAPES = """
import os
from dataclasses import dataclass
from flask import Flask, request
app = Flask(__name__)

@dataclass
class Circle:
    radius: int
    name: str

@dataclass
class Square:
    side: int
    name: str

def show(shape: Circle | Square):
    match shape:
        CASES

@app.get("/a")
def a():
    show(Circle(1, request.args["n"]))
    return "ok"
"""


@pytest.mark.parametrize(
    ("case", "is_found"),
    [
        ("case Circle(r, n): os.system(f'draw {r}')", False),
        ("case Circle(r, n): os.system(f'draw {n}')", True),
        ("case Circle(name=n): os.system(f'draw {n}')", True),
        ("case Circle(radius=n): os.system(f'draw {n}')", False),
        ("case Circle() as whole: os.system(whole.name)", True),
        ("case Circle() as whole: os.system(f'{whole.radius}')", False),
        ("case Square(name=n): os.system(f'draw {n}')", False),
        ("case Circle(name=n) | Square(name=n): os.system(f'draw {n}')", True),
        ("case other: os.system(f'draw {other.name}')", True),
    ],
)
def test_objects(case: str, is_found: bool) -> None:
    assert bool(Analysis({"app.py": _SHAPES.replace("CASES", case)}).findings()) is is_found


@pytest.mark.parametrize(
    ("case", "is_found"),
    [
        ("case {'kind': 'x', 'value': v}: os.system(v)", True),
        ("case {'kind': k, **more}: os.system(more['value'])", True),
        ("case [first, *more]: os.system(first)", True),
        ("case [first, *more]: os.system(more[0])", True),
        ("case 'a' | 'b' as name: os.system(name)", False),
        ("case str(text): os.system(text)", True),
        ("case int(number): os.system(f'kill {number}')", False),
        ("case text if text in ('a', 'b'): os.system(text)", False),
        ("case text if text: os.system(text)", True),
    ],
)
def test_data(case: str, is_found: bool) -> None:
    program = f"""
        import os
        from flask import Flask, request
        app = Flask(__name__)

        @app.post("/a")
        def a():
            body = request.get_json()
            match body:
                {case}
            return "ok"
    """
    assert bool(Analysis({"app.py": textwrap.dedent(program)}).findings()) is is_found

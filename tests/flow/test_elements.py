"""Elements of an annotated collection: a line that ends in ``# bad`` is a weakness, and no other line is."""

from __future__ import annotations

from engine import Analysis

CODE = """
from html import escape
from typing import NamedTuple
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
app = FastAPI()
class Line(NamedTuple):
    label: str
    value: str
    def as_html(self) -> str:
        return f"<dt>{escape(self.label)}</dt><dd>{self.value}</dd>"
def page(title: str, lines: list[Line]) -> str:
    body = "".join(line.as_html() for line in lines)
    return f"<title>{escape(title)}</title><dl>{body}</dl>"
def same(lines: list[Line]) -> list[Line]:
    return lines
@app.get("/b")
def b(q: str):
    lines = [Line("a", q)]
    return HTMLResponse(page("x", lines))  # bad
@app.get("/c")
def c(q: str):
    lines = [Line(q, "b")]
    return HTMLResponse(page("x", lines))
@app.get("/d")
def d(q: str):
    lines = same([Line("a", "b"), Line("a", q)])
    print(lines[0].value)
    return HTMLResponse(lines[1].value)  # bad
@app.get("/e")
def e(q: str):
    lines = same([Line("a", "b"), Line("a", q)])
    return HTMLResponse(lines[0].value)
"""


def test_elements_are_objects_of_their_class() -> None:
    bad = [number for number, line in enumerate(CODE.splitlines(), 1) if line.endswith("# bad")]
    assert Analysis({"app.py": CODE}).findings() == {"xss": bad}

"""What a route lets through."""

from __future__ import annotations

import pytest
from engine import Analysis

from tidegate.surface.bounds import converted_parts, grouped_parts


def test_parts_of_a_route_by_either_name() -> None:
    assert converted_parts("/a/<int:id>/{name:[a-z]+}/<plain>") == {
        "id": "int",
        "int": "id",
        "name": "[a-z]+",
    }


def test_groups_by_name_or_in_their_order() -> None:
    named = dict(grouped_parts(r"/a/(?P<year>\d{4})/(?P<rest>.*)$", [], ""))
    assert "path" in named["year"]
    assert not named["rest"]
    assert [name for name, _ in grouped_parts(r"/(\d+)(?:x|y)[(]/(.+)", ["one", "two"], "")] == ["one", "two"]


def test_what_may_be_decoded_later_bounds_nothing() -> None:
    ((_, kinds),) = grouped_parts(r"/([\w%]+)", ["name"], "%")
    assert not kinds


SANIC = """
import os
from sanic import Sanic
app = Sanic("shop")


@app.get("/files/{part}")
async def show(request, name):
    open("/srv/" + name)
"""


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("<name>", {"path-traversal": [9]}),
        ("<name:str>", {"path-traversal": [9]}),
        ("<name:path>", {"path-traversal": [9]}),
        ("<name:slug>", {}),
        ("<name:int>", {}),
        ("<name:[a-z]{3}>", {}),
        ("<name:.+>", {"path-traversal": [9]}),
    ],
)
def test_a_part_of_a_route(part: str, found: dict[str, list[int]]) -> None:
    assert Analysis({"app.py": SANIC.format(part=part)}).findings() == found

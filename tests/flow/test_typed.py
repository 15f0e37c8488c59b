"""Outside data as the type that a parameter states, by whatever name."""

from __future__ import annotations

import pytest
from engine import Analysis

from tidegate.program.names import FunctionId

_TYPES = """
from typing import Annotated, Literal, NewType
from uuid import UUID
from fastapi import Depends, Header, Path, Query

def named(q: Annotated[str, Query()]) -> str:
    return q

Number = Annotated[int, Path(ge=1)]
Text = Annotated[str, Path(description="its name")]
Key = Annotated[UUID, Path()]
Agent = Annotated[str | None, Header()]
Named = Annotated[str, Depends(named)]
Order = Literal["asc", "desc"]
type Tags = list[str]
UserId = NewType("UserId", int)
Slug = NewType("Slug", str)
"""


@pytest.mark.parametrize(
    ("annotation", "is_found"),
    [
        ("Number", False),
        ("Text", True),
        ("Key", False),
        ("Agent", True),
        ("Named", True),
        ("Order", False),
        ("Tags", True),
        ("UserId", False),
        ("Slug", True),
        ("types.Text", True),
        ("types.Key", False),
        ("Annotated[Text, 'said again']", True),
        ("Annotated[Number, 'said again']", False),
    ],
)
def test_an_alias_is_the_type_that_it_names(annotation: str, is_found: bool) -> None:
    app = f"""
import os
from typing import Annotated
from fastapi import FastAPI
from shop import types
from shop.types import Agent, Key, Named, Number, Order, Slug, Tags, Text, UserId

app = FastAPI()

@app.get("/x/{{name}}")
def view(name: {annotation}):
    os.system("ls %s" % name)
"""
    analysis = Analysis({"app.py": app, "shop/types.py": _TYPES, "shop/__init__.py": ""})
    assert bool(analysis.findings()) is is_found


def test_a_type_that_says_nothing_names_no_library() -> None:
    code = "from typing import Any\n\n\ndef told(view: Any):\n    return view.owner.is_admin()\n"
    calls = Analysis({"app.py": code}).engine.summary(FunctionId("app.py", "told")).calls
    assert [call.references for call in calls] == [()]

"""What a class checks when an object of it is made."""

from __future__ import annotations

import pytest
from engine import Analysis

_HEAD = """
import os
import re
from dataclasses import dataclass
from flask import Flask, request

app = Flask(__name__)
NAMES = ("a", "b")

"""

_VIEW = """
@app.get("/")
def view():
    job = Job(request.args["name"], request.args["other"])
    os.system("kill " + job.name)
    return "ok"
"""

_FIELDS = "@dataclass\nclass Job:\n    name: str\n    other: str\n\n"


def _refuses(condition: str) -> str:
    return f"    def __post_init__(self):\n        if {condition}:\n            raise ValueError\n"


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ("self.name not in NAMES", False),
        ("not re.fullmatch('[a-z]+', self.name)", False),
        ("self.other not in NAMES", True),
        ("not self.name", True),
    ],
)
def test_an_object_that_refuses_some_values(condition: str, is_found: bool) -> None:
    assert bool(Analysis({"app.py": _HEAD + _FIELDS + _refuses(condition) + _VIEW}).findings()) is is_found


def test_a_check_of_the_base_counts_unless_it_is_replaced() -> None:
    base = _HEAD + _FIELDS.replace("Job", "Base") + _refuses("self.name not in NAMES")
    inherits = base + "\n@dataclass\nclass Job(Base):\n    third: str = ''\n" + _VIEW
    replaces = inherits.replace("    third: str = ''\n", "    def __post_init__(self):\n        pass\n")
    assert Analysis({"app.py": inherits}).findings() == {}
    assert Analysis({"app.py": replaces}).findings() != {}


def test_what_a_validator_gives_takes_the_place_of_the_value() -> None:
    program = """
import os
from fastapi import FastAPI
from pydantic import BaseModel, field_validator

app = FastAPI()

class Job(BaseModel):
    name: str
    other: str

    @field_validator("name")
    @classmethod
    def known(cls, value: str) -> str:
        return {"a": "x", "b": "y"}[value]

@app.post("/")
def view(job: Job):
    os.system("kill " + job.name)
    os.system("kill " + job.other)
"""
    assert Analysis({"app.py": program}).findings() == {"command-injection": [20]}

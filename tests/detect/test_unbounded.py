"""Bounds of what a request may say: taken away, moved, and never there."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check

FASTAPI = """\
from typing import Annotated, Literal, Optional
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel, Field, PositiveInt, conint, field_validator, model_validator
app = FastAPI()


class Inner(BaseModel):
    size: int = Field(default=1, le=10)


class Line(BaseModel):
    sku: str
    {field}
{more}

@app.post("/lines")
async def add(line: Line) -> int:
    {asked}return line.quantity
"""
VALIDATOR = """
    @field_validator("quantity")
    @classmethod
    def sensible(cls, value):
        if not 1 <= value <= 50:
            raise ValueError("one to fifty")
        return value

"""
WHOLE = """
    @model_validator(mode="after")
    def sensible(self):
        if self.quantity > 50:
            raise ValueError("at most fifty")
        return self

"""
TIDY = """
    @field_validator("quantity")
    @classmethod
    def tidy(cls, value):
        return int(value)

"""
PLAIN = "quantity: int"


def fastapi(field: str = PLAIN, more: str = "", asked: str = "") -> str:
    return FASTAPI.format(field=field, more=more, asked=asked)


WTFORMS = """\
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import DataRequired, NumberRange
app = Flask(__name__)


class Order(FlaskForm):
    quantity = IntegerField("Pieces", validators=[{validators}])


@app.post("/orders")
def orders():
    return str(Order().quantity.data)
"""
REST = """\
from rest_framework import serializers


class Order(serializers.Serializer):
    quantity = serializers.IntegerField({bounds})
"""
INSIDE = """\
from dataclasses import dataclass
from pydantic import BaseModel, Field


class Step(BaseModel):
    width: int{bounds}


def run():
    return Step(width=3).width
"""
PAGES = """\
from fastapi import FastAPI, Query
app = FastAPI()


@app.get("/pages")
async def pages(limit: int = Query(50{bounds}), q: str = "") -> int:
    return limit
"""


def found(folder: Path, base: str, head: str) -> list[str]:
    repository = RepositoryBuilder(folder / "repository")
    repository.commit("base", {"app.py": base})
    repository.branch("change")
    repository.commit("head", {"app.py": head})
    result = check(CheckOptions(directory=repository.path, revision_range="main..change"))
    return [one.message for one in result.findings if one.rule == "validation-lost"]


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        (fastapi(more=VALIDATOR), fastapi(), "was checked by `sensible` and is not any more: POST /lines"),
        (fastapi(more=WHOLE), fastapi(), "was checked by `sensible`"),
        (fastapi(more=VALIDATOR), fastapi(more=TIDY), "was checked by `sensible`"),
        (fastapi("quantity: int = Field(ge=1, le=50)"), fastapi(), "refused low values and high or long"),
        (
            fastapi("quantity: int = Field(ge=1, le=50)"),
            fastapi("quantity: Annotated[int, Field(ge=1)]"),
            "refused high or long values and takes them now",
        ),
        (fastapi("quantity: conint(ge=1)"), fastapi(), "refused low values"),
        (fastapi("quantity: PositiveInt"), fastapi(), "refused low values"),
        (fastapi("quantity: Optional[PositiveInt]"), fastapi("quantity: int | None"), "refused low values"),
        (fastapi('quantity: Literal["1", "2"]'), fastapi("quantity: str"), "refused low values"),
        (
            WTFORMS.format(validators="NumberRange(1, 50)"),
            WTFORMS.format(validators="DataRequired()"),
            "refused",
        ),
        (REST.format(bounds="min_value=1"), REST.format(bounds=""), "whoever makes the form"),
        (PAGES.format(bounds=", le=100"), PAGES.format(bounds=""), "`limit` of `app.pages` refused high"),
    ],
)
def test_a_bound_is_taken_away(tmp_path: Path, base: str, head: str, said: str) -> None:
    (message,) = found(tmp_path, base, head)
    assert said in message


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (fastapi(more=VALIDATOR), fastapi("quantity: Annotated[int, Field(ge=1, le=50)]")),
        (fastapi("quantity: int = Field(ge=1, le=50)"), fastapi(more=VALIDATOR)),
        (fastapi("quantity: int = Field(ge=1)"), fastapi("quantity: Annotated[int, Field(gt=0)]")),
        (fastapi("quantity: conint(ge=1)"), fastapi("quantity: PositiveInt")),
        (fastapi("quantity: int = Field(ge=1)"), fastapi("quantity: Literal[1, 2]")),
        (fastapi("quantity: int = Field(ge=1)"), fastapi("quantity: Inner")),
        (
            fastapi(more=VALIDATOR),
            fastapi(asked="if not 1 <= line.quantity <= 50:\n        raise HTTPException(422)\n    "),
        ),
        (fastapi(more=TIDY), fastapi()),
        (fastapi('quantity: int = Field(description="pieces")'), fastapi()),
        (
            fastapi("quantity: int = Field(ge=1)"),
            fastapi("amount: int").replace("line.quantity", "line.amount"),
        ),
        (INSIDE.format(bounds=" = Field(ge=1)"), INSIDE.format(bounds="")),
        (WTFORMS.format(validators="NumberRange(1, 50)"), WTFORMS.format(validators="NumberRange(1, 60)")),
        (PAGES.format(bounds=", le=100"), PAGES.format(bounds=", lt=101")),
    ],
)
def test_what_is_kept_moved_or_never_asked(tmp_path: Path, base: str, head: str) -> None:
    assert found(tmp_path, base, head) == []

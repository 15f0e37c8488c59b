"""Names that are given to types, in this file or another."""

from __future__ import annotations

import pytest
from engine import engine

from tidegate.flow.aliases import beside_type, plain_type, stated, underlying
from tidegate.flow.engine import Engine
from tidegate.languages import ir

_TYPES = """
from typing import Annotated, NewType, TypeAlias
from uuid import UUID

Key = Annotated[UUID, Path()]
type Names = list[str]
Ids: TypeAlias = list[int]
Tenant = NewType("Tenant", str)
Nested = Annotated[Key, Depends(check)]
setting = load()
Twice = list[int]
Twice = list[str]
"""


def _engine(app: str = "", more: dict[str, str] | None = None) -> Engine:
    return engine({"app.py": app, "shop/types.py": _TYPES, "shop/__init__.py": "", **(more or {})})


def _written(expression: ir.Expr) -> str:
    if isinstance(expression, ir.Subscript) and isinstance(expression.value, ir.Name):
        return f"{expression.value.id}[…]"
    return expression.id if isinstance(expression, ir.Name) else type(expression).__name__


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Key", "Annotated[…]"),
        ("Names", "list[…]"),
        ("Ids", "list[…]"),
        ("setting", "setting"),
        ("Twice", "Twice"),
        ("Unknown", "Unknown"),
    ],
)
def test_what_a_name_stands_for(name: str, written: str) -> None:
    found = stated(_engine(), "shop/types.py", ir.Name(name, 1))
    assert (found.path, _written(found.annotation)) == ("shop/types.py", written)


@pytest.mark.parametrize(
    ("imports", "annotation"),
    [
        ("from shop.types import Key", ir.Name("Key", 2)),
        ("from shop.types import Key as K", ir.Name("K", 2)),
        ("from shop import types", ir.Attribute(ir.Name("types", 2), "Key", 2)),
        ("from shop.types import *", ir.Name("Key", 2)),
        ("from shop.again import Key", ir.Name("Key", 2)),
    ],
)
def test_a_name_of_another_file(imports: str, annotation: ir.Expr) -> None:
    more = {"shop/again.py": "from .types import Key\n"}
    found = stated(_engine(imports, more), "app.py", annotation)
    assert (found.path, _written(found.annotation)) == ("shop/types.py", "Annotated[…]")


def test_a_new_type_is_one_of_its_own_until_it_runs() -> None:
    program = _engine()
    assert _written(stated(program, "shop/types.py", ir.Name("Tenant", 1)).annotation) == "Tenant"
    assert _written(underlying(program, "shop/types.py", ir.Name("Tenant", 1)).annotation) == "str"


def test_what_stands_beside_the_type_from_the_outside_in() -> None:
    program = _engine()
    named = ir.Name("Nested", 1)
    functions = [mark.annotation for mark in beside_type(program, "shop/types.py", named)]
    assert [_written(call.function) for call in functions if isinstance(call, ir.Call)] == ["Depends", "Path"]
    assert _written(plain_type(program, "shop/types.py", named).annotation) == "UUID"


def test_names_that_stand_for_each_other_come_to_an_end() -> None:
    program = engine({"a.py": "from b import X\n", "b.py": "from a import X\n"})
    assert isinstance(stated(program, "a.py", ir.Name("X", 1)).annotation, ir.Name)

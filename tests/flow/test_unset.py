"""What an expression is where nothing is set outside."""

from __future__ import annotations

import pytest
from engine import engine

from tidegate.flow.frame import Frame
from tidegate.flow.unset import fallback
from tidegate.flow.values import Value
from tidegate.languages import ir
from tidegate.program.names import MODULE, FunctionId

_HEAD = """
import os
from shop.config import PORT, settings
HOST = os.environ.get("HOST", "localhost")
UNSET = os.environ.get("UNSET")
PLAIN = "plain"
"""
_CONFIG = """
import os

PORT = int(os.getenv("PORT", "80"))


class Settings:
    key: str = os.getenv("KEY", "changeme")


settings = Settings()
"""


def _fallback(text: str) -> Value | None:
    files = {"app.py": f"{_HEAD}RESULT = {text}\n", "shop/config.py": _CONFIG, "shop/__init__.py": ""}
    found = engine(files)
    identity = FunctionId("app.py", MODULE)
    function = found.function(identity)
    module = found.program.module("app.py")
    assert function is not None
    assert module is not None
    statement = module.bindings["RESULT"][0].statement
    assert isinstance(statement, ir.Assign)
    assert statement.value is not None
    return fallback(Frame(found, identity, function), {}, statement.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('os.environ.get("A", "x")', "x"),
        ('os.getenv("A", "TRUE").lower() == "true"', True),
        ('os.getenv("A", "0").strip() in ("1", "yes")', False),
        ('os.getenv("A") or "dev"', "dev"),
        ('os.getenv("A", "") or HOST', "localhost"),
        ('bool(int(os.getenv("A", "1")))', True),
        ('not os.getenv("A", "")', True),
        ('"a" if os.getenv("A", "x") == "x" else "b"', "a"),
        ("HOST", "localhost"),
        ("PORT", 80),
        ("settings.key", "changeme"),
        ('os.getenv("A", "x").encode()', "x"),
    ],
)
def test_a_constant(text: str, expected: object) -> None:
    found = _fallback(text)
    assert found is not None
    assert found.known == expected


def test_items_of_a_list() -> None:
    found = _fallback('[host.strip() for host in os.getenv("HOSTS", "a, *").split(",")]')
    assert found is not None
    assert found.fields is not None
    assert [item.known for item in found.fields.values()] == ["a", "*"]


@pytest.mark.parametrize(
    "text",
    [
        'os.environ["A"]',
        'os.environ.get("A")',
        'os.environ.get("A") == "1"',  # what is not set says nothing
        "UNSET",
        "PLAIN",  # nobody is asked: the engine knows it
        '"x" if something() else os.getenv("A", "x")',
        'os.getenv("A", something())',
        'os.getenv("A", "x").split("")',
        'int(os.getenv("A", "many"))',
        "UNHEARD_OF",
    ],
)
def test_nothing_that_is_known(text: str) -> None:
    assert _fallback(text) is None


def test_what_goes_round_in_circles_ends() -> None:
    assert _fallback("RESULT or os.getenv('A', 'x')") is None

"""Traces in the program's names, the sample, causes; the tracer itself on a real program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import accuracy
from accuracy.applications import Call, Place, Trace, read_applications
from accuracy.callers import Caller, caller, cause, sample
from tidegate.program.names import MODULE, FunctionId

PROBE = Path(accuracy.__file__).parent / "probes" / "trace.py"
PROGRAM = """
from shop.cart import Cart

def total():
    return sum(price for price in Cart().prices())

print(total())
"""
CART = """
class Cart:
    def __init__(self):
        self._prices = [1, 2]

    @property
    def size(self):
        return len(self._prices)

    def prices(self):
        for _ in range(self.size):
            yield self.one()

    def one(self):
        return 1
"""


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("total", "total"),
        ("total.<locals>.<genexpr>", "total"),
        ("Cart.prices.<locals>.inner.<locals>.<lambda>", "Cart.prices"),
        ("Cart.<lambda>", "Cart"),
        ("<listcomp>", MODULE),
        ("<module>", MODULE),
    ],
)
def test_code_belongs_to_a_definition(name: str, known: str) -> None:
    assert caller(Place("a.py", 1, name)) == Caller("a.py", known)


def test_the_sample_is_the_same_each_time_whatever_the_order() -> None:
    population = [(f"app{n % 3}", FunctionId("a.py", f"f{n}")) for n in range(500)]
    drawn = sample(population)
    assert drawn == sample(population[::-1])
    assert sum(len(functions) for functions in drawn.values()) == 200


def test_a_trace_says_who_called_whom(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("", "utf-8")
    (tmp_path / "shop/cart.py").write_text(CART, "utf-8")
    (tmp_path / "run.py").write_text(PROGRAM, "utf-8")
    result = tmp_path / "trace.json"
    subprocess.run([sys.executable, PROBE, result, tmp_path, "run.py"], cwd=tmp_path, check=True)
    traced = msgspec.json.decode(result.read_bytes(), type=Trace)
    calls = {(caller(call.caller).name, call.callee.name) for call in traced.calls}
    assert {
        ("total", "Cart.__init__"),
        ("total", "Cart.prices"),
        ("Cart.prices", "Cart.size"),
        ("Cart.prices", "Cart.one"),
        (MODULE, "total"),
    } <= calls
    assert "Cart.one" in {place.name for place in traced.ran}


@pytest.mark.parametrize(
    ("instruction", "callee", "text", "why"),
    [
        ("LOAD_ATTR", "Cart.size", "self.size", "property"),
        ("BINARY_OP", "Cart.__add__", "a + b", "operator, iteration or with"),
        ("CALL", "Cart.__init__", "Cart()", "constructor, its class named"),
        ("CALL", "Cart.__init__", "Basket()", "constructor of a subclass, or by another name"),
        ("CALL", "total", "done()", "called by another name (alias, callback, wrapper, super)"),
        ("CALL", "total", "total()", "named at the call"),
    ],
)
def test_causes(instruction: str, callee: str, text: str, why: str) -> None:
    place = Place("a.py", 1, callee)
    call = Call(place, 1, instruction, place)
    assert cause(call, FunctionId("a.py", callee), Caller("b.py", "f"), text) == why


def test_the_applications_can_be_read() -> None:
    assert {one.framework for one in read_applications()} == {"flask", "fastapi", "django"}

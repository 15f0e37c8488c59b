"""Functions within functions: run once for what is known of the variables that they see."""

from __future__ import annotations

from engine import engine

from tidegate.flow.engine import Engine
from tidegate.flow.values import Closure, Value, Witness, constant
from tidegate.program.names import FunctionId

OUTER = """import os

def outer(command, other):
    def beside():
        return other
    def inner(x):
        if command == "yes":
            os.system(x)
    def caller(x):
        inner(x)
    return [inner, caller, lambda x: beside()]
"""


def made(using: Engine, number: int, **variables: Value) -> Closure:
    """The function that ``outer`` gives at a position, with some of its variables known."""
    returned = using.summary(FunctionId("a.py", "outer")).returned
    assert returned is not None
    found = (returned.fields or {})[f"[{number}]"].entities[0]
    assert isinstance(found, Closure)
    return Closure(found.function, found.identity, {**found.environment, **variables})


def test_the_same_variables_are_run_once() -> None:
    using = engine({"a.py": OUTER})
    first = using.run_closure(made(using, 0, command=constant("yes")), {})
    before = using.budget.taken
    assert using.run_closure(made(using, 0, command=constant("yes")), {}) is first
    assert using.budget.taken == before
    assert first.arrivals


def test_another_constant_is_run_again() -> None:
    using = engine({"a.py": OUTER})
    assert using.run_closure(made(using, 0, command=constant("yes")), {}).arrivals
    assert not using.run_closure(made(using, 0, command=constant("no")), {}).arrivals
    assert not using.run_closure(made(using, 0, command=constant(value=True)), {}).arrivals


def test_another_argument_is_run_again() -> None:
    using = engine({"a.py": OUTER})
    inner = made(using, 0, command=constant("yes"))
    assert using.run_closure(inner, {}).arrivals
    assert not using.run_closure(inner, {"x": constant("ls")}).flows
    assert using.run_closure(inner, {}) is not using.run_closure(inner, {"x": constant("ls")})


def test_what_a_function_that_it_calls_sees_counts() -> None:
    using = engine({"a.py": OUTER})
    bad, good = (
        made(using, 1, inner=Value(entities=(made(using, 0, command=constant(word)),)))
        for word in ("yes", "no")
    )
    assert using.run_closure(bad, {}).arrivals
    assert not using.run_closure(good, {}).arrivals


def test_who_watches_calls_sees_each() -> None:
    using = engine({"a.py": "def outer(f):\n    def inner(x):\n        return f(x)\n    return [inner]\n"})
    witness = Witness(FunctionId("a.py", "outer"), [])
    inner = made(using, 0, f=Value(entities=(witness,)))
    for count in (1, 2):
        using.run_closure(inner, {})
        assert len(witness.seen) == count

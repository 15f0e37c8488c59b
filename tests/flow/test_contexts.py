"""A bound on how exactly calls are told apart binds both sides alike."""

from __future__ import annotations

from engine import engine

from tidegate.flow.engine import MOST_CONTEXTS, Engine, Shared
from tidegate.flow.values import constant
from tidegate.program.names import FunctionId

NAMED = FunctionId("shop.py", "named")
FILES = {"shop.py": "def named(name):\n    return name\n"}


def _told(side: Engine, text: str) -> bool:
    """Whether the summary for this constant says more than the one for any."""
    returned = side.summary(NAMED, {"name": constant(text)}).returned
    return returned is not None and returned.constants == (text,)


def test_what_one_side_tells_apart_the_other_does_whatever_else_it_asks() -> None:
    shared = Shared()
    base, head = engine(FILES, shared), engine(FILES, shared)
    first = [_told(base, f"base{number}") for number in range(MOST_CONTEXTS + 3)]
    others = [_told(head, f"head{number}") for number in range(MOST_CONTEXTS + 3)]
    again = [_told(head, f"base{number}") for number in range(MOST_CONTEXTS + 3)]
    assert first[0]
    assert not first[-1]
    assert not any(others)
    assert again == first

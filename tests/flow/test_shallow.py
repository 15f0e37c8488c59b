"""Calls found without looking into what is called."""

from __future__ import annotations

from engine import engine

from tidegate.flow.shallow import is_settled
from tidegate.program.names import FunctionId

FILES = {
    "shop.py": """
class Store:
    def save(self): ...

class Page:
    def __init__(self):
        self.store = Store()

    def show(self):
        self.store.save()

def plain():
    return Store()

def declared() -> Store:
    return plain()

def uses_plain():
    plain().save()

def uses_declared():
    declared().save()
""",
}


def _called(name: str) -> list[tuple[tuple[FunctionId, ...], bool]]:
    calls = engine(FILES).shallow.summary(FunctionId("shop.py", name)).calls
    return [(call.functions, is_settled(call)) for call in calls if call.name == "save"]


SAVE = FunctionId("shop.py", "Store.save")


def test_what_constructors_set_and_declarations_say_is_known() -> None:
    assert _called("Page.show") == [((SAVE,), True)]
    assert _called("uses_declared") == [((SAVE,), True)]


def test_what_only_a_body_tells_is_not_settled() -> None:
    assert _called("uses_plain") == [((), False)]
    side = engine(FILES)
    deep = side.summary(FunctionId("shop.py", "uses_plain")).calls
    assert [call.functions for call in deep if call.name == "save"] == [(SAVE,)]

from __future__ import annotations

from tidegate.dependencies.graph import Graph
from tidegate.model.dependency import Dependency, Scope


def graph(*keys: str) -> Graph:
    entries = {key: Dependency(ecosystem="npm", name=key, key=key) for key in keys}
    return Graph(entries=entries)


def test_scopes_follow_from_who_asks() -> None:
    made = graph("app", "tool", "both", "maybe", "below", "alone")
    made.ask("app", Scope.RUNTIME, "^1")
    made.ask("tool", Scope.DEV, "^2")
    made.link("app", "both")
    made.link("tool", "both")
    made.link("app", "maybe", soft=True)
    made.link("maybe", "below")
    assert {one.key: one.scope for one in made.listing().dependencies} == {
        "app": Scope.RUNTIME,
        "tool": Scope.DEV,
        "both": Scope.RUNTIME,
        "maybe": Scope.OPTIONAL,
        "below": Scope.OPTIONAL,
        "alone": Scope.RUNTIME,  # nothing says that it is less
    }


def test_the_most_serious_of_two_asks() -> None:
    made = graph("a")
    made.ask("a", Scope.DEV, "^1")
    made.ask("a", Scope.RUNTIME, "^2")
    (found,) = made.listing().dependencies
    assert (found.scope, found.requirement, found.direct) == (Scope.RUNTIME, "^1", True)


def test_a_circle() -> None:
    made = graph("a", "b")
    made.ask("a", Scope.DEV, None)
    made.link("a", "b")
    made.link("b", "a")
    assert [(one.requires, one.scope) for one in made.listing().dependencies] == [
        (("b",), Scope.DEV),
        (("a",), Scope.DEV),
    ]


def test_what_is_missing_is_one_gap_without_credentials() -> None:
    made = graph()
    made.missing = dict.fromkeys([f"p{n}" for n in range(5)] + ["x", "y"])
    assert made.listing().gaps == ("it asks for p0, p1, p2, p3, p4 and 2 more, which it does not list",)
    made.missing = {"a git+https://me:secret@git.example/a": None}
    assert made.listing().gaps == ("it asks for a git+https://git.example/a, which it does not list",)

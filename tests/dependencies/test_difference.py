from __future__ import annotations

from typing import Any

import pytest

from tidegate.dependencies.difference import Sort, differences
from tidegate.model.dependency import Dependency, Listing, Origin, Scope


def entry(**fields: Any) -> Dependency:
    return Dependency(**({"ecosystem": "PyPI", "name": "jinja2", "version": "3.1.4"} | fields))


def sorts(base: list[Dependency], head: list[Dependency]) -> list[tuple[str, tuple[Sort, ...]]]:
    found = differences("a.lock", Listing(dependencies=tuple(base)), Listing(dependencies=tuple(head)))
    return [(one.either.name, one.sorts) for one in found]


def only(base: Dependency | None, head: Dependency | None) -> tuple[Sort, ...]:
    found = sorts([base] if base else [], [head] if head else [])
    return found[0][1] if found else ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"version": "3.1.3"}, {}, Sort.UPGRADED),
        ({}, {"version": "3.1.3"}, Sort.DOWNGRADED),
        ({"version": "3.9"}, {"version": "3.10"}, Sort.UPGRADED),
        ({"version": "1.0.dev-x"}, {}, Sort.VERSION_CHANGED),
        ({"integrity": ("sha256:a",)}, {"integrity": ("sha256:b",)}, Sort.INTEGRITY_CHANGED),
        ({"integrity": ("sha256:a",)}, {}, Sort.INTEGRITY_LOST),
        ({}, {"origin": Origin.GIT, "location": "https://git.example/jinja2"}, Sort.LEFT_REGISTRY),
        ({"location": "https://a.example/j"}, {"location": "https://b.example/j"}, Sort.SOURCE_CHANGED),
        ({"install_script": False}, {"install_script": True}, Sort.INSTALL_SCRIPT_ADDED),
        ({"scope": Scope.DEV}, {}, Sort.BECAME_RUNTIME),
        (
            {"version": None, "requirement": "<3"},
            {"version": None, "requirement": "<4"},
            Sort.RANGE_CHANGED,
        ),
        ({"requirement": "==3.1.4"}, {"version": None, "requirement": ">=3"}, Sort.PIN_REMOVED),
    ],
)
def test_one_entry(before: dict[str, Any], after: dict[str, Any], expected: Sort) -> None:
    assert only(entry(**before), entry(**after)) == (expected,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {}),
        ({"name": "Jinja2"}, {}),
        ({"integrity": ("sha256:a", "sha256:b")}, {"integrity": ("sha256:b", "sha256:c")}),
        ({"location": "https://a.example/x/j"}, {"location": "https://a.example/y/j"}),
        ({"line": 3}, {"line": 9}),
        ({}, {"integrity": ("sha256:a",)}),
        ({"version": "3.1.0", "requirement": "==3.1.0"}, {"version": "3.1", "requirement": "==3.1.0"}),
    ],
)
def test_what_means_the_same(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert only(entry(**before), entry(**after)) == ()


def test_two_changes_of_one_entry() -> None:
    before = entry(version="3.1.3", location="https://a.example/j")
    assert only(before, entry(location="https://b.example/j")) == (Sort.UPGRADED, Sort.SOURCE_CHANGED)


def test_several_versions_of_one_package() -> None:
    """Equal ones are matched first, so that only what really came is new."""
    base = [entry(version="1.0", key="a"), entry(version="2.0", key="b")]
    head = [entry(version="2.0", key="a"), entry(version="1.0", key="c"), entry(version="3.0", key="d")]
    assert sorts(base, head) == [("jinja2", (Sort.ADDED,))]


def test_came_and_went() -> None:
    assert sorts([entry(name="old")], [entry(name="new")]) == [
        ("new", (Sort.ADDED,)),
        ("old", (Sort.REMOVED,)),
    ]


def test_many_versions_of_one_package_are_matched_one_to_one() -> None:
    """Each finds its own among 5,000: what takes a moment would take minutes by looking at all pairs."""
    base = [entry(version=f"1.{number}", key=f"a{number}") for number in range(5_000)]
    moved = [entry(version=f"1.{number}", key=f"b{number}") for number in range(5_000)]
    assert sorts(base, moved) == []
    raised = [entry(version=f"2.{number}", key=f"a{number}") for number in range(5_000)]
    assert sorts(base, raised) == [("jinja2", (Sort.UPGRADED,))] * 5_000

"""Routes as globs: what is open, and no more."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.config.patterns import routes as matcher
from tidegate.proposal.routes import _glob, public
from tidegate.proposal.seen import Entry, Guard, Spot

LOGIN = (Guard("authentication", "acme.login", True),)


def entry(route: str, *, closed: bool = False, kind: str = "http") -> Entry:
    return Entry(kind, f"GET {route}", route, "a.f", "flask", Spot("a.py", 1), LOGIN if closed else ())


@pytest.mark.parametrize(
    ("opened", "closed", "globs"),
    [
        (["/a"], ["/b"], ["/a"]),
        (["/a/1", "/a/2"], ["/b"], ["/a/**"]),
        (["/a/1", "/a/2"], ["/a/3"], ["/a/1", "/a/2"]),
        (["/a/b/1", "/a/b/2", "/c"], ["/a/d"], ["/a/b/**", "/c"]),
        (["/a/<int:x>"], ["/a/b"], ["/a/*"]),
        (["/a/{x}.json", "/"], ["/a/b"], ["/", "/a/*"]),
        ([], ["/a/b"], []),
    ],
)
def test_globs(opened: list[str], closed: list[str], globs: list[str]) -> None:
    entries = [*map(entry, opened), *(entry(route, closed=True) for route in closed)]
    assert sorted(one.value for one in public(entries).routes) == sorted(globs)


def test_a_glob_that_means_closed_routes_too_is_not_set() -> None:
    found = public([entry("/<slug>/"), entry("/a", closed=True), entry("/account/", closed=True)])
    assert [(one.value, one.sure) for one in found.routes] == [("/*/", False)]
    found = public([entry("/<slug>/"), entry("/a/b", closed=True)])
    assert [(one.value, one.sure) for one in found.routes] == [("/*/", True)]


def test_a_route_is_open_where_one_of_its_ways_in_is() -> None:
    assert [one.value for one in public([entry("/a"), entry("/a", closed=True)]).routes] == ["/a"]


def test_what_is_no_route_is_not_named() -> None:
    assert public([entry("/a", kind="cli")]).routes == ()


def test_a_middleware_that_may_let_callers_through_tells_nothing() -> None:
    middleware = Guard("authentication", "acme.middleware.Checks", False)
    entries = [
        entry(f"/{place}/x", closed=closed)
        for closed, places in ((True, "abcdefgh"), (False, "ij"))
        for place in places
    ]
    entries = [msgspec.structs.replace(one, guards=(*one.guards, middleware)) for one in entries]
    found = public(entries)
    assert [(one.value, one.sure) for one in found.routes] == [("/i/x", False), ("/j/x", False)]
    assert "acme.middleware.Checks" in found.unsure


def test_a_login_that_is_known_stands_before_all() -> None:
    middleware = Guard("authentication", "django.LoginRequired", True)
    entries = [entry(f"/{place}") for place in "abcdefghij"]
    entries = [msgspec.structs.replace(one, guards=(middleware,)) for one in entries]
    assert public(entries) == ((), "", 0)


segments = st.sampled_from(["a", "b", "c", "<x>", "{y}"])
paths = st.lists(segments, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))


@given(st.sets(paths, max_size=10), st.sets(paths, min_size=10, max_size=30))
def test_what_is_open_is_named_and_what_is_closed_is_not_set(opened: set[str], closed: set[str]) -> None:
    entries = [*map(entry, sorted(opened)), *(entry(route, closed=True) for route in sorted(closed))]
    found = public(entries)
    if found.unsure or found.more:
        return
    is_named = matcher([one.value for one in found.routes])
    is_set = matcher([one.value for one in found.routes if one.sure])
    assert all(is_named(route) for route in opened)
    assert not any(
        is_set(_glob(route)) for route in closed - opened if _glob(route) not in map(_glob, opened)
    )

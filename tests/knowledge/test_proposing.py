"""What names tell of a program."""

from __future__ import annotations

import pytest

from tidegate.knowledge.proposing import is_control, is_login, machines, packaged, words
from tidegate.knowledge.purposes import purposes


def test_the_packaged_file_is_right() -> None:
    found = packaged()
    assert found.asks.isdisjoint(found.does)
    assert {name for one in found.subjects.values() for name in one.purposes} <= purposes().keys()
    assert all(one.words or one.classes for one in found.subjects.values())
    assert machines()["noreply@github.com"] == "forge"
    assert len(machines()) == sum(map(len, found.machines.values())), "an address is of one machine"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("get_current_user", ("get", "current", "user")),
        ("RequireHTTPSLogin", ("require", "https", "login")),
        ("_get_rw_project_for_user", ("get", "rw", "project", "for", "user")),
        ("oauth2-callback", ("oauth2", "callback")),
        ("x" * 1000, ()),
    ],
)
def test_words(name: str, said: tuple[str, ...]) -> None:
    assert words(name) == said


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("login_required", True),
        ("get_current_user", True),
        ("IsOwnerOrReadOnly", True),
        ("can_edit", True),
        ("assert_allowed", True),
        ("_check_belongs", True),
        ("update_user_token", False),
        ("get_check", False),
        ("user_search", False),
        ("handle_exceptions", False),
        ("authors", False),
        ("requires_no_auth", False),
        ("logout_required", False),
        ("", False),
    ],
)
def test_what_says_that_it_asks(name: str, is_one: bool) -> None:
    assert is_control(name) is is_one


def test_what_asks_something_is_no_login() -> None:
    assert [is_login(name) for name in ("validate_args", "check_order", "requires_auth")] == [
        False,
        False,
        True,
    ]

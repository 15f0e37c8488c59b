"""Whom a commit names as one who made it, however its message says so."""

from __future__ import annotations

import pytest

from tidegate.model.change import Commit
from tidegate.model.makers import CO_AUTHOR, DRIVER, MOST, Maker, makers


def commit(message: str = "", *trailers: tuple[str, str], author: str = "ada@example.com") -> Commit:
    return Commit("c" * 40, (), "Ada", author, 0, "Cy", "cy@example.com", 0, message, trailers)


def named(found: Commit) -> list[tuple[str, str]]:
    """Those of its message."""
    return [(one.part, one.address) for one in list(makers(found))[2:]]


def test_author_and_committer_are_always_there() -> None:
    assert list(makers(commit())) == [
        Maker("author", "ada@example.com", "Ada <ada@example.com>"),
        Maker("committer", "cy@example.com", "Cy <cy@example.com>"),
    ]


def test_an_author_without_an_address_is_somebody() -> None:
    assert next(makers(commit(author=""))).address == ""


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("Ben <ben@example.com>", ["ben@example.com"]),
        ("Ben <ben@example.com>, Dee <dee@example.com>", ["ben@example.com", "dee@example.com"]),
        ("ben@example.com", ["ben@example.com"]),
        ("ben@example.com, dee@example.com", ["ben@example.com", "dee@example.com"]),
        ("Ben < ben@example.com >", ["ben@example.com"]),
        ("Ben", [""]),
        ("Ben <>", [""]),
        ("", [""]),
    ],
)
def test_a_trailer_names_everybody_in_it(value: str, addresses: list[str]) -> None:
    assert named(commit("", ("Co-Authored-By", value))) == [(CO_AUTHOR, one) for one in addresses]


@pytest.mark.parametrize(
    "message",
    [
        "Subject\nCo-authored-by: Ben <ben@example.com>\n",
        "Subject\n\nCo-authored-by: Ben <ben@example.com>\n\nMore words.\n",
        "Subject\n\nWords, and\nmore words\nco-AUTHORED-by : Ben <ben@example.com>\n",
        "Subject\n\n    Co-authored-by: Ben <ben@example.com>\n",
        "Subject\n\nCo-authored-by: Ben\n <ben@example.com>\n\nMore.\n",
        "Subject\r\n\r\nCo-authored-by: Ben <ben@example.com>\r\n\r\nMore.\r\n",
    ],
)
def test_a_line_of_that_form_names_people_wherever_it_stands(message: str) -> None:
    (one,) = list(makers(commit(message)))[2:]
    assert (one.part, one.address, one.aside) == (CO_AUTHOR, "ben@example.com", True)


@pytest.mark.parametrize(
    "message",
    [
        "Say Co-authored-by: Ben <ben@example.com> in the docs\n",
        "Requested-by: the customer\n\nMore words.\n",
        "Signed-off-by: Ben <ben@example.com>\n",
    ],
)
def test_prose_names_nobody(message: str) -> None:
    assert named(commit(message)) == []


def test_each_of_several_is_told_by_what_is_said_of_them() -> None:
    found = commit("", ("Co-authored-by", "Ben B <ben@example.com>, Dee <dee@example.com>"))
    assert [one.said for one in list(makers(found))[2:]] == [
        "Ben B <ben@example.com>",
        "Dee <dee@example.com>",
    ]


def test_what_trailers_say_is_not_said_again_by_the_message() -> None:
    value = "Ben <ben@example.com>"
    found = commit(f"Subject\n\nOn-behalf-of: {value}\n", ("On-behalf-of", value))
    assert list(makers(found))[2:] == [Maker(DRIVER, "ben@example.com", value)]


def test_whoever_stands_after_too_many_is_somebody_unknown() -> None:
    lines = "".join(f"Co-authored-by: x <{n}@example.com>\n" for n in range(MOST + 1))
    found = named(commit(f"Subject\n\n{lines}"))
    assert len(found) == MOST + 1
    assert found[-1] == (CO_AUTHOR, "")


def test_somebody_who_is_named_often_hides_nobody() -> None:
    lines = "Co-authored-by: <0@example.com>\n" * (MOST + 1) + "Co-authored-by: <1@example.com>\n"
    assert named(commit(lines)) == [(CO_AUTHOR, "0@example.com"), (CO_AUTHOR, "1@example.com")]

"""Where the next value of a page would stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.languages.templates.places import Place, Places


def place_after(*pieces: str) -> Place:
    """``pieces`` of a page, with a value between any two of them."""
    places = Places()
    for index, piece in enumerate(pieces):
        if index:
            places.wrote()
        places.feed(piece)
    return places.place


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("", Place.TEXT),
        ("a < b && c", Place.TEXT),
        ("<p>", Place.TEXT),
        ("<p", Place.UNQUOTED),
        ("<p ", Place.UNQUOTED),
        ("<p id", Place.UNQUOTED),
        ("<p id = ", Place.UNQUOTED),
        ("<p id='", Place.TEXT),
        ("<p id='a' ", Place.UNQUOTED),
        ("<p/>", Place.TEXT),
        ("</p>", Place.TEXT),
        ("<!-- <p ", Place.TEXT),
        ("<!-- --><p ", Place.UNQUOTED),
        ("<A HREF='", Place.ADDRESS),
        ("<a href='x", Place.TEXT),
        ("<a href=", Place.UNQUOTED),
        ("<form action=\"", Place.ADDRESS),
        ("<img onerror=\"", Place.SCRIPT),
        ("<iframe srcdoc='", Place.SCRIPT),
        ("<SCRIPT>", Place.SCRIPT),
        ("<script>'a", Place.STRING),
        ("<script>'a\\'", Place.STRING),
        ("<script>'a'", Place.SCRIPT),
        ("<script>`a ", Place.SCRIPT),
        ("<script>/* it's */ ", Place.SCRIPT),
        ("<script>a = 1 // it's\n", Place.SCRIPT),
        ("<script>'</script>", Place.TEXT),
        ("<script type='text/template'><p ", Place.TEXT),
        ("<script type=module>", Place.SCRIPT),
        ("<script type='module' src='a'></script><p>", Place.TEXT),
        ("<style>a { b: 'c", Place.TEXT),
        ("<textarea><p ", Place.TEXT),
        ("<textarea></textarea><p ", Place.UNQUOTED),
        ("<p data-a=\"<b ", Place.TEXT),
    ],
)  # fmt: skip
def test_place(page: str, place: Place) -> None:
    assert place_after(page) == place


def test_a_value_is_part_of_what_it_stands_in() -> None:
    assert place_after("<a href=", ">") == Place.TEXT
    assert place_after("<a href=", "/x") == Place.UNQUOTED
    assert place_after("<a href='", "") == Place.TEXT
    assert place_after("<a href='", "' href='") == Place.ADDRESS
    assert place_after("<", "p") == Place.TEXT


@given(st.lists(st.text(alphabet="<>/='\" ascriptonhref-!*\\\n`"), max_size=8))
def test_any_page_is_read_to_its_end(pieces: list[str]) -> None:
    assert place_after(*pieces) in Place

"""Routes of all frameworks in one form."""

from __future__ import annotations

import pytest

from accuracy.entry_points import Answered, open_route


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("/items/<int:item_id>/", "items/*"),
        ("/items/{item_id:path}", "items/*"),
        (r"/^items/(?P<pk>[^/.]+)/$", "items/*"),
        (r"/^raw/(?P<type>\w+)/$", "raw/*"),
        (r"/^years/(\d{4})/$", "years/*"),
        ("//api//items", "api/items"),
        ("/", ""),
    ],
)
def test_values_stay_open(written: str, opened: str) -> None:
    assert open_route(written) == opened


def test_where_a_side_says_no_method_any_will_do() -> None:
    answered = Answered([("GET", "items"), ("", "about"), ("*", "hook")])
    assert ("GET", "items") in answered
    assert ("", "items") in answered
    assert ("POST", "about") in answered
    assert ("POST", "hook") in answered
    assert ("POST", "items") not in answered
    assert ("", "gone") not in answered

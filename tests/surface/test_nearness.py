"""Where a definition can be used, told by the names that a file holds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tidegate.languages.python.modules import import_pattern
from tidegate.surface.nearness import RARE, Home

FUNCTION = Home.at("shop/prices/tax.py", "rate")
METHOD = Home.at("shop/prices/tax.py", "Table.rate")
PACKAGE = Home.at("shop/prices/__init__.py", "rate")


def near_to(home: Home, files: Mapping[str, set[str]], *gates: str) -> frozenset[str]:
    """Which of ``files`` (path → words in it) can mean what is at ``home``."""
    words = {word for here in files.values() for word in here}
    holders = {word: frozenset(path for path, here in files.items() if word in here) for word in words}
    return home.may_be_used(frozenset(files), holders, gates)


@pytest.mark.parametrize(
    ("path", "words", "near"),
    [
        ("shop/prices/tax.py", {"rate"}, True),  # its own file
        ("web/views.py", {"rate", "prices", "tax"}, True),  # from shop.prices.tax import rate
        ("shop/prices/sums.py", {"rate", "tax"}, True),  # from .tax import rate
        ("shop/prices/more/deep.py", {"rate", "tax"}, True),  # from ..tax import rate
        ("web/views.py", {"rate", "tax"}, False),
        ("web/views.py", {"rate", "prices"}, False),
        ("web/views.py", {"rate", "Table"}, False),
    ],
)
def test_a_function_is_had_by_naming_its_module(path: str, words: set[str], near: bool) -> None:
    assert near_to(FUNCTION, {path: words}) == ({path} if near else set())


def test_a_package_that_hands_it_on_is_enough() -> None:
    gates = FUNCTION.gates(lambda package: package == "shop/prices/__init__.py")
    assert gates == ["prices"]
    assert near_to(FUNCTION, {"web/views.py": {"rate", "prices"}}, *gates)


def test_what_a_package_defines_is_had_from_inside_by_dots_alone() -> None:
    assert near_to(PACKAGE, {"shop/prices/sums.py": {"rate"}})


def test_members_with_rare_names_are_looked_for_everywhere() -> None:
    paths = [f"web/{number}.py" for number in range(RARE)]
    assert near_to(METHOD, {path: {"rate"} for path in paths}) == set(paths)


def test_members_with_common_names_are_looked_for_where_their_class_is_named() -> None:
    words = {f"web/{number}.py": {"rate", "tax", "prices"} for number in range(RARE)}
    words["web/named.py"] = {"rate", "Table"}
    words["shop/prices/sums.py"] = {"rate", "tax"}
    found = near_to(METHOD, words, *METHOD.gates(lambda _: True))
    assert found == {"web/named.py", "shop/prices/sums.py"}


def test_modules_at_the_top_have_no_package() -> None:
    home = Home.at("tax.py", "rate")
    assert set(home.words()) == {"tax"}
    assert near_to(home, {"web/views.py": {"rate", "tax"}})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"from shop.prices.tax import rate", True),
        (b"import shop.prices.tax as t", True),
        (b"from shop.prices import tax", True),
        (b"from shop.prices import (\n    sums,\n    tax,\n)", True),
        (b"from shop.prices import sums\ntax = 3", True),  # near enough: it is looked at
        (b"prices = 1\ntax = 2", False),
        (b"from shop.pricestax import rate", False),
        (b"tax.prices", False),
    ],
)
def test_naming_a_module_by_an_import(text: bytes, found: bool) -> None:
    assert bool(import_pattern("prices", "tax").search(text)) is found

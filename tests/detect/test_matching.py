"""Findings of two sides, paired one to one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tidegate.detect.matching import match

Item = tuple[str, int]  # what it is about, and the line
items = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), max_size=12)


def exact(item: Item) -> Item:
    return item


def name(item: Item) -> str | None:
    return item[0] if item[0] != "c" else None


PASSES = ((exact, exact), (name, name))


def test_a_second_copy_is_one_more() -> None:
    _, gone, come = match([("a", 1)], [("a", 1), ("a", 1)], PASSES)
    assert (gone, come) == ([], [("a", 1)])


def test_the_exact_one_goes_first() -> None:
    pairs, gone, come = match([("a", 1), ("a", 2)], [("a", 2), ("a", 9)], PASSES)
    assert pairs == [(("a", 2), ("a", 2)), (("a", 1), ("a", 9))]
    assert (gone, come) == ([], [])


def test_what_has_no_key_pairs_with_nothing() -> None:
    _, gone, come = match([("c", 1)], [("c", 2)], PASSES)
    assert (gone, come) == ([("c", 1)], [("c", 2)])


@given(items, items)
def test_nothing_is_lost_and_nothing_is_paired_twice(base: list[Item], head: list[Item]) -> None:
    pairs, gone, come = match(base, head, PASSES)
    assert Counter([one for one, _ in pairs]) + Counter(gone) == Counter(base)
    assert Counter([two for _, two in pairs]) + Counter(come) == Counter(head)
    assert all(one == two or (one[0] == two[0] != "c") for one, two in pairs)


@given(items, items)
def test_what_is_left_over_is_the_difference_of_multisets(base: list[Item], head: list[Item]) -> None:
    _, gone, come = match(base, head, PASSES[:1])
    assert Counter(gone) == Counter(base) - Counter(head)
    assert Counter(come) == Counter(head) - Counter(base)


@given(items)
def test_order_means_nothing(base: list[Item]) -> None:
    _, gone, come = match(base, sorted(base), PASSES)
    assert (gone, come) == ([], [])

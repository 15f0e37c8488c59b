"""Findings known again, one to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tidegate.model.lineage import ALGORITHMS, CLOSE, lineage

IDENTITY, SHAPE, LINE = ALGORITHMS


class Found(NamedTuple):
    name: str
    rule: str
    fingerprints: Mapping[str, str]


def found(name: str, identity: str = "", shape: str = "", line: str = "", rule: str = "weak-hash") -> Found:
    prints = {IDENTITY: identity, SHAPE: shape, LINE: line}
    return Found(name, rule, {algorithm: value for algorithm, value in prints.items() if value})


def names(old: list[Found], new: list[Found]) -> list[tuple[str, str]]:
    return sorted((one.name, other.name) for one, other in lineage(old, new))


def test_one_equal_value_is_enough() -> None:
    old = [found("a", "i1", "s1", "l1"), found("b", "i2", "s2", "l2"), found("c", "i3", "s3", "l3")]
    new = [found("A", "i1", "x", "x"), found("B", "y", "s2", "y"), found("C", "z", "z", "l3")]
    assert names(old, new) == [("a", "A"), ("b", "B"), ("c", "C")]


def test_values_are_never_compared_across_algorithms() -> None:
    assert names([found("a", identity="v")], [found("A", shape="v"), found("B", line="v")]) == []


def test_another_rule_is_another_finding() -> None:
    assert names([found("a", "v")], [found("A", "v", rule="sql-injection")]) == []


def test_of_two_copies_nobody_can_tell_which_it_was() -> None:
    assert names([found("a", "i1", line="l")], [found("A", "i2", line="l"), found("B", "i3", line="l")]) == []


def test_the_exact_one_leaves_the_copy_alone() -> None:
    new = [found("copy", "i2", "s2", "l"), found("A", "i1", "s1", "l")]
    assert names([found("a", "i1", "s1", "l")], new) == [("a", "A")]


def test_some_algorithms_alone() -> None:
    assert lineage([found("a", line="l")], [found("A", line="l")], CLOSE) == []


values = st.sampled_from(["", "1", "2", "3"])
lists = st.lists(st.builds(found, st.just(""), values, values, values), max_size=8)


@given(lists, lists)
def test_each_is_paired_at_most_once_and_for_a_reason(old: list[Found], new: list[Found]) -> None:
    pairs = lineage(old, new)
    assert len({id(one) for one, _ in pairs}) == len({id(one) for _, one in pairs}) == len(pairs)
    assert all(one.fingerprints.items() & other.fingerprints.items() for one, other in pairs)


@given(lists)
def test_what_has_a_fingerprint_is_itself(same: list[Found]) -> None:
    assert len(lineage(same, same)) == len([one for one in same if one.fingerprints])

"""Values that hold values: how deep parts are told apart."""

from __future__ import annotations

from tidegate.flow.taints import NO_KINDS, Source, Taint, Trace
from tidegate.flow.values import DEEPEST_VALUE, Value, constant, part

TEXT = Value({Taint(Source("remote", "a text", "a.py", 1), NO_KINDS, True): Trace("a.py", 1, "a text", None)})


def wrapped(value: Value, times: int) -> Value:
    for _ in range(times):
        value = Value(fields={".held": value})
    return value


def unwrapped(value: Value, times: int) -> Value:
    for _ in range(times):
        value = part(value, ".held")
    return value


def test_what_lies_too_deep_is_one_with_what_holds_it_and_not_with_its_neighbours() -> None:
    row = Value(fields={".url": constant("x"), ".tags": wrapped(TEXT, 2)})
    page = wrapped(row, DEEPEST_VALUE - 2)
    assert page.depth == DEEPEST_VALUE
    found = unwrapped(page, DEEPEST_VALUE - 2)
    assert part(found, ".url").known == "x"
    assert part(found, ".tags").all_taints() == TEXT.taints
    assert page.all_taints() == TEXT.taints


def test_nothing_is_lost_however_deep_it_lies() -> None:
    for times in range(3 * DEEPEST_VALUE):
        assert wrapped(TEXT, times).all_taints() == TEXT.taints
        assert unwrapped(wrapped(TEXT, times), times).all_taints() == TEXT.taints

"""One value, one spelling."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.model.canonical import canonical, digest

_KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_ordered_by_utf_16_and_only_what_must_be_is_escaped() -> None:
    value = {"\U0001f600": 1, "\ufb33": 2, "€": 3, "\r": 4, "1": 5, "ö": 6, "<": "\u000f\n\"\\/'"}
    expected = '{"\\r":4,"1":5,"<":"\\u000f\\n\\"\\\\/\'","ö":6,"€":3,"\U0001f600":1,"\ufb33":2}'
    assert canonical(value) == expected.encode()


@given(_VALUES)
def test_the_spelling_means_the_value_and_no_other_order_of_keys_changes_it(value: Any) -> None:
    spelled = canonical(value)
    assert json.loads(spelled) == value
    assert canonical(_turned(value)) == spelled


def test_a_digest_is_of_the_canonical_form_and_of_odd_names_too() -> None:
    plain = {"b": [1, "ö\n"], "a": None}
    assert digest(plain) == sha256(canonical(plain)).hexdigest()
    assert digest(["caf\udce9"]) != digest(["caf\udce8"])


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(list(value))}
    return [_turned(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), "\ud800", {"\udfff": 1}])
def test_what_has_no_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no canonical JSON"):
        canonical(value)


def test_the_digest_is_that_of_the_spelling() -> None:
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1}) != digest({"a": 2, "b": 2})

"""Refusals as clauses: the same logic in other words, and less of it."""

from __future__ import annotations

import pytest

from tidegate.surface.clauses import Clause, Literal, TooMany, passed, together

A, B, C = (Literal(frozenset({f".{name}"}), True) for name in "abc")
NOT_A = A._replace(holds=False)


def clauses(*found: set[Literal]) -> frozenset[Clause]:
    return frozenset(map(frozenset, found))


def listed(*roles: str) -> frozenset[Clause]:
    return clauses({Literal(frozenset({".role"}), False, frozenset(roles))})


def test_what_is_refused_under_more_conditions_is_refused_less() -> None:
    assert passed(clauses({A}, {B}), clauses({A, B})) == frozenset({A})
    assert passed(clauses({A}), clauses({A, C})) == frozenset({A})
    assert passed(clauses({A, B}), clauses({A}, {B})) is None


def test_the_contrary_of_an_attribute_is_another_question_and_of_a_call_may_not_be() -> None:
    assert passed(clauses({A}), clauses({NOT_A})) == frozenset({A})
    call = Literal(frozenset({"tokens.user_of()"}), True)
    assert passed(clauses({call}), clauses({call._replace(holds=False)})) is None


def test_a_longer_list_lets_more_callers_in() -> None:
    assert passed(listed("admin"), listed("admin", "clerk")) is not None
    assert passed(listed("admin", "clerk"), listed("admin")) is None


def test_other_questions_are_not_compared() -> None:
    assert passed(clauses({A}), clauses({B})) is None
    assert passed(clauses({A}), frozenset()) is None


def test_what_has_no_words_is_not_missed() -> None:
    unknown = Literal(frozenset({"<check>"}), True)
    assert passed(clauses({unknown}, {A}), clauses({A})) is None


def test_too_many_clauses_are_said_to_be() -> None:
    many = clauses(*({Literal(frozenset({f".{n}"}), True)} for n in range(20)))
    with pytest.raises(TooMany):
        together([many, many])

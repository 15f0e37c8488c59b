"""The labelled commits and notes, and how they are counted."""

from __future__ import annotations

import pytest

from accuracy.attribution import Answer, answered, labels, shown

LABELS = labels()
CONVENTIONS = sorted({label.convention for label in LABELS})


def test_there_are_enough_of_both_sorts() -> None:
    negatives = [label for label in LABELS if not {item[0] for item in label.expected} - {"lines", "doubt"}]
    assert len(LABELS) >= 300
    assert len(negatives) >= 0.45 * len(LABELS)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_answers_are_right(convention: str) -> None:
    """Precision of 0.99 and recall of 0.97, by convention."""
    answers = answered([label for label in LABELS if label.convention == convention])
    right, missed, false = (
        sum(answer.right for answer in answers),
        sum(len(answer.missed) for answer in answers),
        sum(len(answer.false) for answer in answers),
    )
    assert right / (right + false) >= 0.99, shown(answers)
    assert right / (right + missed) >= 0.97, shown(answers)


def test_what_is_wrong_is_shown_by_name() -> None:
    wrong = Answer("identity", 3, (("cursor", "trailer"),), (("codex", "trailer"),), 1, True)
    printed = shown([wrong])
    assert "identity 3: missed (('cursor', 'trailer'),), false (('codex', 'trailer'),)" in printed
    assert printed.splitlines()[1].split()[-2:] == ["0.5000", "0.5000"]

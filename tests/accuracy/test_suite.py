"""The labelled suite: every case is well made, and its marks never reach the tool."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from accuracy.suite import BAD, Case, Program, Sheet, halves, programs, read_sheets
from tidegate.knowledge.weaknesses import catalogue

CASE = Case(
    name="one", differs="a fact", uses=("flask",), bad={"a.py": "x = 1\ny = 2  # <- bad\n"}, safe="x = 1\n"
)


def test_marks_become_lines_and_vanish() -> None:
    bad, safe = halves("batch", Sheet("xss", (CASE,)), CASE)
    assert (bad.files, bad.lines) == ({"a.py": "x = 1\ny = 2\n"}, frozenset({("a.py", 2)}))
    assert (safe.files, safe.lines) == ({"app.py": "x = 1\n"}, frozenset())


@pytest.mark.parametrize(
    ("bad", "safe"),
    [("x = 1\n", "x = 1\n"), ("x = 1  # <- bad\n", "x = 1  # <- bad\n")],
    ids=["none", "both"],
)
def test_marks_in_the_wrong_half(bad: str, safe: str) -> None:
    case = Case(name="one", differs="", uses=(), bad=bad, safe=safe)
    with pytest.raises(ValueError, match="one: mark the bad half's bad lines"):
        halves("batch", Sheet("xss", (case,)), case)


@pytest.mark.parametrize("program", programs(), ids=lambda one: f"{one.batch}: {one.weakness}: {one.name}")
def test_programs_are_python_and_hold_no_mark(program: Program) -> None:
    for path, text in program.files.items():
        assert BAD not in text
        if path.endswith(".py"):
            ast.parse(text, path)


def test_names_are_unique_in_a_batch_and_weaknesses_known() -> None:
    names = Counter(
        (batch, sheet.weakness, case.name) for batch, sheet in read_sheets() for case in sheet.cases
    )
    assert [name for name, count in names.items() if count > 1] == []
    assert {sheet.weakness for _, sheet in read_sheets()} <= catalogue().keys()


def test_the_halves_of_a_case_differ() -> None:
    assert [case.name for _, sheet in read_sheets() for case in sheet.cases if case.bad == case.safe] == []

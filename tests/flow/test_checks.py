"""What makes data safe: counted, or remembered with the calls that it was reached by."""

from __future__ import annotations

from tidegate.flow.checks import COUNTED, GUARD, SANITIZER, Check, Remembered
from tidegate.flow.taints import with_kinds
from tidegate.program.names import FunctionId

INNER, OUTER = FunctionId("text.py", "plain"), FunctionId("views.py", "show")
SQL = frozenset({"sql", "path"})


def test_checks_count() -> None:
    assert COUNTED.kinds(SQL, SANITIZER, "re.sub", INNER, 3) == SQL
    assert COUNTED.through(SQL, "plain", OUTER, 9) == SQL


def test_remembered_checks_make_nothing_safe() -> None:
    remembered = Remembered()
    kinds = remembered.kinds(SQL, SANITIZER, "re.sub", INNER, 3)
    assert kinds.isdisjoint(SQL)
    assert remembered.of(kinds, "sql") == [Check(SANITIZER, "re.sub", INNER, 3)]
    assert remembered.of(kinds, "html") == []


def test_what_is_safe_for_all_is_safe_for_each() -> None:
    remembered = Remembered()
    kinds = remembered.kinds(frozenset({"all"}), SANITIZER, "builtins.int", INNER, 3)
    assert [check.name for check in remembered.of(kinds, "html")] == ["builtins.int"]


def test_a_check_is_seen_from_its_callers() -> None:
    remembered = Remembered()
    kinds = remembered.kinds(SQL, SANITIZER, "re.sub", INNER, 3)
    (check,) = remembered.of(remembered.through(kinds, "plain", OUTER, 9), "sql")
    assert [(part.name, part.function, part.line) for part in check.chain()] == [
        ("plain", OUTER, 9),
        ("re.sub", INNER, 3),
    ]


def test_recursion_does_not_make_a_chain_endless() -> None:
    remembered = Remembered()
    kinds = remembered.kinds(SQL, SANITIZER, "re.sub", INNER, 3)
    for _ in range(50):
        kinds = remembered.through(kinds, "plain", INNER, 4)
    (check,) = remembered.of(kinds, "sql")
    assert len(check.chain()) < 12


def test_a_kind_that_needs_another_is_met_as_ever() -> None:
    remembered = Remembered()
    words = remembered.kinds(frozenset({"resolved"}), SANITIZER, "os.path.realpath", INNER, 2)
    assert words == {"resolved"}
    needing = remembered.kinds(frozenset({"path<resolved"}), GUARD, "str.startswith", INNER, 3)
    assert remembered.of(with_kinds(words, needing), "path") == [Check(GUARD, "str.startswith", INNER, 3)]
    assert remembered.of(with_kinds(frozenset(), needing), "path") == []

"""The list of weaknesses."""

from __future__ import annotations

from tidegate.reports.cells import cell_len
from tidegate.reports.rules import RuleText, render_rule, render_rules

SQL = RuleText(
    "sql-injection", "SQL injection", "critical", (89,), why="Whoever writes the value writes the query.\n",
    fix="Pass values as parameters:\n    db.execute(sql, (name,))",
)  # fmt: skip
HASH = RuleText("weak-hash", "weak hash", "medium", (327, 328), note="rated low: \x1b[31mold files\nonly")


def test_one_line_for_each_by_id() -> None:
    assert render_rules([HASH, SQL]).split("\n") == [
        "sql-injection  critical  SQL injection (CWE-89)",
        "weak-hash      medium    weak hash (CWE-327, CWE-328); rated low: <U+001B>[31mo…",
        "",
    ]
    assert render_rules([]) == ""


def test_one_rule_in_full() -> None:
    assert render_rule(SQL) == (
        "sql-injection  critical  SQL injection (CWE-89)\n"
        "\n"
        "Why   Whoever writes the value writes the query.\n"
        "\n"
        "Do    Pass values as parameters:\n"
        "          db.execute(sql, (name,))\n"
    )


def test_lines_fit_with_and_without_colour() -> None:
    assert all(cell_len(line) <= 60 for line in render_rules([SQL, HASH], width=60).split("\n"))
    assert render_rules([SQL], color=True).replace("\x1b[1;31m", "").replace("\x1b[0m", "") == render_rules(
        [SQL]
    )

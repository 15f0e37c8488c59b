"""The report for a terminal: what must be there, and what comes first."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec
import pytest
from reports.samples import (
    COULD_NOT_TELL,
    CUT,
    HARMLESS,
    LOST,
    MANY,
    NEW_QUERY,
    OBSERVE,
    ODD_PATH,
    ONE,
    ORDINARY,
    RISKY,
)

from tidegate.model.errors import UsageError
from tidegate.model.result import CheckResult, Decision, NotAnalysed
from tidegate.reports import FORMATS, render

replace = msgspec.structs.replace


def text(result: CheckResult, width: int = 80) -> str:
    return render("text", result, width=width)


def first(result: CheckResult) -> str:
    return text(result).split("\n")[0]


def test_the_answer_comes_first_with_its_reason() -> None:
    assert first(RISKY).startswith("BLOCK   critical risk: this change introduces SQL injection")
    assert first(NEW_QUERY) == "REVIEW  medium risk: customers are read in a new way (shop/export.py)"
    assert first(ORDINARY) == "PASS    low risk: nothing introduced; 3 of 3 files analysed"


def test_a_harmless_change_is_two_lines() -> None:
    assert text(HARMLESS).split("\n") == [
        "PASS    no risk: prose only",
        "        main..docs: 2 files, +8 −3, 1 commit (docs/install.md, README.md)",
        "",
    ]


def test_not_to_know_says_so_first() -> None:
    lines = text(COULD_NOT_TELL).split("\n")
    assert lines[0] == "REVIEW  could not tell: 1 of 4 files was not analysed"
    assert lines[1].strip() == "services/billing/calc.rs: Rust is not a language this version knows"
    assert first(CUT) == "REVIEW  could not tell: who is affected was not followed to the end"
    assert first(ODD_PATH) == "REVIEW  could not tell: 1 of 1 file was not analysed"


def test_not_to_know_never_looks_like_a_pass() -> None:
    let_through = replace(COULD_NOT_TELL, decision=Decision.PASS, reasons=())
    assert first(let_through) == "PASS    could not tell: 1 of 4 files was not analysed"
    green = "\x1b[1;32m"
    assert green in render("text", HARMLESS, color=True)
    assert green not in render("text", let_through, color=True)
    assert green not in render("text", OBSERVE, color=True)


def test_a_gap_beside_findings_is_named_at_the_top_and_in_full_below() -> None:
    gap = NotAnalysed("a.rs", "Rust is not a language this version knows")
    both = replace(RISKY, coverage=replace(RISKY.coverage, not_analysed=(gap,)))
    said = text(both)
    assert "also: 1 of 6 files was not analysed" in said.split("\n\n")[0]
    assert "Not seen  a.rs: Rust is not a language this version knows" in said
    assert "Not seen  nothing" in text(RISKY)


def test_observing_says_what_would_have_been_decided_and_until_when() -> None:
    assert first(OBSERVE) == "PASS    only observing until 2026-12-31: this would be BLOCK"


def test_what_is_accepted_fixed_or_old_is_not_listed_as_new() -> None:
    said = text(RISKY)
    assert "  4  low " in said
    assert "  5  " not in said
    assert "Fixed     path traversal (CWE-22) in files/serve.py:14" in said
    assert "Existing  1 finding (medium) was there before and was not counted" in said
    assert "Accepted  open redirect (CWE-601) in accounts/login.py:71: accepted by" in said
    assert "weak hash" not in said


def test_what_was_lost_is_shown_as_lost() -> None:
    assert '     −  38 │ @require_role("finance")  ← asked for the role' in text(RISKY)


def test_who_is_reached_and_who_must_approve() -> None:
    said = text(RISKY)
    assert "Reaches   3 routes, 2 without authentication" in said
    assert "Needs     2 approvals: one of security-reviewers; a manager (payment code)" in said


def test_one_finding_needs_no_table() -> None:
    assert "  1  critical" not in text(ONE)
    assert "1 ── SQL injection (CWE-89) ─" in text(ONE)


def test_many_findings_are_counted_not_poured_out() -> None:
    said = text(MANY)
    assert "and 34 more (7 unrated, 12 medium, 15 low)" in said
    assert "44 findings not shown in full" in said
    assert "\n11 ── " not in said
    assert "and 4 more reasons" not in said
    assert "and 3 more reasons" in said


def test_the_last_line_gives_the_next_step_and_the_cost() -> None:
    *_, last, end = text(RISKY).split("\n")
    assert last.startswith("tidegate explain 3f2a9c1b ")
    assert last.endswith(" 5 of 5 files analysed in 0.41 s")
    assert len(last) == 80
    assert end == ""


def test_a_minified_line_shows_the_part_that_matters() -> None:
    code = "x" * 5_000 + "SECRET" + "y" * 5_000
    excerpt = replace(RISKY.excerpts[4], path=LOST.path, start=1, lines=(code,))
    minified = replace(RISKY.findings[-1], path=LOST.path, line=1, end_line=1, column=5_001)
    said = text(replace(RISKY, findings=(minified,), excerpts=(excerpt,)))
    assert "SECRET" in said
    assert len(said) < 3_000


def test_without_a_reason_the_findings_are_counted() -> None:
    assert first(replace(ONE, reasons=())) == "BLOCK   high risk: 1 finding introduced; 1 of 1 file analysed"


def test_an_unknown_format_names_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="no output format `pdf`") as caught:
        render("pdf", RISKY)
    assert all(name in caught.value.hint for name in FORMATS)


def test_text_needs_no_heavy_import() -> None:
    program = (
        "import sys; from reports.samples import RISKY; from tidegate.reports import render; "
        "before = set(sys.modules); render('text', RISKY, color=True); print(*(set(sys.modules) - before))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert "tidegate.reports.text" in done.stdout.split()
    assert not {"rich", "json", "jsonschema", "tidegate.reports.sarif"} & set(done.stdout.split())

"""The pull request's comment."""

from __future__ import annotations

import msgspec
from reports.samples import COULD_NOT_TELL, HARMLESS, MANY, OBSERVE, RISKY, numbered

from tidegate.model.finding import Finding
from tidegate.model.result import CheckResult, NotAnalysed
from tidegate.reports import render
from tidegate.reports.markdown import LIMIT, MARKER

replace = msgspec.structs.replace


def comment(result: CheckResult) -> str:
    return render("markdown", result)


def lines(result: CheckResult) -> list[str]:
    return comment(result).rstrip("\n").split("\n")


def test_a_bot_finds_its_comment_and_a_reader_the_answer() -> None:
    first, second, *_ = lines(RISKY)
    assert first == MARKER
    assert second.startswith("⛔ **BLOCK** critical risk: this change introduces SQL injection")
    assert lines(HARMLESS)[1] == "✅ **PASS** no risk: prose only"
    assert lines(COULD_NOT_TELL)[1] == "❔ **REVIEW** could not tell: 1 of 4 files was not analysed"
    assert lines(OBSERVE)[1] == "👀 **PASS** only observing until 2026-12-31: this would be BLOCK"


def test_three_findings_in_full_and_the_rest_folded() -> None:
    said = comment(MANY)
    assert said.count("\n#### ") == 3
    assert "<details><summary>51 more findings: 4 to 53 (" in said
    assert "\n| 54 | low | weakness number" in said
    assert comment(RISKY).count("\n#### ") == 3
    assert "<details><summary>1 more finding (low)</summary>" in comment(RISKY)


def test_what_is_gone_is_a_difference() -> None:
    assert (
        '```diff\n  37 │ @router.post("/api/refunds/{id}/approve")\n- 38 │ @require_role("finance")'
        in comment(RISKY)
    )


def test_the_last_line_says_what_was_not_seen_and_what_it_took() -> None:
    assert lines(RISKY)[-1] == "<sub>not seen: nothing; 5 of 5 files analysed in 0.41 s</sub>"
    assert lines(COULD_NOT_TELL)[-1] == (
        "<sub>not seen: services/billing/calc.rs: Rust is not a language this version knows; "
        "3 of 4 files analysed in 0.14 s</sub>"
    )


def test_what_is_needed_from_whom() -> None:
    assert lines(RISKY)[-3] == "**Needs** 2 approvals: one of security-reviewers; a manager (payment code)"


def huge(index: int) -> Finding:
    return replace(numbered(index), path=f"{'very/long/' * 30}{index}.py", message="<&|`*" * 2_000)


def test_a_huge_result_fits_and_says_what_was_left_out() -> None:
    result = replace(
        MANY,
        findings=tuple(huge(index) for index in range(2_000)),
        coverage=replace(
            MANY.coverage,
            not_analysed=tuple(NotAnalysed(f"{'<' * 500}{n}", f"because {n}") for n in range(3_000)),
        ),
    )
    said = comment(result)
    assert len(said.encode()) <= LIMIT
    assert "did not fit into a comment" in said
    assert said.count("<details>") == said.count("</details>")
    assert said.rstrip().endswith("</sub>")
    assert "**Needs** 2 approvals" in said

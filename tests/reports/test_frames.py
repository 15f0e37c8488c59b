"""Which source lines show a finding."""

from __future__ import annotations

import msgspec
from reports.samples import APPROVE, APPROVE_BEFORE, LOST, RISKY, SECRET, SQL

from tidegate.model.finding import Finding, Kind, Status, Step
from tidegate.model.result import CheckResult, Excerpt
from tidegate.reports.frames import GONE, MARKED, NEW, SAME, Frame, frames, sources

replace = msgspec.structs.replace


def shown(finding: Finding, *excerpts: Excerpt, most: int = 10) -> list[Frame]:
    result: CheckResult = replace(RISKY, excerpts=excerpts or RISKY.excerpts)
    return frames(finding, sources(result), most)


def signs(frame: Frame) -> list[tuple[str, int | None]]:
    return [(row.sign, row.number) for row in frame.rows]


def test_a_flow_is_shown_step_by_step_and_ends_with_the_statement() -> None:
    first, last = shown(SQL)
    assert (first.path, signs(first)) == ("api/refunds.py", [(SAME, 18), (SAME, 22)])
    assert first.rows[0].code == '    status = request.args["status"]'
    assert first.rows[0].notes == ("a value from the URL",)
    assert (last.path, signs(last)) == ("refunds/queries.py", [(SAME, 31), (SAME, 32), (SAME, 33)])
    assert [bool(row.notes) for row in last.rows] == [False, False, True]


def test_steps_on_one_line_are_one_row() -> None:
    twice = replace(SQL, trace=(SQL.trace[0], Step("api/refunds.py", 18, "read as text"), *SQL.trace[1:]))
    first, _ = shown(twice)
    assert first.rows[0].notes == ("a value from the URL", "read as text")


def test_the_middle_of_a_long_path_is_counted() -> None:
    steps = tuple(Step("api/refunds.py", 16 + n % 7, f"step {n}") for n in range(30))
    found = shown(replace(SQL, trace=(*steps, SQL.trace[-1])), most=10)
    assert [row.notes for frame in found for row in frame.rows if row.number is None] == [("20 more steps",)]


def test_a_place_without_a_path_is_marked_between_its_neighbours() -> None:
    (frame,) = shown(SECRET)
    assert signs(frame) == [(SAME, 11), (MARKED, 12), (SAME, 13)]


def test_a_long_statement_is_cut() -> None:
    lines = tuple(f"line {n}" for n in range(1, 40))
    long = replace(SECRET, path="a.py", line=2, end_line=39)
    (frame,) = shown(long, Excerpt("a.py", 1, lines))
    assert [number for sign, number in signs(frame) if sign == MARKED] == list(range(2, 10))


def test_without_source_nothing_is_shown() -> None:
    assert shown(SECRET, APPROVE) == []


def test_a_lost_control_is_shown_with_what_is_gone() -> None:
    (frame,) = shown(LOST, APPROVE, APPROVE_BEFORE)
    assert signs(frame) == [(SAME, 37), (GONE, 38), (SAME, 38), (SAME, 39), (SAME, 40)]
    assert frame.rows[1].code == '@require_role("finance")'
    assert frame.rows[1].notes == ("asked for the role",)


def test_a_lost_control_needs_no_step_to_be_found() -> None:
    (frame,) = shown(replace(LOST, trace=()), APPROVE, APPROVE_BEFORE)
    assert (GONE, 38) in signs(frame)


def test_lines_at_the_edge_of_an_excerpt_are_not_called_gone() -> None:
    wider = replace(APPROVE_BEFORE, start=34, lines=("import os", "", *APPROVE_BEFORE.lines))
    (frame,) = shown(LOST, APPROVE, wider)
    assert [number for sign, number in signs(frame) if sign == GONE] == [38]


def test_what_came_instead_is_new() -> None:
    after = replace(APPROVE, lines=(APPROVE.lines[0], "@anyone", *APPROVE.lines[1:]), start=36)
    (frame,) = shown(LOST, after, APPROVE_BEFORE)
    assert (GONE, 38) in signs(frame)
    assert (NEW, 37) in signs(frame)


def test_a_control_gutted_in_another_file_is_shown_there() -> None:
    gutted = replace(LOST, trace=(Step("acme/auth.py", 7, "raised", side="base"),))
    before = Excerpt("acme/auth.py", 7, ("    raise HTTPException(403)",), side="base")
    here, there = shown(gutted, APPROVE, before)
    assert GONE not in [sign for sign, _ in signs(here)]
    assert (there.path, signs(there)) == ("acme/auth.py", [(GONE, 7)])
    assert there.rows[0].code == "    raise HTTPException(403)"


def test_a_removed_sanitizer_stands_in_its_place_on_the_path() -> None:
    step = Step("api/refunds.py", 20, "made it a number", side="base")
    before = Excerpt("api/refunds.py", 20, ("    status = int(status)",), side="base")
    first, _ = shown(replace(SQL, trace=(SQL.trace[0], step, *SQL.trace[1:])), *RISKY.excerpts, before)
    assert signs(first) == [(SAME, 18), (GONE, 20), (SAME, 22)]


def test_a_fixed_flow_is_shown_from_base_and_nothing_of_it_is_a_loss() -> None:
    fixed = replace(SQL, status=Status.FIXED, kind=Kind.FLOW)
    before = tuple(replace(excerpt, side="base") for excerpt in RISKY.excerpts)
    found = shown(fixed, *before)
    assert {sign for frame in found for sign, _ in signs(frame)} == {SAME}
    assert found[0].rows[0].code == '    status = request.args["status"]'

from __future__ import annotations

import msgspec
import pytest

from tidegate.model.digests import blast_digest, controls_digest, findings_digest
from tidegate.model.finding import Confidence, Disposition, Finding, Kind, Severity, Status
from tidegate.model.result import Access, BlastRadius, Caller, Control, EntryPoint

FINDING = Finding(
    id="abc",
    rule="r",
    title="t",
    cwe=(),
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    status=Status.INTRODUCED,
    kind=Kind.FLOW,
    path="a.py",
    line=1,
    end_line=1,
    message="m",
    fingerprints={"a": "1"},
)
ENTRY = EntryPoint("http", "GET /", "a.py", 3, (Control("authentication", "acme.login"),), "a.home")
RADIUS = BlastRadius(
    changed=("a.f", "a.g"),
    entry_points=(ENTRY,),
    data=(Access("users", ("id",), "read", "new", "a.py", 3),),
    edges=(Caller("a.h", "a.f", "a.py", 9),),
)
change = msgspec.structs.replace


@pytest.mark.parametrize(
    "other",
    [
        change(FINDING, line=7, end_line=7),
        change(FINDING, message="in other words"),
        change(FINDING, disposition=Disposition("accepted", "r", "ada")),
    ],
)
def test_findings_that_are_the_same(other: Finding) -> None:
    assert findings_digest([FINDING]) == findings_digest([other])


@pytest.mark.parametrize(
    "other",
    [
        [],
        [FINDING, FINDING],
        [change(FINDING, severity=Severity.LOW)],
        [change(FINDING, fingerprints={"a": "2"})],
        [change(FINDING, status=Status.FIXED)],
    ],
)
def test_findings_that_are_others(other: list[Finding]) -> None:
    assert findings_digest([FINDING]) != findings_digest(other)


def test_their_order_and_what_was_there_before_do_not_count() -> None:
    second = change(FINDING, rule="s")
    old = change(FINDING, status=Status.EXISTING)
    assert findings_digest([FINDING, second]) == findings_digest([second, old, FINDING])


def test_lines_move_with_base() -> None:
    moved = change(RADIUS, entry_points=(change(ENTRY, line=90),), changed=("a.g", "a.f"))
    assert controls_digest(moved) == controls_digest(RADIUS)
    assert blast_digest(moved) == blast_digest(RADIUS)


def test_controls_and_what_is_reached_count() -> None:
    bare = change(RADIUS, entry_points=(change(ENTRY, controls=()),))
    assert controls_digest(bare) != controls_digest(RADIUS)
    assert blast_digest(bare) == blast_digest(RADIUS)
    for other in (
        change(RADIUS, changed=("a.f",)),
        change(RADIUS, edges=()),
        change(RADIUS, data=(change(RADIUS.data[0], operation="write"),)),
        change(RADIUS, complete=False),
        change(RADIUS, entry_points=()),
    ):
        assert blast_digest(other) != blast_digest(RADIUS)

"""`make demo` shows what the README promises."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tidegate.check import CheckOptions, check
from tidegate.model.result import Decision

BUILD = Path(__file__).parents[1] / "demo" / "build.py"


def test_the_demo_is_blocked_for_its_two_holes(tmp_path: Path) -> None:
    runpy.run_path(str(BUILD))["main"](tmp_path / "demo")
    result = check(CheckOptions(directory=tmp_path / "demo", revision_range="main..refunds"))
    assert result.decision is Decision.BLOCK
    assert {(finding.rule, finding.path) for finding in result.findings} == {
        ("sql-injection", "refunds/queries.py"),
        ("authorization-lost", "refunds/api.py"),
    }
    assert {entry.name for entry in result.blast_radius.entry_points} == {
        "GET /api/refunds/",
        "POST /api/refunds/<int:refund_id>/approve",
    }


def test_the_demo_is_built_anew_and_nothing_else_is_removed(tmp_path: Path) -> None:
    build = runpy.run_path(str(BUILD))["main"]
    build(tmp_path / "demo")
    build(tmp_path / "demo")
    (tmp_path / "mine").mkdir()
    with pytest.raises(SystemExit, match="was not made by this demo"):
        build(tmp_path / "mine")

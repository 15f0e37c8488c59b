from __future__ import annotations

import json

import msgspec
import pytest

from tidegate.model.baseline import Baseline
from tidegate.model.errors import UsageError
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.model.result import Control, Coverage, EntryPoint, Inputs, NotAnalysed, Tool
from tidegate.reports.baseline import render_baseline


def finding(title: str, severity: Severity, path: str = "a.py") -> Finding:
    return Finding(
        id="f" * 12,
        rule="r",
        title=title,
        cwe=(89,),
        severity=severity,
        confidence=Confidence.HIGH,
        status=Status.EXISTING,
        kind=Kind.FLOW,
        path=path,
        line=3,
        end_line=3,
        message="m",
    )


VALUE = Baseline(
    tool=Tool("tidegate", "0"),
    inputs=Inputs(None, None, "k"),
    repository="r",
    revision="main\x1b[31m",
    commit="1234567890abcdef",
    findings=(finding("Small", Severity.LOW), finding("Large", Severity.CRITICAL, "b\n\u202e\udcff.py")),
    entry_points=(
        EntryPoint("http", "GET /open", "a.py", 1),
        EntryPoint("http", "GET /closed", "a.py", 9, (Control("authentication", "login"),)),
    ),
    owners={"a.py": ("@acme/a", "ada@example.com")},
    coverage=Coverage(7, (NotAnalysed("c.rs", "Rust"),)),
    limits=("out of time",),
    timings={"total": 1.234},
)


def test_text() -> None:
    assert render_baseline("text", VALUE).splitlines() == [
        "BASELINE of main<U+001B>[31m (1234567890ab)",
        "  2 findings: 1 critical, 1 low",
        "  2 ways in, 1 without authentication",
        "  Nothing here is accepted by being listed.",
        "",
        "Findings",
        '  critical: Large at "b\\n\\342\\200\\256\\377.py":3 (ffffffffffff)',
        "  low: Small at a.py:3 (ffffffffffff), owned by @acme/a, ada@example.com",
        "",
        "Ways in without authentication",
        "  GET /open at a.py:1, owned by @acme/a, ada@example.com",
        "",
        "Not seen",
        "  out of time",
        "  c.rs: Rust",
        "7 files analysed in 1.23 s",
    ]


def test_json_has_everything() -> None:
    read = json.loads(render_baseline("json", VALUE))
    assert read["schema"] == "tidegate.baseline/1"
    assert [entry["name"] for entry in read["entry_points"]] == ["GET /open", "GET /closed"]
    assert read["findings"][1]["path"] == "b\n\u202e\udcff.py"


def test_long_lists_are_cut_and_say_so() -> None:
    entries = tuple(EntryPoint("http", f"GET /{n}", "a.py", n) for n in range(300))
    text = render_baseline("text", msgspec.structs.replace(VALUE, entry_points=entries))
    assert "and 100 more; all of them: --output json" in text
    assert max(map(len, text.splitlines())) <= 80


def test_an_unknown_format() -> None:
    with pytest.raises(UsageError, match="no baseline format `sarif`"):
        render_baseline("sarif", VALUE)

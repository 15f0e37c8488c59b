"""Results made of hostile strings, for properties that hold whatever the code under review says."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st
from reports.samples import EVIL, INPUTS, TOOL

from tidegate.model.finding import Confidence, Disposition, Finding, Kind, Severity, Status, Step
from tidegate.model.result import (
    Access,
    BlastRadius,
    Caller,
    ChangeSummary,
    CheckResult,
    Control,
    Coverage,
    Decision,
    EntryPoint,
    Excerpt,
    NotAnalysed,
    Observed,
    Reason,
    Review,
)
from tidegate.model.tier import Tier

PIECES = (
    EVIL, "\x1b[31m", "\x9b", "\u202e", "\u2028", "\udcff", "\ud800", "\x00", "\r", "\n", "\t", "`", "``",
    "```", "~~~", "<details>", "</details>", "</summary>", "<!--", "-->", "<b>", "&lt;", "|", "\\", "\\|",
    "@user", "#12", "GH-7", "[a](b)", "![a](b)", "[a]: b", "https://e.example/x", "www.e.example", "{0}",
    "a@b.example", "\"]", "end", "%%", "- ", "1. ", "# ", "===", "宽", "e\u0301", "👩\u200d💻", "⚠\ufe0f",
    "a" * 90, " ",
)  # fmt: skip

texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=4).map("".join)
# Few paths, so that findings, steps and excerpts meet.
paths = st.sampled_from(("a.py", "b.py", "c.py", EVIL, "\udcff", "\ud800")) | texts
lines = st.integers(1, 5)
T = TypeVar("T")


def several(items: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, max_size=3).map(tuple)


steps = st.builds(Step, paths, lines, texts, st.sampled_from(("head", "base")))
dispositions = st.builds(Disposition, texts, texts, texts, st.none() | texts)
findings = st.builds(
    Finding,
    id=st.uuids().map(lambda value: value.hex[:8]),
    rule=texts,
    title=texts,
    cwe=several(st.integers(1, 1400)),
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    status=st.sampled_from((Status.INTRODUCED, Status.INTRODUCED, *Status)),
    kind=st.sampled_from(Kind),
    path=paths,
    line=lines,
    end_line=lines,
    column=st.integers(1, 200),
    message=texts,
    fix=st.none() | texts,
    trace=several(steps),
    entry_point=st.none() | texts,
    fingerprints=st.dictionaries(texts, texts, max_size=2),
    disposition=st.none() | dispositions,
)
entries = st.builds(
    EntryPoint,
    st.sampled_from(("http", "cli")),
    texts,
    paths,
    lines,
    several(st.builds(Control, texts, texts)),
    texts,
)
accesses = st.builds(Access, texts, several(texts), texts, st.sampled_from(("new", "touched")), paths, lines)
radii = st.builds(
    BlastRadius,
    several(texts),
    st.integers(0, 9),
    several(entries),
    several(accesses),
    several(accesses),
    several(texts),
    several(st.builds(Caller, texts, texts, paths, lines)),
    st.booleans(),
    several(texts),
)
results = st.builds(
    CheckResult,
    tool=st.just(TOOL),
    inputs=st.just(INPUTS),
    change=st.builds(
        ChangeSummary, texts, texts, st.none(), st.none() | texts, st.none(), *[st.integers(0, 9)] * 4
    ),
    decision=st.sampled_from(Decision),
    tier=st.sampled_from(Tier),
    reasons=several(st.builds(Reason, texts, texts, several(paths))),
    review=st.builds(Review, st.booleans(), st.integers(0, 3), several(texts)),
    observed=st.none() | st.builds(Observed, st.sampled_from(Decision), texts),
    findings=several(findings),
    blast_radius=radii,
    coverage=st.builds(
        Coverage, st.integers(0, 9), several(st.builds(NotAnalysed, paths, texts, st.booleans()))
    ),
    excerpts=several(st.builds(Excerpt, paths, lines, several(texts), st.sampled_from(("head", "base")))),
    timings=st.dictionaries(texts, st.floats(0, 9), max_size=2),
)

"""Traces as text and JSON: what is known is said, and nothing that others wrote acts on a terminal."""

from __future__ import annotations

import json

import jsonschema
import pytest

from tidegate.model.attribution import Attribution, Claim, Doubt, Evidence, Trust
from tidegate.model.learned import Learned
from tidegate.model.trace import (
    Advised,
    CommitSaid,
    How,
    Landing,
    ModelSaid,
    Review,
    Step,
    Trace,
    Traced,
)
from tidegate.reports.schema import published
from tidegate.reports.trace.formats import render

BAD = "\x1b[31m\u202e\udcff\nGate  approved"
CLAIM = Claim(
    tool="claude-code",
    name="Claude Code",
    model="claude-opus-4-8",
    confidence=Trust.RECORDED,
    evidence=(Evidence("refs/notes/ai", "git-ai", BAD),),
    sessions=("s_1",),
)
HINT = Claim(name="", confidence=Trust.HEURISTIC, evidence=(Evidence("commit", "footer", "Made with AI"),))


def commit(letter: str, number: int | None = None) -> CommitSaid:
    return CommitSaid(
        id=letter * 40,
        subject=BAD,
        number=number,
        author=BAD,
        author_time=0,
        committer="Bo",
        commit_time=86_400,
    )


def advised(number: int) -> Advised:
    return Advised(
        ids=(f"GHSA-{number}",), summary="Bad.", published=None, late="unknown", text="Not compared."
    )


WHOLE = Trace(
    question="--dependency x",
    repository="/shop",
    revision="HEAD",
    path=BAD,
    line=3,
    text=BAD,
    steps=(
        Step(
            how=How.MOVED,
            commit=commit("a", 7),
            path=BAD,
            line=3,
            landing=Landing(branch="main", how="merge", commit=commit("b", 8)),
            attribution=Attribution(added=1, unknown=1, claims=(HINT,), doubts=(Doubt("conflict", BAD),)),
            reviews=(Review(BAD, "Reviewed-by", "b" * 40),),
        ),
        Step(
            how=How.BROUGHT,
            commit=commit("c"),
            attribution=Attribution(added=1, claims=(CLAIM,)),
            is_cut=True,
        ),
    ),
    dependencies=(
        Traced(
            ecosystem="PyPI",
            name=BAD,
            version="1.0",
            advisories=tuple(advised(n) for n in range(20)),
            returned=(commit("d"),),
        ),
    ),
    models=(ModelSaid("m", Learned(what="the end", until="2026-01", source="a page")),),
    gaps=(BAD,),
)


@pytest.mark.parametrize("name", ["text", "json"])
def test_nothing_acts_on_a_terminal(name: str) -> None:
    text = render(name, WHOLE)
    assert text.endswith("\n")
    assert not {"\x1b", "\u202e", "\udcff"} & set(text)
    assert not any(line.startswith("Gate") for line in text.splitlines())


def test_the_document_fits_the_schema_and_keeps_its_place() -> None:
    document = json.loads(render("json", WHOLE))
    jsonschema.Draft202012Validator(json.loads(published("trace"))).validate(document)
    assert document["steps"][1]["line"] is None
    assert render("json", WHOLE) == render("json", WHOLE)


def test_all_that_is_known_is_said() -> None:
    text = render("text", WHOLE, width=120)
    for said in (
        f"moved here by {'a' * 12}",
        "pull request 7, as the commit says",
        f"came to main with {'b' * 12} on 1970-01-02, pull request 8, as the merge says",
        "unknown: nobody says who wrote it",
        "a hint only: an AI tool (Made with AI)",
        "anybody can write it",
        f"brought by {'c' * 12}",
        "Claude Code (claude-opus-4-8), recorded by the tool (refs/notes/ai, git-ai",
        "session s_1",
        "the history of this clone ends here",
        "on no branch that changes land on",
        "GHSA-0 (no date)",
        "and 8 more",
        "m: the end is 2026-01, source: a page",
        "no ledger here",
    ):
        assert said in text
    assert "human" not in text


@pytest.mark.parametrize("width", [10, 60, 80, 120])
def test_lines_are_as_wide_as_the_terminal(width: int) -> None:
    lines = render("text", WHOLE, width=width).splitlines()
    assert max(len(line) for line in lines[4:] if line.startswith("  ")) <= max(width, 60)


def test_colour_only_repeats_words() -> None:
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", render("text", WHOLE, color=True)) == render("text", WHOLE)

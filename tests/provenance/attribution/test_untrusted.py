"""Evidence is an attacker's input: bounded, named, linear, and never more than text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from authored import Authored, told
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.provenance.attribution.conventions import person
from tidegate.provenance.attribution.material import link
from tidegate.reports import render

CLAUDE = "Co-authored-by: Claude <noreply@anthropic.com>\n"


@pytest.fixture
def history(tmp_path: Path) -> Authored:
    return Authored(RepositoryBuilder(tmp_path / "repository"))


def test_a_thousand_trailers_are_bounded_and_named(history: Authored) -> None:
    history.commit(
        "Change\n\n" + "".join(f"Co-authored-by: P{n} <p{n}@example.com>\n" for n in range(1_000)) + CLAUDE
    )
    found = history.attribution()
    assert [(doubt.code, doubt.matters) for doubt in found.doubts] == [("too-many-trailers", True)]
    assert found.claims == ()


def test_many_declarations_are_bounded_and_named(history: Authored) -> None:
    history.commit()
    found = history.attribution(description="".join(f"Tidegate-AI: tool-{n}\n" for n in range(1_000)))
    assert [doubt.code for doubt in found.doubts] == ["too-many-declarations"]
    assert len(found.claims) == 50


def test_long_values_cost_next_to_nothing(history: Authored) -> None:
    """Cost in processor time, generously: nothing here may be quadratic in a text's length."""
    long = "a " * 200_000
    history.commit(
        f"Change\n\nAssisted-by: {long}\nCo-authored-by: {'<' * 100_000}\nTidegate-AI: {';' * 100_000}\n"
    )
    start = time.process_time()
    found = history.attribution(
        description=f"{'> ' * 100_000}\n{'`' * 100_000}\nTidegate-AI: {'(' * 100_000}"
    )
    assert time.process_time() - start < 5
    assert all(len(evidence.text) < 400 for claim in found.claims for evidence in claim.evidence)


def test_names_cannot_act_on_the_reader(history: Authored) -> None:
    """A tool that calls itself by markup, and turns the line around."""
    history.commit("Change\n\nTidegate-AI: <img src=x>\u202e[a](http://b) @everyone\n", {"app.py": "x = 1\n"})
    result = check(CheckOptions(directory=history.builder.path, revision_range="main..change"))
    assert result.ai.attribution.ai == 1
    shown = render("markdown", result)
    assert "<img" not in shown
    assert "\u202e" not in shown + render("text", result) + render("json", result)
    assert "@everyone" not in shown


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://example.com/s/1?token=x#y", "https://example.com/s/1"),
        ("https://user:secret@example.com/s", None),
        ("http://example.com/s", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://example.com/a b", None),
    ],
)
def test_links(said: str, kept: str | None) -> None:
    assert link(said) == kept


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("Claude <noreply@anthropic.com>", "noreply@anthropic.com"),
        ("<noreply@anthropic.com>", "noreply@anthropic.com"),
        ("A <a@example.com> <noreply@anthropic.com>", "noreply@anthropic.com"),
        ("noreply@anthropic.com", "noreply@anthropic.com"),
        ("Claude", ""),
        ("", ""),
    ],
)
def test_people(said: str, address: str) -> None:
    assert person(said).address == address


def test_a_declaration_speaks_of_its_paths(history: Authored) -> None:
    history.commit("Change\n", {"src/a.py": "x = 1\n", "docs/a.md": "text\n"})
    found = history.attribution(description="Tidegate-AI: cursor; paths=src/**")
    assert (told(found), found.ai, found.unknown) == ({"cursor": "declared"}, 1, 1)


def test_nobody_is_declared_and_a_commit_says_otherwise(history: Authored) -> None:
    history.commit(f"Change\n\n{CLAUDE}")
    found = history.attribution(description="Tidegate-AI: none")
    assert told(found) == {"human": "declared", "claude-code": "trailer"}
    assert [doubt.text for doubt in found.doubts] == [
        "the team declares that no AI tool took part, the commit says Claude Code"
    ]

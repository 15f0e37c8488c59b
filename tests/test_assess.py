"""What a change means beyond its findings, on real repositories: who made it, and what is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.requirements import State
from tidegate.model.result import CheckResult, Decision

TIERS = """version: 1
tiers:
- {name: insiders, tier: high, when: {authors: ["*@acme.example"]}}
- {name: outsiders, tier: high, when: {other_authors: ["*@example.com"]}}
"""
YES, NO, UNKNOWN = State.MATCHED, State.NOT_MATCHED, State.UNKNOWN


def built(folder: Path, message: str) -> RepositoryBuilder:
    repository = RepositoryBuilder(folder)
    repository.commit("base", {".tidegate/config.yaml": TIERS, "a.md": "a\n"})
    repository.branch("feature")
    repository.commit(message, {"a.md": "b\n"})
    return repository


def states(result: CheckResult) -> list[State]:
    return [rule.state for rule in result.requirements.rules]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("plain", [NO, NO]),
        ("s\n\nCo-authored-by: Dee <dee@example.com>, Eve <eve@acme.example>\n", [YES, YES]),
        ("s\n\nCo-authored-by: Eve <eve@acme.example>, Dee <dee@example.com>\n", [YES, YES]),
        ("s\nCo-authored-by: Eve <eve@acme.example>\n", [YES, YES]),
        ("s\n\nCo-authored-by: Eve\n", [UNKNOWN, UNKNOWN]),
        ("s\n\nRequested-by: Eve <eve@acme.example>\n", [NO, NO]),
    ],
)
def test_who_made_it(message: str, expected: list[State], tmp_path: Path) -> None:
    built(tmp_path, message)
    assert states(check(CheckOptions(directory=tmp_path, revision_range="main..feature"))) == expected


def test_an_author_without_an_address(tmp_path: Path) -> None:
    repository = built(tmp_path, "plain")
    repository.git("-c", "user.email=", "commit", "--quiet", "--amend", "--author=Ghost <>", "-m", "plain")
    result = check(CheckOptions(directory=tmp_path, revision_range="main..feature"))
    assert states(result) == [UNKNOWN, UNKNOWN]
    assert result.decision is Decision.REVIEW


def test_what_is_not_committed_yet_is_somebodys(tmp_path: Path) -> None:
    built(tmp_path, "plain")
    (tmp_path / "b.md").write_text("b\n")
    assert states(check(CheckOptions(directory=tmp_path))) == [UNKNOWN, UNKNOWN]


@pytest.mark.parametrize("becomes", [None, "notes.md", "tests/guard.rs"])
def test_code_of_an_unknown_language_that_is_gone_is_named(becomes: str | None, tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    guard = "fn guard() -> bool { allowed() }\n" * 10
    repository.commit("base", {"native/guard.rs": guard})
    repository.commit("head", {"native/guard.rs": None, **({becomes: guard} if becomes else {})})
    result = check(CheckOptions(directory=tmp_path, revision_range="HEAD~1..HEAD"))
    assert (result.decision, [reason.code for reason in result.reasons]) == (
        Decision.REVIEW,
        ["not-analysed"],
    )
    assert [gap.path for gap in result.coverage.not_analysed] == ["native/guard.rs"]
    assert result.coverage.analysed == 0

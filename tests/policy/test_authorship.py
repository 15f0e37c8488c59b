"""What the team may ask of those who say who wrote a change."""

from __future__ import annotations

from datetime import date

import pytest

from tidegate.config.settings import AttributionRules, Settings
from tidegate.model.attribution import Attribution, Author, Claim, Doubt, Evidence, Trust
from tidegate.model.change import FileChange, FileKind, FileStatus
from tidegate.model.paths import PathClass
from tidegate.policy.decide import Verdict, decide
from tidegate.policy.facts import ChangeFacts

COMMIT = "0123456789" * 4
OTHER = "abcdef0123" * 4
TODAY = date(2026, 6, 1)


def claim(trust: Trust, text: str = "", commit: str | None = COMMIT, author: Author = Author.AI) -> Claim:
    return Claim(
        author=author, confidence=trust, evidence=(Evidence("commit", "trailer", text),), commit=commit
    )


def verdict(
    rules: AttributionRules,
    *claims: Claim,
    unknown: int = 0,
    doubts: tuple[Doubt, ...] = (),
    path_class: PathClass = PathClass.PRODUCTION,
) -> Verdict:
    said = Attribution(
        added=10,
        unknown=unknown,
        claims=claims,
        doubts=doubts,
        unknown_commits=(OTHER,) if unknown else (),
    )
    file = FileChange("app.py", FileStatus.MODIFIED, FileKind.TEXT, path_class)
    facts = ChangeFacts(files=(file,), code_changed=True, attribution=said)
    return decide(facts, Settings(version=1, attribution=rules), TODAY)


def codes(said: Verdict) -> list[str]:
    return [reason.code for reason in said.reasons]


TRAILER = claim(Trust.TRAILER, "Co-authored-by: Claude <noreply@anthropic.com>")
RECORD = claim(Trust.RECORDED, "claude claude-opus-4-8")


def test_nothing_is_asked_by_default() -> None:
    doubt = Doubt("note-too-large", "the note is too large to be read", COMMIT, matters=True)
    said = verdict(AttributionRules(), TRAILER, RECORD, unknown=10, doubts=(doubt,))
    assert (said.decision, codes(said)) == ("pass", ["nothing-introduced"])


@pytest.mark.parametrize(("tier", "asked"), [("low", True), ("medium", False), ("critical", False)])
def test_lines_must_be_somebodys_from_a_tier_on(tier: str, asked: bool) -> None:
    said = verdict(AttributionRules(required_from=tier), unknown=4)  # type: ignore[arg-type]
    assert ("attribution-missing" in codes(said)) is asked
    assert (said.decision == "review") is asked


def test_what_is_missing_says_what_to_write() -> None:
    (reason,) = verdict(AttributionRules(required_from="low"), unknown=4).reasons
    assert reason.text == (
        "who wrote 4 of 10 added lines is unknown (commit abcdef0123ab): "
        "say it with a trailer `Tidegate-AI: TOOL MODEL`, or `Tidegate-AI: none`"
    )


def test_lines_that_are_all_known_are_enough() -> None:
    assert verdict(AttributionRules(required_from="low"), RECORD).decision == "pass"


def test_what_could_not_be_read_is_told_where_attribution_is_asked() -> None:
    doubt = Doubt("note-too-large", "the note is too large to be read", COMMIT, matters=True)
    said = verdict(AttributionRules(required_from="low"), RECORD, doubts=(doubt,))
    assert (said.decision, codes(said)) == ("review", ["attribution-unclear"])


def test_forbidden_trailers_are_named() -> None:
    said = verdict(AttributionRules(trailers="forbid"), TRAILER)
    assert (said.decision, codes(said)) == ("review", ["attribution-trailer"])
    assert "commit 012345678901" in said.reasons[0].text


@pytest.mark.parametrize("harmless", [RECORD, claim(Trust.DECLARED, "Tidegate-AI: claude-code")])
def test_other_evidence_is_no_trailer(harmless: Claim) -> None:
    assert verdict(AttributionRules(trailers="forbid"), harmless).decision == "pass"


def test_what_a_tool_recorded_needs_a_trailer_where_the_team_asks() -> None:
    rules = AttributionRules(trailers="require")
    assert codes(verdict(rules, RECORD)) == ["attribution-trailer"]
    assert verdict(rules, RECORD, TRAILER).decision == "pass"
    assert verdict(rules, claim(Trust.HEURISTIC)).decision == "pass"
    assert verdict(rules, claim(Trust.RECORDED, author=Author.HUMAN)).decision == "pass"


def test_only_accepted_trailers_count() -> None:
    rules = AttributionRules(trailers="require", accept=("Assisted-by",))
    assert codes(verdict(rules, RECORD, TRAILER)) == ["attribution-trailer"]
    assert verdict(rules, RECORD, claim(Trust.TRAILER, "assisted-by: Claude")).decision == "pass"

"""What was recorded of what landed, in words."""

from __future__ import annotations

import json

import events

from tidegate.arrivals import Arrivals
from tidegate.model import event as ev
from tidegate.model.change import Commit
from tidegate.reports.landed import landed_json, landed_text

FIX = ev.Fix(finding=events.FINDING, stage=ev.FixStage.UNVERIFIED, commit="1" * 40)
MERGE = ev.Merge(
    subject=events.SUBJECT,
    branch="main",
    commit="1" * 40,
    tree="2" * 40,
    how=ev.MergeHow.SQUASH,
    decision="a" * 64,
)
RULES = ev.PolicyChange(
    commit="3" * 40, after="b" * 64, paths=("CODEOWNERS", "a/.gitattributes", "b", "c", "d")
)
FOUND = Arrivals(
    branch="main", payloads=(FIX, MERGE, RULES), undecided=("3" * 40, "4" * 40), last="5" * 40, since="6" * 40
)


def commit(name: str, message: str) -> Commit:
    return Commit(name, (), "Ada", "ada@example.com", 0, "Ada", "ada@example.com", 0, message)


def test_each_event_and_each_commit_without_a_decision() -> None:
    assert landed_text(FOUND, [7, 8, 9], [commit("3" * 40, "Owners\x1b[2J\n\nmore")]).splitlines() == [
        "main: 3 events recorded since 555555555555",
        "  event 7: 111111111111 fixes sql-injection, which is to be verified",
        "  event 8: 111111111111 is the change bbbbbbbbbbbb, by squash (decision aaaaaaaaaaaa)",
        "  event 9: 333333333333 changes the rules: CODEOWNERS, a/.gitattributes, b and 2 more",
        "  2 commits without a decision, and without a merge event:",
        "    333333333333  Ada: Owners<U+001B>[2J more",
        "    1 more; --output json has them all",
    ]


def test_nothing_is_no_news_and_no_decision_is_not_nothing() -> None:
    assert landed_text(Arrivals(branch="main", since="6" * 40), [], []) == (
        "main: nothing new to record since 666666666666\n"
    )
    cut = landed_text(Arrivals(branch="main", cut=True), [], [])
    assert "no decision on what is here" in cut
    assert "cut off" in cut


def test_as_a_program_reads_it() -> None:
    told = json.loads(landed_json(FOUND, [7, 8, 9]))
    assert (told["schema"], told["branch"]) == ("tidegate.ledger-landed/1", "main")
    assert told["events"] == [7, 8, 9]
    assert [one["type"] for one in told["payloads"]] == ["fix", "merge", "policy-change"]
    assert told["undecided"] == ["3" * 40, "4" * 40]

"""What events are about is held against what the repository has."""

from __future__ import annotations

from pathlib import Path

import events
import msgspec
import pytest
from ledgers import NOW, LedgerBuilder

from tidegate.ledger.subjects import Subjects
from tidegate.ledger.verify import verify
from tidegate.model import event as ev

replace = msgspec.structs.replace


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    found = LedgerBuilder(tmp_path / "shop")
    found.builder.branch("change")
    found.builder.commit("Change", {"a.py": "x = 2\n"})
    found.builder.switch("main")
    return found


def _subject(ledger: LedgerBuilder) -> ev.Subject:
    head = ledger.builder.git("rev-parse", "change")
    with ledger.opened() as opened:
        line = opened.repository.line
        trees = line.tree_of(ledger.first), line.tree_of(head)
        digest = line.patch_digest(trees[0] or "", trees[1] or "")
    assert digest is not None
    base = ledger.first
    return replace(events.SUBJECT, base=base, merge_base=base, head=head, diff_sha256=digest)


def _said(ledger: LedgerBuilder) -> list[str]:
    with ledger.opened() as found:
        subjects = Subjects(found.repository, found.name)
        return [one.text for one in verify(found.store, found.team, found.keyring, NOW, (), subjects).wrong]


def test_a_subject_that_fits_and_one_that_is_not_here_are_no_trouble(ledger: LedgerBuilder) -> None:
    ledger.write(ev.Approval(subject=_subject(ledger), role="reviewer"), "anna")
    ledger.write(events.APPROVAL, "anna")
    assert _said(ledger) == []


def test_a_subject_that_says_what_its_commits_do_not_is_named(ledger: LedgerBuilder) -> None:
    wrong = replace(_subject(ledger), diff_sha256="0" * 64)
    ledger.write(ev.Approval(subject=wrong, role="reviewer"), "anna")
    (said,) = _said(ledger)
    assert "does not change what it says" in said


def test_a_branch_that_was_rewritten_after_a_merge_is_named(ledger: LedgerBuilder) -> None:
    commit = ledger.builder.merge("change")
    subject, tree = _subject(ledger), ledger.builder.tree()
    merge = ev.Merge(subject=subject, branch="main", commit=commit, tree=tree, how=ev.MergeHow.MERGE)
    ledger.write(merge, "ci")
    assert _said(ledger) == []
    ledger.write(replace(merge, tree="c" * 40), "ci")
    assert "another tree" in _said(ledger)[0]
    ledger.builder.git("reset", "--quiet", "--hard", ledger.first)
    assert "main any more" in _said(ledger)[0]


def test_of_a_clone_that_is_cut_off_nobody_can_tell_what_its_branch_was(
    ledger: LedgerBuilder, tmp_path: Path
) -> None:
    commit, tree = ledger.builder.merge("change"), ledger.builder.tree()
    merge = ev.Merge(subject=_subject(ledger), branch="main", commit=commit, tree=tree, how=ev.MergeHow.MERGE)
    ledger.write(merge, "ci")
    ledger.builder.commit("Later", {"b.py": "x = 1\n"})
    clone = ledger.copied(tmp_path / "copy")
    clone.path = clone.builder.path = tmp_path / "clone"
    words = ("--quiet", "--depth=1", f"file://{ledger.path}", str(clone.path))
    ledger.builder.git("clone", *words)
    clone.builder.git("fetch", "--quiet", "origin", "+refs/tidegate/*:refs/tidegate/*")
    assert _said(clone) == []
    ledger.builder.git("reset", "--quiet", "--hard", ledger.first)
    assert "main any more" in _said(ledger)[0]


@pytest.mark.parametrize(
    "payload",
    [
        ev.Merge(
            subject=events.SUBJECT, branch="elsewhere", commit="e" * 40, tree="c" * 40, how=ev.MergeHow.PUSH
        ),
        ev.PolicyChange(commit="e" * 40, after="e" * 64, paths=("CODEOWNERS",)),
    ],
)
def test_what_landed_is_said_by_a_ci_identity_alone(payload: ev.Payload, ledger: LedgerBuilder) -> None:
    ledger.write(payload, "ci")
    assert _said(ledger) == []
    ledger.write(payload, "anna")
    assert "anna is no CI identity" in _said(ledger)[0]


def test_a_branch_that_is_not_here_is_no_trouble(ledger: LedgerBuilder) -> None:
    merge = ev.Merge(
        subject=_subject(ledger), branch="release", commit="e" * 40, tree="c" * 40, how=ev.MergeHow.MERGE
    )
    ledger.write(merge, "ci")
    assert _said(ledger) == []

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


def test_a_branch_that_is_not_here_is_no_trouble(ledger: LedgerBuilder) -> None:
    merge = ev.Merge(
        subject=_subject(ledger), branch="release", commit="e" * 40, tree="c" * 40, how=ev.MergeHow.MERGE
    )
    ledger.write(merge, "ci")
    assert _said(ledger) == []

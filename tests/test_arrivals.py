"""What landed on a branch, of real changes that landed in every way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import events
import msgspec
import pytest
from landings import Landings
from ledgers import signer

from tidegate.arrivals import Arrivals, arrivals
from tidegate.cache import Cache
from tidegate.config.loading import digest
from tidegate.ledger.chain import Signed
from tidegate.ledger.index import index
from tidegate.ledger.opened import opened
from tidegate.ledger.store import REF
from tidegate.model import event as ev
from tidegate.model.errors import RepositoryError, UsageError
from tidegate.model.finding_state import State

replace = msgspec.structs.replace


@pytest.fixture
def made(tmp_path: Path) -> Landings:
    return Landings(tmp_path / "shop")


def look(made: Landings, branch: str = "main") -> Arrivals:
    with made.read() as (ledger, read):
        return arrivals(ledger, read, branch)


def write(made: Landings, payloads: Iterable[ev.Payload]) -> list[str]:
    return [made.ledger.write(one, "ci").id for one in payloads]


def again(made: Landings, message: str, *picked: str, squash: bool = False) -> str:
    """Commits made anew on main, as forges rebase and squash them."""
    for one in picked:
        made.made.git("cherry-pick", *(["--no-commit"] if squash else []), one)
    return made.made.commit(message) if squash else made.made.git("rev-parse", "HEAD")


def test_a_merge_names_its_decision_and_is_written_once(made: Landings) -> None:
    subject = made.change("one")
    decision = made.decide(subject)
    commit = made.land("one")
    found = look(made)
    assert found.payloads == (
        ev.Merge(
            subject=subject,
            branch="main",
            commit=commit,
            tree=made.made.tree(commit),
            how=ev.MergeHow.MERGE,
            decision=decision,
        ),
    )
    assert (found.undecided, found.last, found.is_told) == ((), None, True)
    write(made, found.payloads)
    assert made.ledger.verify().wrong == ()
    after = look(made)
    assert (after.payloads, after.last, after.is_told) == ((), commit, True)


def test_every_way_to_land(made: Landings) -> None:
    made.decide(pushed := made.change("pushed"))
    made.made.git("merge", "--ff-only", "--quiet", "pushed")
    made.decide(merged := made.change("merged"))
    made.land("merged")
    squashed = made.change("squashed")
    made.made.switch("squashed")
    head = made.made.commit("More of it", {"more.py": "y = 1\n"})
    made.made.switch("main")
    squashed = made.subject("squashed")
    made.decide(squashed)
    again(made, "Squashed (#3)", f"{head}~1", head, squash=True)
    made.decide(rebased := made.change("rebased"))
    made.made.commit("Moved", {"other.py": "z = 1\n"})
    again(made, "", rebased.head)
    made.decide(retitled := made.change("retitled"))
    made.made.commit("Moved on", {"else.py": "z = 1\n"})
    again(made, "Work on retitled (#5)", retitled.head, squash=True)
    hows = {one.subject.head: one.how.value for one in look(made).payloads if isinstance(one, ev.Merge)}
    assert hows == {
        pushed.head: "push",
        merged.head: "merge",
        squashed.head: "squash",
        rebased.head: "rebase",
        retitled.head: "squash",
    }


def test_several_commits_made_anew_are_one_rebase(made: Landings) -> None:
    made.change("many")
    made.made.switch("many")
    head = made.made.commit("More of it", {"more.py": "y = 1\n"})
    made.made.switch("main")
    made.decide(made.subject("many"))
    made.made.commit("Moved on", {"else.py": "z = 1\n"})
    last = again(made, "", f"{head}~1", head)
    (merge,) = look(made).payloads
    assert isinstance(merge, ev.Merge)
    assert (merge.how, merge.commit) == (ev.MergeHow.REBASE, last)


def test_a_commit_that_nobody_decided_on_is_no_merge(made: Landings) -> None:
    made.approved("one")
    pushed = made.made.commit("Pushed past the gate", {"b.py": "x = 1\n"})
    made.approved("two")
    found = look(made)
    assert found.undecided == (pushed,)
    assert pushed not in {one.commit for one in found.payloads}
    write(made, found.payloads)
    assert look(made).undecided == (), "it was told; gaps goes on telling it"


def test_a_broken_glass_is_no_decision(made: Landings) -> None:
    made.approved("one")
    made.glass(made.change("urgent"))
    commit = made.land("urgent")
    found = look(made)
    assert found.undecided == (commit,)
    assert len(found.payloads) == 1


def test_a_decision_that_comes_late_still_gets_its_merge(made: Landings) -> None:
    late = made.change("late")
    made.approved("first")
    made.land("late")
    made.approved("one")
    assert len(look(made).undecided) == 1
    write(made, look(made).payloads)
    decision = made.decide(late)
    (merge,) = look(made).payloads
    assert isinstance(merge, ev.Merge)
    assert (merge.subject.head, merge.decision) == (late.head, decision)


def test_a_change_like_one_that_landed_did_not_land(made: Landings) -> None:
    base = made.made.git("rev-parse", "main")
    made.approved("one")
    write(made, look(made).payloads)
    made.made.branch("twin", base)
    made.made.commit("Written again", {"one.py": "x = 1\n"})
    made.made.switch("main")
    subject = replace(
        made.subject("one"), head=made.made.git("rev-parse", "twin"), base=base, merge_base=base
    )
    with made.read() as (ledger, _):
        digest = ledger.repository.line.patch_digest(f"{base}^{{tree}}", "twin^{tree}")
    made.decide(replace(subject, diff_sha256=digest))
    assert look(made).payloads == ()


def test_changes_of_the_rules(made: Landings) -> None:
    """On a branch of their own: who may record is what main says."""
    made.approved("one")
    made.made.branch("release")
    settings = made.made.git("show", "main:.tidegate/config.yaml") + "\n"
    before = digest({".tidegate/config.yaml": settings.encode()})
    told = {
        made.made.commit("Settings", {".tidegate/config.yaml": settings + "rules: {}\n"}): "settings",
        made.made.commit("Owners", {"CODEOWNERS": "* @acme/shop\n", "docs/a.md": "a\n"}): "owners",
        made.made.commit("Broken", {".tidegate/config.yaml": "version: [\n"}): "broken",
        made.made.commit("None", {".tidegate/config.yaml": None}): "none",
    }
    made.made.commit("Code", {"c.py": "x = 1\n"})
    changes = {
        told[one.commit]: one for one in look(made, "release").payloads if isinstance(one, ev.PolicyChange)
    }
    assert changes.keys() == {"settings", "owners", "broken", "none"}
    assert changes["settings"].before == before
    assert changes["settings"].paths == (".tidegate/config.yaml",)
    assert changes["owners"].paths == ("CODEOWNERS",)
    assert changes["owners"].before == changes["owners"].after == changes["settings"].after
    assert changes["broken"].before == changes["settings"].after
    assert changes["broken"].after not in {before, changes["settings"].after}
    assert changes["none"].after == digest({})


def test_rules_are_told_once_though_their_commit_never_merges(made: Landings) -> None:
    made.made.commit("Docs", {"docs/a.md": "a\n"})
    made.approved("one")
    made.made.commit("Owners", {"CODEOWNERS": "* @acme/shop\n"})
    first = look(made)
    assert [type(one) for one in first.payloads] == [ev.Merge, ev.PolicyChange]
    write(made, first.payloads)
    assert look(made).payloads == ()
    assert made.ledger.verify().wrong == ()


def fixing(made: Landings, name: str, *findings: ev.FindingRef) -> str:
    """A change that takes findings away, decided and merged."""
    made.decide(made.change(name), fixed=findings)
    return made.land(name)


def test_what_a_landed_change_took_away_is_fixed_and_not_verified(made: Landings) -> None:
    made.ledger.write(events.SEEN, "ci")
    unknown = ev.FindingRef(rule="sql-injection", fingerprints={"line/1": "0000"})
    commit = fixing(made, "mend", events.FINDING, unknown)
    fix, merge = look(made).payloads
    assert fix == ev.Fix(finding=events.FINDING, stage=ev.FixStage.UNVERIFIED, commit=commit)
    assert isinstance(merge, ev.Merge)
    write(made, [fix])  # and then the job was killed
    assert look(made).payloads == (merge,)
    write(made, [merge])
    with made.read() as (_, read):
        standing = read.states.standing(events.FINDING, events.NOON.date())
    assert standing
    assert (standing.state, standing.open) == (State.FIXED_UNVERIFIED, True)


def test_two_changes_that_fix_the_same_fix_it_once(made: Landings) -> None:
    made.ledger.write(events.SEEN, "ci")
    first = fixing(made, "mend", events.FINDING)
    fixing(made, "also", events.FINDING)
    fixes = [one for one in look(made).payloads if isinstance(one, ev.Fix)]
    assert [one.commit for one in fixes] == [first]


def test_what_did_not_land_fixes_nothing(made: Landings) -> None:
    made.ledger.write(events.SEEN, "ci")
    made.decide(made.change("mend"), fixed=(events.FINDING,))
    made.approved("one")
    assert [type(one) for one in look(made).payloads] == [ev.Merge]


def test_each_branch_has_its_merges(made: Landings) -> None:
    made.made.git("branch", "release")
    made.decide(made.change("one"))
    made.made.git("update-ref", "refs/heads/release", "one")
    made.land("one")
    write(made, look(made).payloads)
    assert look(made).payloads == ()
    (merge,) = look(made, "refs/heads/release").payloads
    assert isinstance(merge, ev.Merge)
    assert (merge.branch, merge.how) == ("release", ev.MergeHow.PUSH)


def test_the_shared_branch_is_what_counts(made: Landings) -> None:
    made.made.git("update-ref", "refs/remotes/origin/main", "main")
    made.approved("one")
    assert look(made, "origin/main").payloads == (), "it is not pushed yet"
    made.made.git("update-ref", "refs/remotes/origin/main", "main")
    assert len(look(made).payloads) == 1


def test_another_repository_of_the_same_ledger_says_nothing(made: Landings) -> None:
    subject = replace(made.change("one"), repository="acme/else")
    decision = replace(events.DECISION, subject=subject)
    position = made.ledger.end.position
    said = ev.event(decision, actor="ci", repository="acme/else", after=position, at=events.NOON)
    content = ev.encoded(said)
    with made.ledger.store as store:
        store.append(Signed(content, signer("ci").sign(content).encode()))
    made.land("one")
    assert made.ledger.verify().wrong == ()
    assert look(made).since is None


def test_where_nothing_can_be_told_nothing_is_said(made: Landings) -> None:
    made.change("one")
    made.land("one")
    found = look(made)
    assert (found.payloads, found.undecided, found.is_told) == ((), (), False)
    with pytest.raises(UsageError, match="no branch"):
        look(made, "elsewhere")


def test_where_the_ledger_is_broken_nothing_is_put_on_top(made: Landings) -> None:
    made.approved("one")
    made.made.git("update-ref", REF, made.made.git("commit-tree", "-p", REF, "-m", "x", f"{REF}^{{tree}}"))
    with pytest.raises(RepositoryError, match="cannot be read after event 2"):
        look(made)


def test_a_clone_that_is_cut_off_says_so(made: Landings, tmp_path: Path) -> None:
    made.approved("one")
    made.approved("two")
    for depth, told in ((1, False), (2, False), (99, True)):
        clone = tmp_path / f"clone{depth}"
        words = ("--quiet", f"--depth={depth}", "--branch=main", f"file://{made.path}", str(clone))
        made.made.git("clone", *words)
        made.made.git("-C", str(clone), "fetch", "--quiet", "origin", "+refs/tidegate/*:refs/tidegate/*")
        with opened(clone) as ledger, Cache.open() as cache:
            found = arrivals(ledger, index(ledger, cache, datetime(2026, 12, 1, tzinfo=UTC)), "main")
        assert (found.is_told, bool(found.payloads)) == (told, depth > 1)

"""What people said of a change, in real ledgers with real signatures, and what a check makes of it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from shops import BASE, HOLE, ROUTE, Shop, codes, keys, people

from tidegate.cli.program import run
from tidegate.ledger.chain import Signed
from tidegate.ledger.opened import opened
from tidegate.ledger.signing.signer import Signer
from tidegate.model.canonical import canonical
from tidegate.model.digests import blast_digest, controls_digest
from tidegate.model.event import (
    BreakGlass,
    BreakGlassReview,
    DecisionMade,
    Dismissal,
    DismissalApproval,
    DismissalReason,
    FindingRef,
    Payload,
    Refusal,
    ReviewOutcome,
    Revocation,
    Revoked,
    Subject,
)
from tidegate.model.oversight import Oversight, OversightState
from tidegate.model.result import CheckResult, Decision

S = OversightState
TODAY = datetime.now(UTC).date()


def said(result: CheckResult) -> Oversight:
    assert result.oversight is not None
    return result.oversight


def test_without_a_ledger_nobody_is_asked(tmp_path: Path) -> None:
    result = Shop(tmp_path).check()
    assert (result.decision, result.oversight) == (Decision.REVIEW, None)


def test_from_review_to_pass(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.approve("ada")
    result = shop.check()
    assert (result.decision, said(result).state) == (Decision.REVIEW, S.MISSING)
    assert said(result).missing[0].who == ("ben", "dee")
    shop.approve("ben")
    result = shop.check()
    assert (result.decision, said(result).state) == (Decision.PASS, S.APPROVED)
    assert result.reasons[0].text == "approved by ben"
    assert not result.review.required


def test_a_push_voids_it(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.approve("ben")
    shop.git.commit("More", {"app.py": BASE + ROUTE + "\nx = 1\n"})
    result = shop.check()
    assert result.decision is Decision.REVIEW
    assert "a new push voids it" in said(result).uncounted[0].why


def approved(shop: Shop) -> None:
    assert run(["approve", "main..feature", "-C", str(shop.path), "--key", str(keys() / "ben"), "--yes"]) == 0


@pytest.mark.parametrize("lines", ["x = 1\n", ""])
@pytest.mark.parametrize("commits", [1, 2])
def test_what_was_amended_says_who_approved_it_before(commits: int, lines: str, tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    if commits == 2:
        shop.git.commit("More", {"other.py": "y = 1\n"})
    approved(shop)
    head = shop.git.git("rev-parse", "HEAD")
    shop.git.write({"app.py": BASE + ROUTE + lines})
    shop.git.git("commit", "-q", "--all", "--amend", "-m", "Said otherwise")
    found = said(shop.check())
    assert found.state is S.MISSING
    assert [one.why for one in found.uncounted] == [f"it is of {head[:12]}: a new push voids it"]


def test_what_was_rebased_or_squashed_says_who_approved_it_before(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.git.commit("More", {"app.py": BASE + ROUTE + "x = 1\n"})
    approved(shop)
    shop.git.switch("main")
    shop.git.commit("Here", {"app.py": "# the shop\n" + BASE})
    shop.git.switch("feature")
    shop.git.git("rebase", "-q", "main")
    assert "a new push voids it" in said(shop.check()).uncounted[0].why
    shop.git.git("reset", "-q", "--soft", "HEAD~1")
    shop.git.git("commit", "-q", "--amend", "-m", "One")
    assert "a new push voids it" in said(shop.check()).uncounted[0].why


def test_another_change_of_the_same_people_on_the_same_base(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    approved(shop)
    shop.git.branch("other", "main")
    shop.git.commit("Other", {"app.py": BASE + ROUTE.replace("news", "olds")})
    assert said(shop.check(revision_range="main..other")).uncounted == ()


def test_white_space_that_means_something_is_another_change(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    before = shop.subject()
    shop.git.git("reset", "-q", "--hard", "main")
    shop.git.commit("Feature", {"app.py": BASE + ROUTE.replace("    return", "  return")})
    after = shop.subject()
    assert before.patch_id == after.patch_id
    assert before.diff_sha256 != after.diff_sha256


def test_who_pushed_last_does_not_approve(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.approve("ben")
    assert shop.check(pusher="ben@example.com").decision is Decision.REVIEW
    assert shop.check(pusher="dee@example.com").decision is Decision.PASS
    assert "approvers-unknown" in codes(shop.check(pusher="github:eve"))


def test_an_author_whom_nobody_knows(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.git.git(
        "commit", "-q", "--allow-empty", "-m", "x", environment={"GIT_AUTHOR_EMAIL": "eve@example.com"}
    )
    shop.approve("ben")
    result = shop.check()
    assert (result.decision, said(result).state) == (Decision.REVIEW, S.UNKNOWN)
    assert "author Ada Example <eve@example.com> of commit" in said(result).unknown[0]


def test_without_people_nobody_may_approve(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.approve("ben")
    shop.git.switch("main")
    shop.git.commit("Nobody", {".tidegate/people.yaml": None})
    shop.git.git("branch", "-q", "-f", "feature", "main")
    shop.git.switch("feature")
    shop.git.commit("Feature", {"app.py": BASE + ROUTE})
    assert "base has no .tidegate/people.yaml" in said(shop.check()).unknown[0]


def test_head_enrols_nobody(tmp_path: Path) -> None:
    change = {".tidegate/people.yaml": people(ada=", roles: [lead]"), "app.py": BASE + ROUTE}
    shop = Shop(tmp_path, change=change)
    shop.approve("dee")
    result = shop.check()
    assert "own-role" in codes(result)
    assert any("ada gains by it and is its author" in reason.text for reason in result.reasons)
    assert result.decision is Decision.REVIEW


def test_whoever_gains_does_not_approve(tmp_path: Path) -> None:
    change = {".tidegate/people.yaml": people(ben=", roles: [lead]")}
    shop = Shop(tmp_path, change=change)
    shop.approve("ben")
    result = shop.check()
    assert "own-role" not in codes(result)
    assert "gains by the change" in said(result).uncounted[0].why


def test_people_of_head_that_cannot_be_read(tmp_path: Path) -> None:
    shop = Shop(tmp_path, change={".tidegate/people.yaml": "people: ["})
    assert any("could not tell who gains by it" in reason.text for reason in shop.check().reasons)


def test_a_refusal_blocks_until_it_is_taken_back(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.say("dee", Refusal(subject=shop.subject(), reason="no tests"))
    result = shop.check()
    assert (result.decision, result.reasons[0].text) == (Decision.BLOCK, "dee: no tests")
    shop.approve("dee")
    assert shop.check().decision is Decision.PASS


def test_code_owners(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {"CODEOWNERS": "*.py dee@example.com\n"})
    shop.approve("ben")
    assert said(shop.check()).missing[0].who == ("dee",)
    shop.approve("dee")
    assert shop.check().decision is Decision.PASS


def test_owners_whom_nobody_knows(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {"CODEOWNERS": "*.py @acme/somebody\n"})
    shop.approve("ben")
    assert said(shop.check()).state is S.UNKNOWN


# base moves


def decide(shop: Shop, subject: Subject) -> str:
    result = shop.check()
    return shop.say(
        "ci",
        DecisionMade(
            subject=subject,
            decision=result.decision,
            tier=result.tier,
            tool="0",
            result="1" * 64,
            knowledge_digest="2" * 64,
            controls_digest=controls_digest(result.blast_radius),
            blast_digest=blast_digest(result.blast_radius),
        ),
    )


@pytest.mark.parametrize(
    ("moved", "decided", "passes"),
    [("other.py", True, True), ("other.py", False, False), ("app.py", True, False)],
)
def test_an_approval_carries_over_where_base_moved_beside_it(
    moved: str, decided: bool, passes: bool, tmp_path: Path
) -> None:
    shop = Shop(tmp_path, {"other.py": "x = 1\n"})
    if decided:
        decide(shop, shop.subject())
    shop.approve("ben")
    shop.git.switch("main")
    shop.git.commit("Elsewhere", {moved: "# more\n" + (BASE if moved == "app.py" else "x = 2\n")})
    result = shop.check()
    assert (result.decision is Decision.PASS) is passes
    if passes:
        assert said(result).given[0].carried == "checked again"
    else:
        assert "base moved since" in said(result).uncounted[0].why


def test_an_approval_carries_over_where_the_rules_moved_and_ask_for_the_same(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {".tidegate/config.yaml": "version: 1\n"})
    decide(shop, shop.subject())
    shop.approve("ben")
    shop.git.switch("main")
    shop.git.commit("Rules", {".tidegate/config.yaml": "version: 1 # said anew\n"})
    assert shop.check().decision is Decision.PASS
    text = "version: 1\nsensitive_paths: [{paths: [app.py], tier: high, reason: r}]\n"
    shop.git.commit("More rules", {".tidegate/config.yaml": text})
    assert shop.check().decision is Decision.REVIEW


# findings that do not count


def dismissal(shop: Shop, until: date) -> Dismissal:
    (found,) = (one for one in shop.check().findings if one.rule == "sql-injection")
    return Dismissal(
        finding=FindingRef(rule=found.rule, fingerprints=dict(found.fingerprints)),
        reason=DismissalReason.ACCEPTED_RISK,
        justification="behind the VPN",
        until=until,
    )


def state(result: CheckResult) -> str | None:
    (found,) = (one for one in result.findings if one.rule == "sql-injection")
    return found.disposition.state if found.disposition else None


def test_a_finding_is_dismissed_by_two_and_counts_again_afterwards(tmp_path: Path) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + HOLE})
    assert shop.check().decision is Decision.BLOCK
    event = shop.say("ada", dismissal(shop, TODAY + timedelta(5)))
    assert state(shop.check()) is None
    shop.say("ben", DismissalApproval(dismissal=event))
    result = shop.check()
    assert (result.decision, state(result)) == (Decision.REVIEW, "accepted")
    later = shop.check(today=TODAY + timedelta(6))
    assert (later.decision, state(later)) == (Decision.BLOCK, None)


def test_the_author_agrees_to_no_dismissal(tmp_path: Path) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + HOLE})
    event = shop.say("ben", dismissal(shop, TODAY + timedelta(5)))
    shop.say("ada", DismissalApproval(dismissal=event))
    assert shop.check().decision is Decision.BLOCK


def test_an_exception_of_the_settings_needs_somebody_else_once_there_is_a_ledger(tmp_path: Path) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + HOLE})
    (found,) = (one for one in shop.check().findings if one.rule == "sql-injection")
    exception = (
        f"{{fingerprint: {found.id}, reason: VPN, by: ada@example.com, until: {TODAY + timedelta(5)}}}"
    )
    shop.git.switch("main")
    shop.git.commit("Accept", {".tidegate/config.yaml": f"version: 1\nexceptions: [{exception}]\n"})
    shop.git.switch("feature")
    shop.git.git("rebase", "-q", "main")
    assert state(shop.check()) == "accepted"
    asked = dismissal(shop, TODAY + timedelta(5))
    shop.approve("dee")  # the ledger's first event
    assert state(shop.check()) is None
    shop.say("ben", asked)
    assert state(shop.check()) == "accepted"


# emergencies

BREAKING = {".tidegate/config.yaml": "version: 1\nbreak_glass: {roles: [lead]}\n"}


def glass(subject: Subject, due: datetime) -> BreakGlass:
    return BreakGlass(subject=subject, incident="INC-7", reason="down", review_due=due.replace(microsecond=0))


def test_the_glass_is_broken_by_who_may(tmp_path: Path) -> None:
    files = {**BREAKING, ".tidegate/people.yaml": people(ada=", roles: [lead]")}
    shop = Shop(tmp_path, files, {"app.py": BASE + HOLE})
    due = datetime.now(UTC) + timedelta(hours=24)
    shop.say("ben", glass(shop.subject(), due))
    assert shop.check().decision is Decision.BLOCK
    event = shop.say("ada", glass(shop.subject(), due))
    result = shop.check()
    assert (result.decision, said(result).state, said(result).bypassed) == (Decision.PASS, S.BYPASSED, event)
    assert result.reasons[0].code == "bypassed"


def test_what_nobody_reviewed_in_time_raises_the_tier_of_what_comes_later(tmp_path: Path) -> None:
    files = {**BREAKING, ".tidegate/people.yaml": people(ada=", roles: [lead]")}
    shop = Shop(tmp_path, files, {"app.py": BASE + "\nx = 1\n"})
    assert shop.check().tier == "low"
    event = shop.say("ada", glass(shop.subject(), datetime.now(UTC) + timedelta(hours=1)))
    shop.git.commit("Later", {"app.py": BASE + "\nx = 2\n"})
    late = {"today": TODAY + timedelta(3)}
    result = shop.check(**late)
    assert (result.decision, result.tier) == (Decision.REVIEW, "medium")
    assert "break-glass-overdue" in codes(result)
    shop.say("ada", BreakGlassReview(break_glass=event, outcome=ReviewOutcome.SOUND, note="mine"))
    assert "break-glass-overdue" in codes(shop.check(**late))  # nobody reviews their own
    shop.say("ben", BreakGlassReview(break_glass=event, outcome=ReviewOutcome.SOUND, note="fine"))
    assert shop.check(**late).decision is Decision.PASS


# where a lot is at stake

RISKY = {".tidegate/config.yaml": "version: 1\nsensitive_paths: [{paths: [app.py], tier: high, reason: r}]\n"}


def test_keys_without_touch_and_commits_without_signature_need_two(tmp_path: Path) -> None:
    shop = Shop(tmp_path, RISKY)
    shop.approve("ben")
    assert any("not signed" in one.what for one in said(shop.check()).missing)
    shop.approve("dee")
    assert shop.check().decision is Decision.PASS


def test_signed_commits(tmp_path: Path) -> None:
    shop = Shop(tmp_path, RISKY)
    shop.git.git("reset", "-q", "--soft", "main")
    shop.git.git(
        "-c", "gpg.format=ssh", "-c", f"user.signingKey={keys() / 'cy'}", "commit", "-q", "-S", "-m", "signed"
    )
    shop.approve("ben")
    (missing,) = said(shop.check()).missing
    assert "a second person" in missing.what


def test_a_commit_signed_by_somebody_else_is_not_signed(tmp_path: Path) -> None:
    shop = Shop(tmp_path, RISKY)
    shop.git.git("reset", "-q", "--soft", "main")
    shop.git.git(
        "-c",
        "gpg.format=ssh",
        "-c",
        f"user.signingKey={keys() / 'dee'}",
        "commit",
        "-q",
        "-S",
        "-m",
        "signed",
    )
    shop.approve("ben")
    assert any("not signed" in one.what for one in said(shop.check()).missing)


def test_a_ledger_that_cannot_be_read_is_no_ledger_without_objections(tmp_path: Path) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + "\nx = 1\n"})
    assert shop.check().decision is Decision.PASS
    shop.git.git("update-ref", "refs/tidegate/ledger", "main")
    assert shop.check().decision is Decision.REVIEW


def written(shop: Shop, name: str, payload: Payload, signature: str = "", **more: Any) -> str:
    """An event as another version may write it, or with a signature of another make; its id."""
    with opened(shop.path, branch="main") as ledger:
        signer = Signer("ssh", str(keys() / name))
        plain = json.loads(ledger.sign(payload, name, signer).content) | more
        content = canonical(plain)
        signed = Signed(content, (signature or signer.sign(content)).encode())
        return ledger.store.append(signed).id


def test_an_event_of_a_later_version_may_be_an_objection(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.approve("ben")
    assert shop.check().decision is Decision.PASS
    event = written(shop, "dee", Refusal(subject=shop.subject(), reason="No."), mood="bad")
    result = shop.check()
    assert (result.decision, said(result).state) == (Decision.REVIEW, S.UNKNOWN)
    for text in (said(result).unknown[0], *(one.why for one in result.coverage.not_analysed)):
        assert "event 2 of the ledger (refusal" in text
        assert "not known here: mood" in text
    assert codes(shop.check()) >= {"approvers-unknown"}
    shop.say("dee", Revocation(kind=Revoked.EVENT, what=event, reason="Its own."))
    assert shop.check().decision is Decision.REVIEW, "dee is no manager"
    shop.say("boss", Revocation(kind=Revoked.EVENT, what=event, reason="Unreadable."))
    assert shop.check().decision is Decision.PASS


def test_it_is_asked_about_also_where_nobody_has_to_approve(tmp_path: Path) -> None:
    shop = Shop(tmp_path, change={"README.md": "# Shop\n"})
    assert shop.check().decision is Decision.PASS
    written(shop, "dee", Refusal(subject=shop.subject(), reason="No."), schema="tidegate.event/2")
    result = shop.check()
    assert result.decision is Decision.REVIEW
    assert "schema tidegate.event/2 is not known here" in said(result).unknown[0]


def test_a_stranger_makes_nothing_unknown(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.approve("ben")
    with opened(shop.path, branch="main") as ledger:
        signer = Signer("ssh", str(keys() / "ben"))
        said_by = json.loads(
            ledger.sign(Refusal(subject=shop.subject(), reason="No."), "dee", signer).content
        )
        content = canonical(said_by | {"mood": "bad"})
        ledger.store.append(Signed(content, signer.sign(content).encode()))
    assert shop.check().decision is Decision.PASS


PGP = "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"


@pytest.mark.parametrize("revokes", [True, False])
def test_what_takes_back_and_cannot_be_verified_here_is_unknown(
    revokes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tmp_path / "shop")
    approval = shop.approve("ben")
    taken = Revocation(kind=Revoked.EVENT, what=approval, reason="No.")
    written(shop, "ben", taken if revokes else Refusal(subject=shop.subject(), reason="No."), PGP)
    assert shop.check().decision is Decision.PASS, "gpg says that it is no signature"
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "ssh-keygen"):
        (programs / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    result = shop.check()
    assert (result.decision, said(result).state) == (Decision.REVIEW, S.UNKNOWN)
    assert "there is no gpg here" in said(result).unknown[0]


def test_those_who_had_a_part_are_named(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.approve("ben")
    assert said(shop.check()).involved == ("ada", "cy")

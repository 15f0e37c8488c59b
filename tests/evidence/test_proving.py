"""What is proved of a change, by events that count, that do not, and of which nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import events
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.evidence.proving import Landing, Record, proof
from tidegate.ledger.reading import Entry
from tidegate.model import event as ev
from tidegate.model.people import People, Person
from tidegate.model.proof import LedgerState, Proof, Verdict
from tidegate.model.result import Decision

replace = msgspec.structs.replace
STATE = LedgerState(ref="refs/tidegate/ledger", head="6" * 40, events=9, sound=True)
PEOPLE = People(
    (
        Person(id="anna", roles=frozenset({"security-reviewer"})),
        Person(id="ben", roles=frozenset({"owner"})),
        Person(id="carl", roles=frozenset({"security-reviewer"})),
        Person(id="boss", manager=True),
    ),
    teams={"@acme/shop": ("anna", "ben")},
)
OWED = ev.Owed(approvals=(ev.OwedApprovals(humans=1, roles=("security-reviewer",)),))


QUEUED = replace(events.SUBJECT, head="7" * 40, patch_id="7" * 40, diff_sha256="7" * 64)


def is_queued(entry: Entry) -> bool:
    """Whether it is about the head that a merge queue made the change of."""
    return entry.event.subject is not None and entry.event.subject.head == QUEUED.head


class Story:
    """Events of one change, in their order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def tell(self, payload: ev.Payload, actor: str = "anna", **more: Any) -> str:
        event = events.made(payload, actor)
        id_ = ev.id_of(ev.encoded(event) + str(len(self.entries)).encode())
        self.entries.append(Entry(number=len(self.entries) + 1, commit="c" * 40, id=id_, event=event, **more))
        return id_

    def approve(self, actor: str = "anna", subject: ev.Subject = events.SUBJECT, **more: Any) -> str:
        return self.tell(replace(events.APPROVAL, subject=subject), actor, **more)

    def decide(self, *approvals: str, **otherwise: Any) -> str:
        """That the change passes, with these approvals."""
        judged = {key: otherwise.pop(key) for key in ("wrong", "unsure") if key in otherwise}
        told = {"decision": Decision.PASS, "approvals": approvals, "owed": OWED} | otherwise
        return self.tell(replace(events.DECISION, **told), "ci", **judged)

    def proof(self, **record: Any) -> Proof:
        glasses = {one.id for one in self.entries if isinstance(one.event.payload, ev.BreakGlass)}
        told: dict[str, Any] = {"people": PEOPLE, "allowed": frozenset(glasses)} | record
        landing = Landing(
            repository="acme/shop",
            commit="e" * 40,
            tree="c" * 40,
            joined_by="tree",
            entries=tuple(one for one in self.entries if not is_queued(one)),
            queued=tuple(one for one in self.entries if is_queued(one)),
        )
        return proof(landing, Record(state=STATE, **told))


@pytest.fixture
def story() -> Story:
    return Story()


def codes(found: Proof) -> list[str]:
    return [one.code for one in found.reasons]


def test_a_decision_that_passes_with_its_approval_is_proved(story: Story) -> None:
    story.tell(events.DECISION, "ci")
    approval = story.approve(present=True)
    decision = story.decide(approval)
    found = story.proof()
    assert found.verdict is Verdict.PROVED
    assert found.reasons == ()
    assert found.decided
    assert found.change
    assert (found.decided.event, found.decided.by, found.decided.decision) == (decision, "ci", "pass")
    assert found.decided.inputs == {"result": "5" * 64, "knowledge": "6" * 64}
    assert (found.change.head, found.change.findings_digest) == (events.SUBJECT.head, "2" * 64)
    (assent,) = found.assents
    assert (assent.person, assent.roles, assent.presence, assent.counts) == (
        "anna",
        ("security-reviewer",),
        True,
        True,
    )
    assert found.owed == ("1 person of the role security-reviewer",)


def test_nothing_owed_needs_nobody(story: Story) -> None:
    story.decide(owed=ev.Owed())
    assert story.proof().verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("otherwise", "code"),
    [
        ({"decision": Decision.REVIEW}, "review"),
        ({"decision": Decision.BLOCK}, "blocked"),
        ({"decision": Decision.BLOCK, "observed": True}, "observed"),
        ({"decision": Decision.REVIEW, "observed": True}, "observed"),
        ({"decision": Decision.PASS, "observed": True}, "observed"),  # as it is recorded
        ({"bypassed": "f" * 64}, "bypassed"),
        ({"owed": ev.Owed(approvals=(ev.OwedApprovals(humans=2),))}, "owed"),
        ({"owed": ev.Owed(approvals=(ev.OwedApprovals(humans=1, roles=("owner",)),))}, "owed"),
        ({"owed": ev.Owed(approvals=(ev.OwedApprovals(humans=1, people=("ben",)),))}, "owed"),
        ({"owed": ev.Owed(presence=True)}, "owed"),
        ({"owed": ev.Owed(manager=True)}, "owed"),
        ({"owed": ev.Owed(ai_bom=True)}, "ai-bom"),
    ],
)
def test_a_decision_that_says_no_or_lacks_something(
    otherwise: dict[str, Any], code: str, story: Story
) -> None:
    story.decide(story.approve(), **otherwise)
    found = story.proof()
    assert found.verdict is Verdict.NOT_PROVED
    assert codes(found) == [code]


def test_an_ai_bom_that_was_owed_and_is_recorded(story: Story) -> None:
    story.decide(owed=ev.Owed(ai_bom=True), ai_bom="a" * 64)
    found = story.proof()
    assert (found.verdict, found.owed) == (Verdict.PROVED, ("an AI-BOM of the change",))
    assert found.decided
    assert found.decided.ai_bom == "a" * 64


@pytest.mark.parametrize("reason", ["attribution-missing", "attribution-unclear"])
def test_attribution_that_was_owed(reason: str, story: Story) -> None:
    """A tier of the team's made it a reason: it is said, or a human looked."""
    reasons, owed = ("tier", reason), ev.Owed(attribution=True)
    story.decide(owed=owed, decision=Decision.REVIEW, reasons=reasons)
    assert codes(story.proof()) == ["review", "attribution"]
    story.decide(owed=owed, bypassed="f" * 64, reasons=reasons)
    assert codes(story.proof()) == ["bypassed", "attribution"]
    story.decide(owed=owed, reasons=("approved", *reasons))
    assert story.proof().verdict is Verdict.PROVED
    story.decide(owed=owed, decision=Decision.REVIEW, reasons=("tier",))
    assert codes(story.proof()) == ["review"]


def test_no_decision(story: Story) -> None:
    story.approve()
    assert codes(story.proof()) == ["no-decision"]
    story.decide(wrong=("the signature does not fit",))
    found = story.proof()
    assert (found.verdict, codes(found)) == (Verdict.NOT_PROVED, ["no-decision"])
    story.decide(unsure=("there is no gpg here",))
    found = story.proof()
    assert (found.verdict, codes(found)) == (Verdict.UNDETERMINED, ["no-decision", "unsure"])


def test_the_last_decision_holds(story: Story) -> None:
    story.decide(story.approve())
    story.tell(replace(events.DECISION, decision=Decision.BLOCK), "ci")
    assert codes(story.proof()) == ["blocked"]


@pytest.mark.parametrize(
    "field", ["head", "patch_id", "diff_sha256", "findings_digest", "requirements_digest"]
)
def test_an_approval_of_something_else_does_not_count(field: str, story: Story) -> None:
    other = "9" * len(getattr(events.SUBJECT, field))
    approval = story.tell(replace(events.APPROVAL, subject=replace(events.SUBJECT, **{field: other})))
    story.decide(approval)
    found = story.proof()
    assert (found.verdict, codes(found)) == (Verdict.NOT_PROVED, ["approval", "owed"])
    assert found.assents[0].because.startswith("it is about another ")


def test_approvals_that_do_not_count(story: Story) -> None:
    story.decide("a" * 64)
    assert codes(story.proof()) == ["approval", "owed"]
    story.decide(story.approve(wrong=("the key was nobody's",)))
    assert codes(story.proof()) == ["approval", "owed"]
    approval = story.approve()
    story.decide(approval)
    assert story.proof().verdict is Verdict.PROVED
    revoked = story.proof(revoked=frozenset({approval}))
    assert (revoked.verdict, codes(revoked)) == (Verdict.NOT_PROVED, ["approval", "owed"])
    late = story.approve("ben")
    (assent,) = [one for one in story.proof().assents if one.event == late]
    assert (assent.counts, assent.because) == (False, "the decision does not count it")


def test_one_that_cannot_be_judged_is_not_told(story: Story) -> None:
    story.decide(story.approve(unsure=("there is no gpg here",)))
    assert story.proof().verdict is Verdict.UNDETERMINED


def test_one_that_is_not_needed_changes_nothing(story: Story) -> None:
    story.approve("ben", unsure=("there is no gpg here",))
    story.decide(story.approve())
    assert story.proof().verdict is Verdict.PROVED


def test_a_refusal_after_the_decision(story: Story) -> None:
    refusal = ev.Refusal(subject=events.SUBJECT, reason="No.")
    story.tell(refusal, "ben")
    story.decide(story.approve())
    assert story.proof().verdict is Verdict.PROVED, "who decided knew of it"
    story.tell(refusal, "ben", unsure=("there is no gpg here",))
    assert story.proof().verdict is Verdict.UNDETERMINED
    last = story.tell(refusal, "ben")
    assert codes(story.proof())[0] == "refused"
    assert story.proof(revoked=frozenset({last})).verdict is Verdict.UNDETERMINED


def test_an_approval_that_was_carried_over(story: Story) -> None:
    moved = replace(events.SUBJECT, base="f" * 40, merge_tree="f" * 40, policy_digest="f" * 64)
    approval = story.approve(present=True)
    checked = story.tell(replace(events.DECISION, subject=moved), "ci")
    carried = story.tell(ev.CarriedApproval(subject=moved, approval=approval, checked=checked), "ci")
    story.decide(carried, subject=moved)
    found = story.proof()
    assert found.verdict is Verdict.PROVED
    (assent,) = [one for one in found.assents if one.counts]
    assert (assent.person, assent.carried_from, assent.presence) == ("anna", approval, True)
    assert story.proof(revoked=frozenset({approval})).verdict is Verdict.NOT_PROVED
    assert story.proof(revoked=frozenset({carried})).verdict is Verdict.NOT_PROVED


def test_nothing_is_carried_over_from_nowhere(story: Story) -> None:
    carried = story.tell(
        ev.CarriedApproval(subject=events.SUBJECT, approval="a" * 64, checked="b" * 64), "ci"
    )
    story.decide(carried)
    found = story.proof()
    assert found.verdict is Verdict.NOT_PROVED
    assert found.assents[0].person is None


def test_an_approval_of_the_head_that_a_merge_queue_landed(story: Story) -> None:
    story.approve("ben", subject=QUEUED)
    approval = story.approve(subject=QUEUED, present=True)
    decision = story.decide(approval)
    found = story.proof()
    assert codes(found) == ["approval", "owed"], "nobody said that it is of this commit"
    carrying = ev.CarriedApproval(subject=events.SUBJECT, approval=approval, checked=decision)
    carried = story.tell(carrying, "ci")
    found = story.proof()
    assert found.verdict is Verdict.PROVED
    assert {one.event: (one.person, one.presence, one.counts) for one in found.assents} == {
        approval: ("anna", True, True),
        carried: ("anna", True, True),
    }
    assert story.proof(revoked=frozenset({approval})).verdict is Verdict.NOT_PROVED
    assert story.proof(revoked=frozenset({carried})).verdict is Verdict.NOT_PROVED


@pytest.mark.parametrize("field", ["findings_digest", "requirements_digest"])
def test_an_approval_of_a_head_in_which_something_else_was_found(field: str, story: Story) -> None:
    approval = story.approve(subject=replace(QUEUED, **{field: "e" * 64}))
    decision = story.decide(approval)
    story.tell(ev.CarriedApproval(subject=events.SUBJECT, approval=approval, checked=decision), "ci")
    assert codes(story.proof()) == ["approval", "owed"]


def test_a_refusal_of_the_head_after_the_decision_on_what_a_merge_queue_made_of_it(story: Story) -> None:
    refusal = ev.Refusal(subject=QUEUED, reason="No.")
    story.tell(refusal, "ben")
    story.decide(story.approve())
    assert story.proof().verdict is Verdict.PROVED
    story.tell(refusal, "ben")
    assert codes(story.proof()) == ["refused"]


def test_a_glass_that_was_broken_for_the_head_passes_what_is_said_to_rest_on_it(story: Story) -> None:
    glass = story.tell(replace(events.PAYLOADS[4], subject=QUEUED), "ben")
    story.decide(decision=Decision.REVIEW, owed=None)
    assert (codes(story.proof()), story.proof().bypass) == (["review"], None)
    story.decide(owed=None, bypassed=glass)
    found = story.proof()
    assert codes(found) == ["bypassed"]
    assert found.bypass
    assert found.bypass.event == glass


def test_a_break_glass_is_no_pass(story: Story) -> None:
    glass = story.tell(events.PAYLOADS[4], "ben")
    found = story.proof()
    assert (found.verdict, codes(found), found.bypassed) == (Verdict.NOT_PROVED, ["bypassed"], True)
    story.decide(owed=None, bypassed=glass)
    found = story.proof()
    assert codes(found) == ["bypassed"]
    assert found.bypass
    assert (found.bypass.person, found.bypass.incident, found.bypass.reviewed_by) == ("ben", "INC-7", None)


def test_who_may_not_break_the_glass(story: Story) -> None:
    glass = story.tell(events.PAYLOADS[4], "ben")
    found = story.proof(allowed=frozenset())
    assert (codes(found), found.bypass) == (["no-decision", "bypassed"], None)
    story.decide(owed=None, bypassed=glass)
    assert codes(story.proof(allowed=frozenset())) == ["bypassed"]


def test_who_reviews_a_break_glass(story: Story) -> None:
    glass = story.tell(events.PAYLOADS[4], "ben")
    review = ev.BreakGlassReview(break_glass=glass, outcome=ev.ReviewOutcome.SOUND, note="Fine.")
    for actor, reviewed in (("anna", True), ("ben", False)):
        entry = Entry(number=9, commit="c" * 40, id="7" * 64, event=events.made(review, actor))
        found = story.proof(reviews={glass: entry})
        assert found.bypass
        assert (found.bypass.reviewed_by is not None) is reviewed


def test_a_break_glass_that_was_not_needed(story: Story) -> None:
    story.tell(events.PAYLOADS[4], "ben")
    story.decide(story.approve())
    found = story.proof()
    assert (found.verdict, found.bypassed) == (Verdict.PROVED, False)


@pytest.mark.parametrize(
    ("accepted", "verdict"),
    [({"boss"}, Verdict.PROVED), ({"anna"}, Verdict.NOT_PROVED), (set(), Verdict.NOT_PROVED)],
)
def test_a_manager_who_is_no_reviewer(accepted: set[str], verdict: Verdict, story: Story) -> None:
    story.decide(story.approve(), owed=ev.Owed(manager=True))
    assert story.proof(accepted=frozenset(accepted)).verdict is verdict


def test_a_ledger_that_cannot_be_read_to_its_end(story: Story) -> None:
    story.decide(story.approve())
    found = story.proof(broken="the commit is damaged")
    assert (found.verdict, codes(found)) == (Verdict.UNDETERMINED, ["ledger"])


def test_different_people_for_different_roles(story: Story) -> None:
    group = ev.OwedApprovals(humans=2, distinct_roles=("security-reviewer", "owner"))
    anna, ben, carl = (story.approve(name) for name in ("anna", "ben", "carl"))
    for approvals, verdict in (
        ((anna, ben), Verdict.PROVED),
        ((anna, carl), Verdict.NOT_PROVED),
        ((carl, ben, anna), Verdict.PROVED),
        ((ben,), Verdict.NOT_PROVED),
    ):
        story.decide(*approvals, owed=ev.Owed(approvals=(group,)))
        assert story.proof().verdict is verdict
    assert story.proof(people=None).verdict is Verdict.NOT_PROVED


@pytest.mark.parametrize(
    ("group", "who", "verdict"),
    [
        (ev.OwedApprovals(humans=1, teams=("@acme/shop",)), "ben", Verdict.PROVED),
        (ev.OwedApprovals(humans=1, teams=("@acme/shop",)), "carl", Verdict.NOT_PROVED),
        (ev.OwedApprovals(humans=1, teams=("@acme/unknown",)), "ben", Verdict.NOT_PROVED),
        (ev.OwedApprovals(humans=1, people=("ben",), roles=("security-reviewer",)), "carl", Verdict.PROVED),
        (ev.OwedApprovals(humans=1), "eve", Verdict.PROVED),
    ],
)
def test_who_is_asked_for(group: ev.OwedApprovals, who: str, verdict: Verdict, story: Story) -> None:
    story.decide(story.approve(who), owed=ev.Owed(approvals=(group,)))
    assert story.proof().verdict is verdict


def test_a_manager_who_approves_as_one_does_not_review(story: Story) -> None:
    manager = story.tell(replace(events.APPROVAL, role="manager"), "boss")
    owed = ev.Owed(approvals=(ev.OwedApprovals(humans=1),), manager=True)
    story.decide(manager, owed=owed)
    assert codes(story.proof()) == ["owed"]
    story.decide(manager, story.approve(), owed=owed)
    assert story.proof().verdict is Verdict.PROVED


STEPS = st.sampled_from(["approve", "approve-other", "wrong", "unsure", "refuse", "pass", "review", "glass"])


@given(steps=st.lists(STEPS, max_size=8), broken=st.booleans())
def test_whatever_happens_only_a_pass_with_an_approval_that_counts_is_proved(
    steps: Sequence[str], broken: bool
) -> None:
    story, approvals = Story(), dict[str, bool]()
    passed: set[str] | None = None
    for step in steps:
        match step:
            case "approve":
                approvals[story.approve()] = True
            case "approve-other":
                other = replace(events.SUBJECT, findings_digest="f" * 64)
                approvals[story.tell(replace(events.APPROVAL, subject=other))] = False
            case "wrong":
                approvals[story.approve(wrong=("why",))] = False
            case "unsure":
                approvals[story.approve(unsure=("why",))] = False
            case "refuse":
                story.tell(ev.Refusal(subject=events.SUBJECT, reason="No."), "ben")
                passed = None
            case "pass":
                story.decide(*approvals)
                passed = set(approvals)
            case "review":
                story.tell(events.DECISION, "ci")
                passed = None
            case "glass":
                story.tell(events.PAYLOADS[4], "ben")
    found = story.proof(broken="why" if broken else "")
    expected = bool(passed) and all(approvals[one] for one in passed or ()) and not broken
    assert (found.verdict is Verdict.PROVED) is expected

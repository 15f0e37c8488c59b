"""States of findings: single ways, and any sequence of events at all."""

from __future__ import annotations

from datetime import date, timedelta

import events
import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from tidegate.ledger.reading import Entry
from tidegate.ledger.states import States
from tidegate.model import event as ev
from tidegate.model.finding_state import DISMISSED, Standing, State

TODAY = date(2026, 12, 1)
replace = msgspec.structs.replace


class Told:
    """Events that count, said one after the other."""

    def __init__(self) -> None:
        self.states = States()
        self.number = 0

    def tell(self, payload: ev.Payload, who: str = "anna", *, counts: bool = True) -> str:
        self.number += 1
        id_ = f"{self.number:064x}"
        wrong = () if counts else ("nobody's key",)
        said = events.made(payload, actor=who)
        self.states.follow(Entry(number=self.number, commit="", id=id_, event=said, wrong=wrong))
        return id_

    def state(self, finding: ev.FindingRef = events.FINDING, today: date = TODAY) -> Standing:
        found = self.states.standing(finding, today)
        assert found is not None
        return found


def fixed(stage: ev.FixStage) -> ev.Fix:
    return ev.Fix(finding=events.FINDING, stage=stage, commit="e" * 40, evidence="d" * 64)


def verdict(word: ev.Verdict) -> ev.VerdictGiven:
    return ev.VerdictGiven(finding=events.FINDING, verdict=word, basis="Tried it.")


GONE = replace(events.SEEN, observation=ev.Observation.NOT_OBSERVED, why=ev.NotObserved.RULE_GONE)
FALSE = replace(events.DISMISSAL, reason=ev.DismissalReason.FALSE_POSITIVE, until=None)


@pytest.fixture
def told() -> Told:
    found = Told()
    found.tell(events.SEEN, "ci")
    return found


def test_a_finding_goes_from_detected_to_verified(told: Told) -> None:
    states = [told.state().state]
    told_so: tuple[ev.Payload, ...] = (verdict(ev.Verdict.CONFIRMED), *map(fixed, ev.FixStage))
    for payload in told_so:
        told.tell(payload)
        states.append(told.state().state)
    assert states == ["detected", "confirmed", "fix-proposed", "fixed-unverified", "fixed-verified"]
    assert not told.state().open


def test_what_no_check_reports_any_more_stays_open(told: Told) -> None:
    told.tell(GONE)
    assert told.state().state is State.NOT_OBSERVED
    assert told.state().open
    told.tell(events.SEEN)
    assert (told.state().state, told.state().episode) == (State.DETECTED, 1)


def test_a_fix_that_does_not_hold_is_another_episode_without_its_dismissals(told: Told) -> None:
    asked = told.tell(FALSE)
    told.tell(ev.DismissalApproval(dismissal=asked), "boss")
    assert told.state().state is State.FALSE_POSITIVE
    told.tell(fixed(ev.FixStage.VERIFIED))
    told.tell(GONE)
    assert told.state().state is State.FIXED_VERIFIED
    told.tell(events.SEEN)
    assert (told.state().state, told.state().episode) == (State.DETECTED, 2)


def test_whether_it_is_there_whatever_is_thought_of_it(told: Told) -> None:
    def known() -> tuple[bool | None, int | None]:
        return told.states.is_mended(events.FINDING), told.states.last_seen(events.FINDING)

    other = replace(events.FINDING, rule="xss")
    assert (told.states.is_mended(other), told.states.last_seen(other)) == (None, None)
    told.tell(ev.DismissalApproval(dismissal=told.tell(FALSE)), "boss")
    assert known() == (False, 1)
    told.tell(fixed(ev.FixStage.PROPOSED))
    assert known() == (False, 1)
    told.tell(GONE)
    assert known() == (False, None)
    again = told.tell(events.SEEN)
    assert known() == (False, told.number)
    for stage in (ev.FixStage.UNVERIFIED, ev.FixStage.VERIFIED):
        told.tell(fixed(stage))
        told.tell(GONE)
        assert known() == (True, None), "that nobody sees it is as it should be"
    told.tell(events.SEEN, counts=False)
    assert known() == (True, None)
    last = told.tell(events.SEEN)
    assert known() == (False, told.number)
    for one in (last, again):
        told.tell(ev.Revocation(kind=ev.Revoked.EVENT, what=one, reason="Not so."))
    assert known() == (True, None)


def test_a_dismissal_needs_somebody_else_and_says_who(told: Told) -> None:
    asked = told.tell(events.DISMISSAL, "anna")
    told.tell(ev.DismissalApproval(dismissal=asked), "anna")
    assert (told.state().state, told.state().asked) == (State.DETECTED, (asked,))
    told.tell(ev.DismissalApproval(dismissal=asked), "boss", counts=False)
    assert told.state().open
    told.tell(ev.DismissalApproval(dismissal=asked), "boss")
    found = told.state()
    assert (found.state, found.by, found.until) == (State.ACCEPTED, ("anna", "boss"), date(2027, 1, 31))
    assert (found.event, found.asked) == (asked, ())


@pytest.mark.parametrize(("day", "state"), [(date(2027, 1, 31), "accepted"), (date(2027, 2, 1), "detected")])
def test_an_acceptance_ends_after_its_last_day(day: date, state: str, told: Told) -> None:
    asked = told.tell(events.DISMISSAL, "anna")
    told.tell(ev.DismissalApproval(dismissal=asked), "boss")
    assert told.state(today=day).state == state


def test_what_is_taken_back_counts_no_more(told: Told) -> None:
    asked = told.tell(FALSE, "anna")
    approval = told.tell(ev.DismissalApproval(dismissal=asked), "boss")
    told.tell(ev.Revocation(kind=ev.Revoked.EVENT, what=approval, reason="Wrong."), "boss")
    assert told.state().open
    told.tell(ev.DismissalApproval(dismissal=asked), "ben")
    assert told.state().by == ("anna", "ben")
    told.tell(ev.Revocation(kind=ev.Revoked.EVENT, what=asked, reason="Wrong."), "anna")
    assert told.state().open


def test_a_verdict_closes_nothing_and_a_confirmation_ends_a_false_positive(told: Told) -> None:
    told.tell(verdict(ev.Verdict.FALSE_POSITIVE))
    assert (told.state().open, told.state().verdict) == (True, ev.Verdict.FALSE_POSITIVE)
    asked = told.tell(FALSE, "anna")
    told.tell(ev.DismissalApproval(dismissal=asked), "boss")
    assert not told.state().open
    told.tell(verdict(ev.Verdict.CONFIRMED))
    assert told.state().state is State.CONFIRMED


def test_fingerprints_are_compared_within_one_algorithm_and_unite(told: Told) -> None:
    def known(rule: str = "sql-injection", **prints: str) -> ev.FindingRef:
        return ev.FindingRef(rule=rule, fingerprints=prints)

    assert told.states.standing(known(other="f00d"), TODAY) is None
    assert told.states.standing(ev.FindingRef(rule="xss", fingerprints={"line/1": "beef"}), TODAY) is None
    other = replace(events.SEEN, finding=known(a="1", b="2"))
    told.tell(other)
    told.tell(replace(events.SEEN, finding=known(b="2", c="3")))
    assert len(told.states.standings(TODAY)) == 2
    both = ev.FindingRef(rule="sql-injection", fingerprints={"scope/1": "f00d", "c": "3"})
    told.tell(ev.VerdictGiven(finding=both, verdict=ev.Verdict.CONFIRMED, basis="One and the same."))
    assert len(told.states.standings(TODAY)) == 1
    assert told.state(known(a="1")) == told.state()


def test_equal_lines_of_two_files_are_two_findings(told: Told) -> None:
    """What was accepted in one place must not read as accepted in the other."""

    def known(identity: str) -> ev.FindingRef:
        line = {"tidegate/line-1": "same"}
        return ev.FindingRef(rule="weak-hash", fingerprints={"tidegate/identity-1": identity, **line})

    asked = told.tell(replace(FALSE, finding=known("a")), "anna")
    told.tell(ev.DismissalApproval(dismissal=asked), "boss")
    told.tell(ev.VerdictGiven(finding=known("b"), verdict=ev.Verdict.CONFIRMED, basis="Tried it."))
    assert told.state(known("a")).state is State.FALSE_POSITIVE
    assert told.state(known("b")).state is State.CONFIRMED
    line = ev.FindingRef(rule="weak-hash", fingerprints={"tidegate/line-1": "same"})
    assert told.states.standing(line, TODAY) is None


def test_what_was_heard_can_be_kept(told: Told) -> None:
    asked = told.tell(FALSE, "anna")
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(told.states.heard), type=type(told.states.heard))
    told.states = States(kept)
    told.tell(ev.DismissalApproval(dismissal=asked), "boss")
    assert told.state().state is State.FALSE_POSITIVE


PEOPLE = st.sampled_from(["anna", "ben", "boss"])


class AnySequence(RuleBasedStateMachine):
    """Whatever is said, by whomever: no finding is dismissed by one person, nor for longer than was said."""

    dismissals = Bundle("dismissals")
    approvals = Bundle("approvals")

    def __init__(self) -> None:
        super().__init__()
        self.told = Told()
        self.askers: dict[str, tuple[str, ev.Dismissal]] = {}
        self.agreed: dict[str, tuple[str, str]] = {}  # approval → (dismissal, by whom)
        self.revoked: set[str] = set()
        self.numbers: list[str] = []

    @rule(gone=st.booleans(), counts=st.booleans())
    def see(self, gone: bool, counts: bool) -> None:
        self.told.tell(GONE if gone else events.SEEN, "ci", counts=counts)

    @rule(stage=st.sampled_from(ev.FixStage))
    def fix(self, stage: ev.FixStage) -> None:
        self.told.tell(fixed(stage))

    @rule(word=st.sampled_from(ev.Verdict), who=PEOPLE)
    def judge(self, word: ev.Verdict, who: str) -> None:
        self.told.tell(verdict(word), who)

    @rule(target=dismissals, who=PEOPLE, reason=st.sampled_from(ev.DismissalReason), days=st.integers(-3, 3))
    def dismiss(self, who: str, reason: ev.DismissalReason, days: int) -> str:
        asked = replace(events.DISMISSAL, reason=reason, until=TODAY + timedelta(days=days))
        id_ = self.told.tell(asked, who)
        self.askers[id_] = (who, asked)
        return id_

    @rule(target=approvals, dismissal=dismissals, who=PEOPLE, counts=st.booleans())
    def agree(self, dismissal: str, who: str, counts: bool) -> str:
        id_ = self.told.tell(ev.DismissalApproval(dismissal=dismissal), who, counts=counts)
        if counts:
            self.agreed[id_] = (dismissal, who)
        return id_

    @rule(event=consumes(approvals) | dismissals)
    def take_back(self, event: str) -> None:
        self.told.tell(ev.Revocation(kind=ev.Revoked.EVENT, what=event, reason="Wrong."), "boss")
        self.revoked.add(event)

    @invariant()
    def two_people_dismissed_what_is_dismissed(self) -> None:
        found = self.told.states.standing(events.FINDING, TODAY)
        if found is None or found.state not in DISMISSED:
            return
        asker, asked = self.askers[found.event]
        assert found.event not in self.revoked
        assert asked.until is None or asked.until >= TODAY
        others = {
            who
            for approval, (dismissal, who) in self.agreed.items()
            if dismissal == found.event and who != asker and approval not in self.revoked
        }
        assert found.by[0] == asker
        assert found.by[1] in others

    @invariant()
    def the_same_events_give_the_same_states(self) -> None:
        again = States(self.told.states.heard)
        assert again.standings(TODAY) == self.told.states.standings(TODAY)


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

"""What holds of all policies: they only tighten, unknown means a human, and no claim lowers anything."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from policy.facts import FACTS, GAPS, attributions, file
from policy.policies import TODAY, policy

from tidegate.model.attribution import Attribution
from tidegate.model.requirements import State
from tidegate.model.result import Decision, NotAnalysed
from tidegate.policy.decide import Verdict, decide
from tidegate.policy.facts import ChangeFacts
from tidegate.policy.weighing import TIERS

_DECISIONS = tuple(Decision)
_AT_ONCE = 50  # policies that each change is judged by
NUMBERS = st.integers(0, 10**9)


def weight(verdict: Verdict) -> tuple[int, int, int]:
    return (
        _DECISIONS.index(verdict.decision),
        TIERS.index(verdict.tier),
        max(verdict.review.humans, verdict.requirements.humans),
    )


def no_less(one: Verdict, other: Verdict) -> bool:
    return all(a >= b for a, b in zip(weight(one), weight(other), strict=True))


@settings(max_examples=200)
@given(FACTS, NUMBERS)
def test_ten_thousand_policies_pass_nothing_that_is_unknown(facts: ChangeFacts, number: int) -> None:
    unseen = any(gap.matters for gap in facts.gaps) or facts.limits or facts.failures or facts.conflict
    for n in range(number, number + _AT_ONCE):
        verdict = decide(facts, policy(n), TODAY)
        if unseen or State.UNKNOWN in {trace.state for trace in verdict.requirements.rules}:
            assert verdict.decision is not Decision.PASS, n
            assert verdict.review.humans >= 1, n


@settings(max_examples=100)
@given(FACTS, NUMBERS)
def test_policies_only_tighten(facts: ChangeFacts, number: int) -> None:
    for n in range(number, number + 10):
        teams = policy(n)
        free = replace(teams, tiers=())
        assert no_less(decide(facts, teams, TODAY), decide(facts, free, TODAY)), n


@settings(max_examples=100)
@given(FACTS, NUMBERS, attributions(), attributions())
def test_whoever_wrote_it_owes_the_same(
    facts: ChangeFacts, number: int, one: Attribution, other: Attribution
) -> None:
    """An AI tool, another, a human, nobody knows who."""
    for n in range(number, number + 10):
        known, claimed = (decide(replace(facts, attribution=a), policy(n), TODAY) for a in (one, other))
        assert weight(known) == weight(claimed), n
        assert known.requirements.digest == claimed.requirements.digest, n


@settings(max_examples=100)
@given(FACTS, NUMBERS, GAPS, st.sampled_from(["gaps", "limits", "failures"]))
def test_what_is_not_seen_never_makes_anything_lighter(
    facts: ChangeFacts, number: int, gap: NotAnalysed, where: str
) -> None:
    more = gap if where == "gaps" else "something was not looked at"
    blinder = replace(facts, **{where: (*getattr(facts, where), more)})
    for n in range(number, number + 10):
        assert no_less(decide(blinder, policy(n), TODAY), decide(facts, policy(n), TODAY)), n


def test_the_random_policies_reach_all_three_answers() -> None:
    """Else what is said above would say nothing."""
    facts = ChangeFacts(files=(file("billing/a.py"), file("docs/x.md")), limits=("too far",))
    verdicts = [decide(facts, policy(n), TODAY) for n in range(200)]
    assert {trace.state for one in verdicts for trace in one.requirements.rules} == set(State)

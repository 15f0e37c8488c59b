from __future__ import annotations

from msgspec.structs import replace

from tidegate.model.requirements import Approvals, CheckOwed, Requirements, RuleTrace, State
from tidegate.model.tier import Tier

RULE = RuleTrace(name="payments", tier=Tier.HIGH, state=State.MATCHED, why="billing/a.py changes")
OWED = Requirements(
    tier=Tier.HIGH, rules=(RULE,), approvals=(Approvals(humans=1), Approvals(humans=2, roles=("security",)))
)


def test_as_many_people_as_the_longest_of_the_lists() -> None:
    assert OWED.humans == 2
    assert Requirements(tier=Tier.NONE).humans == 0


def test_the_digest_is_of_what_is_owed() -> None:
    others = [
        replace(OWED, tier=Tier.CRITICAL),
        replace(OWED, rules=(replace(RULE, state=State.UNKNOWN),)),
        replace(OWED, approvals=OWED.approvals[:1]),
        replace(OWED, attribution=True),
        replace(OWED, ai_bom=True),
        replace(OWED, presence=True),
        replace(OWED, manager=True),
        replace(OWED, checks=(CheckOwed("secrets", done=False),)),
        replace(OWED, mode="observe"),
    ]
    digests = {one.digest for one in [OWED, *others]}
    assert len(digests) == 1 + len(others)
    assert all(len(digest) == 64 for digest in digests)


def test_what_a_rule_says_in_words_is_no_part_of_the_digest() -> None:
    told = replace(OWED, rules=(replace(RULE, why="billing/b.py changes, caf\udce9.py, too"),))
    assert told.digest == OWED.digest
    odd = replace(OWED, approvals=(Approvals(humans=1, people=("caf\udce9",)),))
    assert odd.digest != OWED.digest

from __future__ import annotations

from collections.abc import Iterable

import pytest
from overseen import PEOPLE, START, Book, matter, subject

from tidegate.model.event import Approval, BreakGlass, CarriedApproval, Refusal, Revocation, Revoked, Subject
from tidegate.model.oversight import Oversight, OversightState
from tidegate.model.requirements import Approvals, Requirements
from tidegate.model.tier import Tier
from tidegate.policy.approvals import standing
from tidegate.policy.asked import OwnersAsked
from tidegate.policy.eligible import Involved

S = OversightState
NOW = subject()


def approval(of: Subject = NOW, role: str = "reviewer") -> Approval:
    return Approval(subject=of, role=role)


def ask(book: Book, **other: object) -> Oversight:
    return standing(matter(**other), book.events, PEOPLE)


def owed(*approvals: Approvals, tier: Tier = Tier.MEDIUM, manager: bool = False) -> Requirements:
    return Requirements(tier=tier, approvals=approvals, manager=manager)


def given(found: Oversight) -> set[str]:
    return {one.person for one in found.given}


def who(found: Oversight) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.what, one.who) for one in found.missing]


def test_nobody_has_approved() -> None:
    found = ask(Book())
    assert found.state is S.MISSING
    assert who(found) == [("one person", ("bob", "cy", "dee"))]


def test_one_person_who_had_no_part_in_it() -> None:
    book = Book()
    book.say("bob", approval())
    assert ask(book).state is S.APPROVED


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("ada", "ada had a part in the change: author"),
        ("new", "nothing says that new is trained"),
        ("robot", "robot is no human"),
        ("agent", "agent is no human"),
        ("who", "nobody in people.yaml is called so"),
    ],
)
def test_whose_approval_does_not_count(person: str, why: str) -> None:
    book = Book()
    book.say(person, approval())
    found = ask(book)
    assert found.state is S.MISSING
    assert found.uncounted[0].why.startswith(why)


def test_a_role_that_its_person_does_not_have() -> None:
    book = Book()
    book.say("dee", approval(role="security"))
    assert ask(book).uncounted[0].why == "dee does not have the role security"


def test_what_does_not_count_in_the_ledger_counts_nowhere() -> None:
    book = Book()
    book.say("bob", approval(), counts=False)
    found = ask(book)
    assert found.state is S.MISSING
    assert [(one.person, one.why) for one in found.uncounted] == [("bob", "nobody's key")]


def test_one_person_counts_once() -> None:
    book = Book()
    book.say("bob", approval())
    book.say("bob", approval(role="security"))
    found = ask(book, requirements=owed(Approvals(humans=2)))
    assert (found.state, len(found.given)) == (S.MISSING, 1)
    book.say("cy", approval())
    assert ask(book, requirements=owed(Approvals(humans=2))).state is S.APPROVED


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (subject("b"), "a new push voids it"),
        (subject(findings_digest="9" * 64), "the findings are others now"),
        (subject(requirements_digest="9" * 64), "the change owes something else now"),
        (subject(diff_sha256="9" * 64), "it is of other lines"),
        (subject(base="9" * 40), "base moved since"),
        (subject(policy_digest="9" * 64), "the rules moved since"),
    ],
)
def test_what_voids_an_approval(other: Subject, why: str) -> None:
    book = Book()
    book.say("bob", approval(other))
    found = ask(book, commits=frozenset({"b" * 40}))
    assert found.state is S.MISSING
    assert why in found.uncounted[0].why


@pytest.mark.parametrize("moved", [{"base": "9" * 40}, {"policy_digest": "9" * 64}])
def test_an_approval_that_was_carried_over_counts(moved: dict[str, str]) -> None:
    book = Book()
    before = book.say("bob", approval(subject(**moved)))
    carrying = book.say("robot", CarriedApproval(subject=NOW, approval=before, checked="6" * 64))
    found = ask(book)
    assert (found.state, found.given[0].carried) == (S.APPROVED, carrying)


def test_an_approval_of_another_head_is_never_carried() -> None:
    book = Book()
    before = book.say("bob", approval(subject("b")))
    book.say("robot", CarriedApproval(subject=NOW, approval=before, checked="6" * 64))
    assert ask(book).state is S.MISSING


def test_what_was_refused_since_is_not_carried() -> None:
    book = Book()
    before = book.say("bob", approval(subject(base="9" * 40)))
    book.say("bob", Refusal(subject=subject(base="8" * 40), reason="wait"))
    book.say("robot", CarriedApproval(subject=NOW, approval=before, checked="6" * 64))
    assert ask(book).state is S.REFUSED


def test_the_last_word_of_a_person_counts() -> None:
    book = Book()
    book.say("bob", Refusal(subject=NOW, reason="no tests"))
    assert ask(book).refused == ("bob: no tests",)
    book.say("cy", approval())
    assert ask(book).state is S.REFUSED  # one person's approval takes nobody else's refusal away
    book.say("bob", approval())
    assert ask(book).state is S.APPROVED


def test_a_refusal_of_an_earlier_head_is_over() -> None:
    book = Book()
    book.say("bob", Refusal(subject=subject("b"), reason="no"))
    book.say("cy", approval())
    assert ask(book).state is S.APPROVED


def test_what_was_revoked_counts_no_more() -> None:
    book = Book()
    name = book.say("bob", approval())
    book.say("bob", Revocation(kind=Revoked.EVENT, what=name, reason="my key was lost"))
    assert ask(book).state is S.MISSING


def test_an_unknown_part_is_never_ignored() -> None:
    book = Book()
    book.say("bob", approval())
    found = ask(book, involved=Involved({}, ("author X <x@y>",)))
    assert (found.state, found.unknown) == (S.UNKNOWN, ("author X <x@y>",))


@pytest.mark.parametrize(
    ("asked", "persons", "state"),
    [
        (Approvals(humans=1, roles=("security",)), ["dee"], S.MISSING),
        (Approvals(humans=1, roles=("security",)), ["bob"], S.APPROVED),
        (Approvals(humans=1, people=("dee",)), ["bob"], S.MISSING),
        (Approvals(humans=1, people=("dee",)), ["dee"], S.APPROVED),
        (Approvals(humans=1, teams=("@acme/pay",)), ["cy"], S.MISSING),
        (Approvals(humans=1, teams=("@acme/pay",)), ["dee"], S.APPROVED),
        (Approvals(humans=1, teams=("@acme/none",)), ["dee"], S.UNKNOWN),
        (Approvals(humans=2, roles=("security", "lead")), ["bob", "dee"], S.APPROVED),
        (Approvals(humans=1, distinct_roles=("security", "lead")), ["cy"], S.MISSING),
        (Approvals(humans=1, distinct_roles=("security", "lead")), ["cy", "dee"], S.APPROVED),
        (Approvals(humans=1, distinct_roles=("lead", "security")), ["cy", "bob"], S.APPROVED),
        (Approvals(humans=2, distinct_roles=("lead", "lead")), ["cy", "bob"], S.MISSING),
        (Approvals(humans=2, distinct_roles=("reviewer", "lead")), ["bob", "dee"], S.APPROVED),
        (Approvals(humans=2, distinct_roles=("reviewer", "lead")), ["dee"], S.MISSING),
        (Approvals(humans=1, roles=("reviewer",)), ["bob"], S.APPROVED),
    ],
)
def test_who_is_asked_for(asked: Approvals, persons: Iterable[str], state: OversightState) -> None:
    book = Book()
    for person in persons:
        book.say(person, approval())
    assert ask(book, requirements=owed(asked)).state is state


def test_owners() -> None:
    book = Book()
    book.say("bob", approval())
    mine = (OwnersAsked("@acme/pay", frozenset({"bob", "dee"})),)
    assert ask(book, owners=mine).state is S.APPROVED
    found = ask(book, owners=(OwnersAsked("@dee", frozenset({"dee"})),))
    assert who(found) == [("one person of @dee (CODEOWNERS)", ("dee",))]
    assert ask(book, owners=(OwnersAsked("@gone", None),)).state is S.UNKNOWN


RISKY = owed(Approvals(humans=1), tier=Tier.HIGH)


def test_where_a_lot_is_at_stake_a_key_is_not_yet_a_person() -> None:
    book = Book()
    book.say("bob", approval())
    found = ask(book, requirements=RISKY)
    assert found.given[0].presence == "key-possession"
    assert "a second person" in found.missing[0].what
    book.say("cy", approval())
    assert ask(book, requirements=RISKY).state is S.APPROVED


def test_a_touched_key_is_a_person() -> None:
    book = Book()
    book.say("bob", approval(), present=True)
    found = ask(book, requirements=RISKY)
    assert (found.state, found.given[0].presence) == (S.APPROVED, "present")


def test_authorship_that_is_not_signed_needs_two_where_a_lot_is_at_stake() -> None:
    book = Book()
    assert "not signed" in ask(book, requirements=RISKY, signed=False).missing[-1].what
    book.say("bob", approval(), present=True)
    assert ask(book, requirements=RISKY, signed=False).state is S.MISSING
    assert ask(book, signed=False).state is S.APPROVED  # not here
    book.say("cy", approval(), present=True)
    assert ask(book, requirements=RISKY, signed=False).state is S.APPROVED


PAYMENT = owed(Approvals(humans=1), manager=True)


def test_a_manager_who_is_neither_author_nor_reviewer_accepts_the_release() -> None:
    book = Book()
    book.say("bob", approval())
    assert who(ask(book, requirements=PAYMENT)) == [("a manager who accepts the release", ("grace",))]
    book.say("cy", approval(role="manager"))
    assert ask(book, requirements=PAYMENT).uncounted[0].why == "cy is no manager"
    book.say("grace", approval(role="manager"))
    assert ask(book, requirements=PAYMENT).state is S.APPROVED


def test_a_manager_alone_is_no_reviewer() -> None:
    book = Book()
    book.say("grace", approval(role="manager"))
    found = ask(book, requirements=PAYMENT)
    assert (found.state, given(found)) == (S.MISSING, {"grace"})


def test_a_manager_who_had_a_part_accepts_nothing() -> None:
    book = Book()
    book.say("bob", approval())
    book.say("grace", approval(role="manager"))
    parts = Involved({"grace": ("committer",)})
    assert ask(book, requirements=PAYMENT, involved=parts).state is S.MISSING


def glass(of: Subject = NOW) -> BreakGlass:
    return BreakGlass(subject=of, incident="INC-7", reason="down", review_due=START.replace(year=2027))


@pytest.mark.parametrize(
    ("person", "roles", "state"),
    [
        ("dee", {"lead"}, S.BYPASSED),
        ("bob", {"lead"}, S.MISSING),
        ("dee", set(), S.MISSING),
        ("who", {"lead"}, S.MISSING),
    ],
)
def test_who_may_break_the_glass(person: str, roles: set[str], state: OversightState) -> None:
    book = Book()
    book.say(person, glass())
    assert ask(book, breakers=frozenset(roles)).state is state


def test_the_glass_is_broken_for_one_head() -> None:
    book = Book()
    book.say("dee", glass(subject("b")))
    assert ask(book, breakers=frozenset({"lead"})).state is S.MISSING


def test_where_nobody_has_to_approve() -> None:
    free = matter(requirements=owed())
    assert standing(free, [], PEOPLE).state is S.NOT_NEEDED


# what a merge queue makes of a head

HEAD = "b" * 40


def test_an_approval_of_a_head_that_lands_here_counts_where_this_check_carried_it() -> None:
    book = Book()
    name = book.say("bob", approval(subject("b")))
    found = ask(book, landed={HEAD: True}, carried=frozenset({name}))
    assert (found.state, found.given[0].landed, found.given[0].carried) == (S.APPROVED, HEAD, "checked again")
    carrying = book.say("robot", CarriedApproval(subject=NOW, approval=name, checked="6" * 64))
    found = ask(book, landed={HEAD: True}, carried=frozenset({name}))
    assert (found.given[0].landed, found.given[0].carried) == (HEAD, carrying)


@pytest.mark.parametrize(
    ("said", "landed", "carries", "why"),
    [
        (subject("b"), {HEAD: True}, False, "no recorded decision on that counts it"),
        (subject("b", findings_digest="9" * 64), {HEAD: True}, True, "the findings are others now"),
        (
            subject("b", requirements_digest="9" * 64),
            {HEAD: True},
            True,
            "the change owes something else now",
        ),
        (subject("c"), {HEAD: True}, True, "a new push voids it"),
        (subject("b"), {HEAD: False}, True, f"git fetch origin {HEAD}"),
    ],
)
def test_what_of_a_head_that_lands_here_does_not_count(
    said: Subject, landed: dict[str, bool], carries: bool, why: str
) -> None:
    book = Book()
    name = book.say("bob", approval(said))
    book.say("robot", CarriedApproval(subject=NOW, approval=name, checked="6" * 64))
    heads = frozenset({"c" * 40})
    found = ask(book, landed=landed, carried=frozenset({name} if carries else ()), commits=heads)
    assert (found.given, found.state is S.APPROVED) == ((), False)
    assert why in found.uncounted[0].why


def test_a_head_that_is_not_here_is_unknown_where_its_approval_is_needed() -> None:
    book = Book()
    name = book.say("bob", approval(subject("b")))
    found = ask(book, landed={HEAD: False}, carried=frozenset({name}))
    assert (found.state, f"git fetch origin {HEAD}" in found.unknown[0]) == (S.UNKNOWN, True)
    book.say("cy", approval())
    assert ask(book, landed={HEAD: False}).state is S.APPROVED


@pytest.mark.parametrize("is_here", [True, False])
def test_who_refused_a_head_refused_what_lands_it(is_here: bool) -> None:
    book = Book()
    book.say("cy", approval())
    book.say("bob", Refusal(subject=subject("b", findings_digest="9" * 64), reason="no"))
    assert ask(book, landed={HEAD: is_here}).state is S.REFUSED
    assert ask(book).state is S.APPROVED
    book.say("bob", approval())
    assert ask(book, landed={HEAD: is_here}).state is S.APPROVED


@pytest.mark.parametrize(("is_here", "state"), [(True, S.BYPASSED), (False, S.MISSING)])
def test_the_glass_that_was_broken_for_a_head_that_lands_here(is_here: bool, state: OversightState) -> None:
    book = Book()
    book.say("dee", glass(subject("b")))
    assert ask(book, breakers=frozenset({"lead"}), landed={HEAD: is_here}).state is state


# what the change was before it was amended or rebased


def test_what_was_amended_or_rebased_is_known_again() -> None:
    book = Book()
    book.say("bob", Approval(subject=subject("b"), role="reviewer", origins=("7" * 64, "8" * 64)))
    assert ask(book, origins=frozenset({"9" * 64})).uncounted == ()
    found = ask(book, origins=frozenset({"8" * 64, "9" * 64}))
    assert (found.state, found.uncounted[0].person) == (S.MISSING, "bob")
    assert found.uncounted[0].why == f"it is of {HEAD[:12]}: a new push voids it"


def test_a_key_that_somebody_granted_may_be_their_own() -> None:
    def counting(*said: tuple[str, str, str]) -> tuple[list[str], list[str]]:
        book = Book()
        for name, role, voucher in said:
            book.say(name, approval(role=role), voucher=voucher)
        found = ask(book, requirements=PAYMENT)
        return [one.person for one in found.given], [one.why for one in found.uncounted]

    assert counting(("bob", "reviewer", "grace")) == (["bob"], [])
    assert counting(("bob", "reviewer", "ada")) == (
        [],
        ["the key of bob was granted by ada, who had a part in the change"],
    )
    again = "the key of bob was granted by grace, and what they said counts already"
    assert counting(("bob", "reviewer", "grace"), ("cy", "reviewer", "grace")) == (
        ["bob"],
        [again.replace("bob", "cy")],
    )
    assert counting(("bob", "reviewer", "grace"), ("grace", "manager", "")) == (["grace"], [again])
    assert counting(("bob", "reviewer", "dee"), ("grace", "manager", "")) == (["grace", "bob"], [])


def test_a_refusal_is_not_taken_back_with_a_key_that_somebody_else_granted() -> None:
    book = Book()
    book.say("bob", Refusal(subject=subject(), reason="no"))
    book.say("bob", approval(), voucher="grace")
    assert ask(book).state is OversightState.REFUSED
    book.say("bob", approval())
    assert ask(book).state is OversightState.APPROVED

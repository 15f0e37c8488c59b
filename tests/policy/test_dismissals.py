from __future__ import annotations

from datetime import date, timedelta

import pytest
from overseen import DAY, PEOPLE, START, Book

from tidegate.config.settings import AcceptedFinding
from tidegate.model.event import (
    Dismissal,
    DismissalApproval,
    DismissalReason,
    FindingRef,
    Revocation,
    Revoked,
)
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.policy.dismissals import agreed, dismissed, disposed
from tidegate.policy.eligible import Involved

PARTS = Involved({"ada": ("author",)})
FINDING = Finding(
    id="abc",
    rule="sql-injection",
    title="t",
    cwe=(89,),
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    status=Status.INTRODUCED,
    kind=Kind.FLOW,
    path="a.py",
    line=1,
    end_line=1,
    message="m",
    fingerprints={"tidegate/identity-1": "abcdefgh1", "tidegate/line-1": "zzz"},
)


def ask(**other: object) -> Dismissal:
    values: dict[str, object] = {
        "finding": FindingRef(rule="sql-injection", fingerprints={"tidegate/identity-1": "abcdefgh1"}),
        "reason": DismissalReason.ACCEPTED_RISK,
        "justification": "behind the VPN",
        "until": DAY + timedelta(30),
    }
    return Dismissal(**(values | other))  # type: ignore[arg-type]


def state(book: Book, parts: Involved = PARTS, day: date = DAY) -> str | None:
    (found,), _ = disposed([FINDING], dismissed(book.events, PEOPLE, parts), day)
    return found.disposition.state if found.disposition else None


def test_two_people() -> None:
    book = Book()
    name = book.say("ada", ask())
    assert state(book) is None
    book.say("bob", DismissalApproval(dismissal=name))
    assert state(book) == "accepted"


@pytest.mark.parametrize("other", ["ada", "new", "robot", "agent", "who"])
def test_who_may_not_agree(other: str) -> None:
    book = Book()
    name = book.say("bob", ask())
    book.say(other, DismissalApproval(dismissal=name))
    assert state(book) is None


def test_nobody_agrees_with_themselves() -> None:
    book = Book()
    name = book.say("bob", ask())
    book.say("bob", DismissalApproval(dismissal=name))
    assert state(book) is None


@pytest.mark.parametrize(
    ("asking", "agreeing", "state_"),
    [
        ("", "grace", "accepted"),
        ("", "cy", None),
        ("", "ada", None),
        ("bob", "", None),
        ("grace", "grace", None),
    ],
)
def test_a_key_that_somebody_granted_may_be_their_own(asking: str, agreeing: str, state_: str | None) -> None:
    book = Book()
    name = book.say("cy", ask(), voucher=asking)
    book.say("bob", DismissalApproval(dismissal=name), voucher=agreeing)
    assert state(book) == state_


def test_where_the_author_may_be_anybody_nothing_is_dismissed() -> None:
    book = Book()
    book.say("bob", DismissalApproval(dismissal=book.say("cy", ask())))
    assert state(book) == "accepted"
    assert state(book, Involved({}, ("author x",))) is None


def test_it_ends() -> None:
    book = Book()
    book.say("bob", DismissalApproval(dismissal=book.say("ada", ask(until=DAY))))
    assert state(book) == "accepted"
    _, notes = disposed([FINDING], dismissed(book.events, PEOPLE, PARTS), DAY + timedelta(1))
    assert state(book, day=DAY + timedelta(1)) is None
    assert notes == ["sql-injection: it was dismissed until 2026-11-23 and counts again"]


def test_nothing_is_dismissed_for_ever() -> None:
    book = Book()
    endless = ask(reason=DismissalReason.FALSE_POSITIVE, until=None)
    book.say("bob", DismissalApproval(dismissal=book.say("ada", endless)))
    assert state(book) == "false-positive"
    assert state(book, day=START.date() + timedelta(367)) is None


@pytest.mark.parametrize("what", [0, 1])
def test_what_is_revoked_counts_no_more(what: int) -> None:
    book = Book()
    names = [book.say("ada", ask())]
    names.append(book.say("bob", DismissalApproval(dismissal=names[0])))
    book.say("cy", Revocation(kind=Revoked.EVENT, what=names[what], reason="r"))
    assert state(book) is None


@pytest.mark.parametrize(
    "other",
    [
        FindingRef(rule="xss", fingerprints={"tidegate/identity-1": "abcdefgh1"}),
        FindingRef(rule="sql-injection", fingerprints={"tidegate/line-1": "abcdefgh1"}),  # another algorithm
        FindingRef(rule="sql-injection", fingerprints={"tidegate/identity-1": "abcdefgh"}),
    ],
)
def test_another_finding(other: FindingRef) -> None:
    book = Book()
    book.say("bob", DismissalApproval(dismissal=book.say("ada", ask(finding=other))))
    assert state(book) is None


def test_a_copy_is_another_finding() -> None:
    book = Book()
    book.say("bob", DismissalApproval(dismissal=book.say("ada", ask())))
    found, _ = disposed([FINDING, FINDING], dismissed(book.events, PEOPLE, PARTS), DAY)
    assert [one.disposition for one in found] == [None, None]


def test_a_dismissal_can_be_renewed() -> None:
    book = Book()
    for end in (DAY, DAY + timedelta(10)):
        book.say("bob", DismissalApproval(dismissal=book.say("ada", ask(until=end))))
    assert state(book) == state(book, day=DAY + timedelta(10)) == "accepted"


EXCEPTION = AcceptedFinding(
    fingerprint="abcdefgh", reason="r", by="ada@example.com", until=DAY + timedelta(9)
)


@pytest.mark.parametrize(
    ("persons", "by", "counts"),
    [
        (["bob"], "ada@example.com", True),
        (["ada"], "ada@example.com", False),
        (["bob"], "bob@example.com", False),
        (["bob", "cy"], "bob", True),
        (["bob"], "nobody@example.com", False),
        (["ada"], "bob", False),  # who had a part in the change
        ([], "ada@example.com", False),
    ],
)
def test_an_exception_of_the_settings_needs_somebody_else(persons: list[str], by: str, counts: bool) -> None:
    book = Book()
    for person in persons:
        book.say(person, ask())
    exception = AcceptedFinding(fingerprint="abcdefgh", reason="r", by=by, until=DAY)
    asked = dismissed(book.events, PEOPLE, PARTS)
    assert agreed(exception, asked, PEOPLE, PARTS, DAY) is counts


def test_a_granted_key_agrees_for_whoever_granted_it() -> None:
    exception = AcceptedFinding(fingerprint="abcdefgh", reason="r", by="cy", until=DAY)
    for voucher, counts in (("", True), ("cy", False), ("ada", False), ("grace", True)):
        book = Book()
        book.say("bob", ask(), voucher=voucher)
        asked = dismissed(book.events, PEOPLE, PARTS)
        assert agreed(exception, asked, PEOPLE, PARTS, DAY) is counts, voucher


def test_what_ended_agrees_with_nothing() -> None:
    book = Book()
    book.say("bob", ask(until=DAY))
    asked = dismissed(book.events, PEOPLE, PARTS)
    assert agreed(EXCEPTION, asked, PEOPLE, PARTS, DAY)
    assert not agreed(EXCEPTION, asked, PEOPLE, PARTS, DAY + timedelta(1))

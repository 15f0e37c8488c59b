from __future__ import annotations

from datetime import date, timedelta

from overseen import START, Book, subject

from tidegate.model.event import BreakGlass, BreakGlassReview, ReviewOutcome, Revocation, Revoked
from tidegate.policy.breaking import unreviewed

DUE = START + timedelta(hours=24)
LATE = DUE.date() + timedelta(1)


def broken(book: Book) -> str:
    said = BreakGlass(subject=subject(), incident="INC-7", reason="down", review_due=DUE)
    return book.say("ada", said)


def reviewed(book: Book, event: str, by: str, voucher: str = "") -> str:
    said = BreakGlassReview(break_glass=event, outcome=ReviewOutcome.SOUND, note="n")
    return book.say(by, said, voucher=voucher)


def told(book: Book, day: date = LATE) -> bool:
    return bool(unreviewed(book.events, day))


def test_it_is_overdue_from_the_day_after() -> None:
    book = Book()
    broken(book)
    assert not told(book, DUE.date())
    assert unreviewed(book.events, LATE) == (
        f"INC-7: ada broke the glass for {'a' * 12}, and the review was due on {DUE.date()}",
    )


def test_somebody_else_reviews_it() -> None:
    book = Book()
    event = broken(book)
    reviewed(book, event, "ada")
    assert told(book)
    reviewed(book, event, "bob", voucher="ada")
    assert told(book), "by a key that ada granted"
    done = reviewed(book, event, "bob")
    assert not told(book)
    book.say("cy", Revocation(kind=Revoked.EVENT, what=done, reason="it was not looked at"))
    assert told(book)


def test_to_revoke_an_emergency_is_no_review() -> None:
    book = Book()
    book.say("ada", Revocation(kind=Revoked.EVENT, what=broken(book), reason="never mind"))
    assert told(book)

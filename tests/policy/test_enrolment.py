from __future__ import annotations

from datetime import date

from overseen import DAY, PEOPLE, Book

from tidegate.model.event import Revocation, Revoked, RoleGrant, Training
from tidegate.policy.enrolment import enrolled


def test_what_a_manager_granted() -> None:
    book = Book()
    book.say("grace", RoleGrant(person="new", roles=("security",)))
    book.say("grace", Training(person="new", course="secure coding", until=date(2027, 5, 1)))
    new = enrolled(PEOPLE, book.events, DAY).get("new")
    assert new is not None
    assert (new.roles, new.trained_until) == (frozenset({"security"}), date(2027, 5, 1))


def test_a_grant_ends() -> None:
    book = Book()
    book.say("grace", RoleGrant(person="new", roles=("security",), until=date(2026, 11, 22)))
    assert enrolled(PEOPLE, book.events, DAY) == PEOPLE


def test_what_does_not_count_grants_nothing() -> None:
    book = Book()
    book.say("ada", RoleGrant(person="new", roles=("security",)), counts=False)
    assert enrolled(PEOPLE, book.events, DAY) == PEOPLE


def test_a_grant_that_was_revoked() -> None:
    book = Book()
    name = book.say("grace", RoleGrant(person="new", roles=("security",)))
    book.say("grace", Revocation(kind=Revoked.EVENT, what=name, reason="a mistake"))
    assert enrolled(PEOPLE, book.events, DAY) == PEOPLE


def test_who_was_revoked_stays_known_and_may_nothing() -> None:
    book = Book()
    book.say("grace", Revocation(kind=Revoked.PERSON, what="bob", reason="left"))
    people = enrolled(PEOPLE, book.events, DAY)
    bob = people.of_email("bob@example.com")
    assert bob is not None
    assert (bob.roles, bob.trained_until) == (frozenset(), None)


def test_who_was_revoked_gets_nothing_by_what_comes_later() -> None:
    book = Book()
    book.say("grace", Revocation(kind=Revoked.PERSON, what="bob", reason="left"))
    book.say("grace", Training(person="bob", course="secure coding", until=date(2027, 5, 1)))
    book.say("grace", RoleGrant(person="bob", roles=("lead",)))
    bob = enrolled(PEOPLE, book.events, DAY).get("bob")
    assert bob is not None
    assert (bob.roles, bob.trained_until) == (frozenset(), None)


def test_training_is_never_shortened_by_a_course() -> None:
    book = Book()
    book.say("grace", Training(person="bob", course="old", until=date(2026, 1, 1)))
    assert enrolled(PEOPLE, book.events, DAY) == PEOPLE

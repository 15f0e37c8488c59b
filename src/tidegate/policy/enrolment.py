"""What the ledger changed of the people: roles that were granted, training, who was revoked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from tidegate.model.event import Event, Revocation, Revoked, RoleGrant, Training
from tidegate.model.people import NOBODY, People, Person
from tidegate.policy.asked import Heard

if TYPE_CHECKING:
    from tidegate.ledger.index import Index
    from tidegate.ledger.opened import Opened

CHANGES = ("revocation", "role-grant", "training")  # types of events that change who people are


def enrolled(people: People, heard: Iterable[Heard], day: date) -> People:
    """The people as they are on ``day``. Who was revoked stays known, and may nothing."""
    events = [(one.id, one.event) for one in heard if one.counts and isinstance(one.event, Event)]
    revoked = {event.payload.what for _, event in events if isinstance(event.payload, Revocation)}
    persons = {person.id: person for person in people.persons}
    gone: list[str] = []
    for name, event in events:
        said = event.payload
        if name in revoked:
            continue
        if isinstance(said, RoleGrant | Training) and (known := persons.get(said.person)):
            persons[known.id] = _with(known, said, day)
        elif isinstance(said, Revocation) and said.kind is Revoked.PERSON:
            gone.append(said.what)
    persons |= {name: _without(persons[name]) for name in gone if name in persons}  # whatever came later
    return msgspec.structs.replace(people, persons=tuple(persons.values()))


def current(ledger: Opened, index: Index, day: date) -> People:
    """The people of the base branch's tip as they are on ``day``, by the whole ledger."""
    changes = (one for one in index.of_kinds(*CHANGES) if one.event.repository == ledger.name)
    return enrolled(ledger.team.now or NOBODY, changes, day)


def _with(person: Person, said: RoleGrant | Training, day: date) -> Person:
    if isinstance(said, Training):
        until = max(said.until, person.trained_until or date.min)
        return msgspec.structs.replace(person, trained_until=until)
    if said.until is not None and said.until < day:
        return person
    return msgspec.structs.replace(person, roles=person.roles | set(said.roles))


def _without(person: Person) -> Person:
    return msgspec.structs.replace(
        person, roles=frozenset(), trained_until=None, manager=False, records=False
    )

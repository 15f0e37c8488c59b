"""A first configuration as it is proposed: each line with what it was found by."""

from __future__ import annotations

from datetime import date

import msgspec

from tidegate.model.people import PersonKind


class Proposed(msgspec.Struct, frozen=True):
    """``value`` as it stands in the settings; ``why`` says what it was found by, ``path`` and ``line`` where.

    One that is not ``sure`` is shown and not set.
    """

    value: str
    why: str
    path: str = ""
    line: int = 0
    sure: bool = True


class Sensitive(msgspec.Struct, frozen=True):
    """Code of one sort. ``owners`` are CODEOWNERS', ``changed_by`` who committed to it most."""

    subject: str
    tier: str
    reason: str
    paths: tuple[Proposed, ...]
    owners: tuple[str, ...] = ()
    changed_by: tuple[str, ...] = ()


class ProposedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody as the last commits show them; ``why`` is how often and when.

    ``keys`` that are not sure are shown and not set.
    """

    id: str
    kind: PersonKind = PersonKind.HUMAN
    name: str = ""
    why: str = ""
    emails: tuple[Proposed, ...] = ()
    accounts: tuple[Proposed, ...] = ()
    keys: tuple[Proposed, ...] = ()


class ProposedPeople(msgspec.Struct, frozen=True, kw_only=True):
    """``teams`` are those that CODEOWNERS names; ``owners`` its other names that are nobody's here.

    ``commits`` were looked at; ``notes`` are what else is to be said.
    """

    persons: tuple[ProposedPerson, ...] = ()
    teams: tuple[Proposed, ...] = ()
    owners: tuple[Proposed, ...] = ()
    commits: int = 0
    notes: tuple[str, ...] = ()


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """``routes`` are those that nobody has to sign in for; ``routes_unsure`` is why none are named.

    ``known`` are controls that are understood without being named. ``people`` is how many committed lately.
    ``limits`` are what was not looked at; ``whole`` is false where code is among it.
    """

    commit: str
    observe_until: date
    frameworks: tuple[Proposed, ...] = ()
    known: tuple[Proposed, ...] = ()
    authentication: tuple[Proposed, ...] = ()
    authorization: tuple[Proposed, ...] = ()
    personal_fields: tuple[Proposed, ...] = ()
    routes: tuple[Proposed, ...] = ()
    routes_unsure: str = ""
    sensitive: tuple[Sensitive, ...] = ()
    ai_tools: tuple[Proposed, ...] = ()
    owners_file: str = ""
    people: int = 0
    enrolled: ProposedPeople = ProposedPeople()
    whole: bool = True
    limits: tuple[str, ...] = ()

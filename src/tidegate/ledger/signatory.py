"""Who signs: the key that was chosen, whose it is, and whether what they say would count.

What would not count is not signed: a ledger keeps it for ever.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tidegate.cache import Cache
from tidegate.ledger.enrolled import Roster, Signatory, forbidden, foreign
from tidegate.ledger.index import Index, index
from tidegate.ledger.opened import Opened
from tidegate.ledger.people import as_signatory
from tidegate.ledger.signing.openpgp import Unable
from tidegate.ledger.signing.signer import Signer, chosen
from tidegate.model.errors import UsageError
from tidegate.model.event import Event, Payload, Revocation, Revoked
from tidegate.model.people import People

_CHANGES = ("revocation", "role-grant")


def signatory(opened: Opened, key: str | None, actor: str | None) -> tuple[str, Signer]:
    """The person's id and what signs for them. Raise UsageError where either is not known."""
    repository = opened.repository
    signer = chosen(key, repository.configured("gpg.format"), repository.configured("user.signingKey"))
    if actor is not None:
        return actor, signer
    return _holder(opened, read(opened), signer.fingerprint()).id, signer


def read(opened: Opened) -> Index:
    """What the ledger says now."""
    with Cache.open() as cache:
        return index(opened, cache, datetime.now(UTC))


def roster(opened: Opened, found: Index) -> Roster:
    """Who may sign what comes next."""
    now = Roster(opened.team, {}, set())
    for entry in found.of_kinds(*_CHANGES):
        if entry.counts and isinstance(entry.event, Event):
            now.follow(entry.id, entry.event.payload, entry.behind)
    return now


def heed(opened: Opened, payload: Payload, actor: str, fingerprint: str) -> None:
    """Raise UsageError where ``actor`` may not say that with that key: it would not count."""
    found = read(opened)
    person = _holder(opened, found, fingerprint)
    if person.id != actor:
        raise UsageError(
            f"the key {fingerprint} is {person.id}'s, not {actor}'s", "sign with a key of theirs: --key FILE"
        )
    reason = forbidden(person, payload)
    if reason is None and isinstance(payload, Revocation):
        reason = foreign(person, _owner(opened, found, payload))
    if reason is not None:
        raise UsageError(f"it would not count: {reason}", _who_else(opened, person))


def _owner(opened: Opened, found: Index, said: Revocation) -> str | None:
    number = found.find(said.what) if said.kind is Revoked.EVENT else None
    author = next(found.entries([number])).event.actor if number else None
    return roster(opened, found).owner(said, author, datetime.now(UTC))


def _holder(opened: Opened, found: Index, fingerprint: str) -> Signatory:
    """Whose key it is now. Raise UsageError."""
    listed = opened.team.now or People()
    now = roster(opened, found)
    try:
        person = now.whose(fingerprint, datetime.now(UTC))
    except Unable:  # the people of today are not in this clone, or cannot be read
        known = listed.of_key(fingerprint)
        person = as_signatory(known) if known else None
    if person is not None:
        return person
    if now.is_revoked(fingerprint) or now.is_revoked(getattr(listed.of_key(fingerprint), "id", "")):
        raise UsageError(f"the key {fingerprint} was revoked", "a manager grants another: tidegate grant")
    raise UsageError(
        f"the key {fingerprint} is nobody's in .tidegate/people.yaml of the base branch",
        "enrol it there, or let a manager grant it: tidegate grant ID --ssh-key FILE",
    )


def _who_else(opened: Opened, person: Signatory) -> str:
    listed = (opened.team.now or People()).persons
    managers = ", ".join(one.id for one in listed if one.manager and one.id != person.id)
    return f"ask a manager: {managers}" if managers else "name a manager in .tidegate/people.yaml"


def recorder(opened: Opened, key: str | None) -> tuple[str, Signer]:
    """The CI identity whose key it is: nobody else's decisions bind. Raise UsageError where there is none."""
    person, signer = signatory(opened, key, None)
    found = opened.team.now.get(person) if opened.team.now else None
    if found is None or not found.records:
        raise UsageError(
            f"{person} is no CI identity: what it records would not bind",
            "enrol the key under ci: in .tidegate/people.yaml, and merge that first",
        )
    return person, signer

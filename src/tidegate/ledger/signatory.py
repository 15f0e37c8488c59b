"""Who signs: the key that was chosen, and whose it is."""

from __future__ import annotations

from tidegate.ledger.opened import Opened
from tidegate.ledger.signing.signer import Signer, chosen
from tidegate.model.errors import UsageError
from tidegate.model.people import People


def signatory(opened: Opened, key: str | None, actor: str | None) -> tuple[str, Signer]:
    """The person's id and what signs for them. Raise UsageError where either is not known."""
    repository = opened.repository
    signer = chosen(key, repository.configured("gpg.format"), repository.configured("user.signingKey"))
    if actor is not None:
        return actor, signer
    fingerprint = signer.fingerprint()
    person = (opened.team.now or People()).of_key(fingerprint)
    if person is None:
        raise UsageError(
            f"the key {fingerprint} is nobody's in .tidegate/people.yaml of the base branch",
            "give it to somebody there and merge that, or say who you are: --as ID",
        )
    return person.id, signer


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

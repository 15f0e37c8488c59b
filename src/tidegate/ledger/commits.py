"""Who signed a commit."""

from __future__ import annotations

from tidegate.git.signatures import signed
from tidegate.ledger.signing.keys import Refused
from tidegate.ledger.signing.openpgp import Keyring, Unable
from tidegate.ledger.signing.sshsig import BEGIN, check
from tidegate.model.people import KeyKind, People

NAMESPACE = "git"


def signer_of(raw: bytes, people: People) -> str | None:
    """The fingerprint of the key that signed a commit, as git keeps it; ``None``: none, or nobody knows."""
    found = signed(raw)
    if found is None:
        return None
    content, armored = found
    try:
        if armored.startswith(BEGIN):
            return check(armored, content, NAMESPACE).fingerprint
        with Keyring(_openpgp(people)) as keyring:
            return keyring.check(armored, content).fingerprint
    except (Refused, Unable):
        return None


def _openpgp(people: People) -> list[str]:
    return [key.text for person in people.persons for key in person.keys if key.kind is KeyKind.OPENPGP]

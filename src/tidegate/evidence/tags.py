"""Who signed a tag, by the team's file of people as it stood when the tag says that it was made."""

from __future__ import annotations

from datetime import UTC, datetime

from tidegate.git.tags import Tag
from tidegate.ledger.opened import Opened
from tidegate.ledger.signing import sshsig
from tidegate.ledger.signing.keys import Refused
from tidegate.ledger.signing.openpgp import Unable
from tidegate.ledger.signing.sshsig import Verified
from tidegate.model.release import Signed, TagSignature

_NAMESPACE = "git"  # that git signs in


def signature_of(tag: Tag, ledger: Opened) -> TagSignature:
    """Whether the signature fits the tag, and whose it is."""
    if not tag.signature:
        return TagSignature(signed=Signed.NONE, why="" if tag.content else "the tag is not annotated")
    try:
        verified = _verified(tag, ledger)
        person = _person(tag, verified, ledger)
    except Refused as reason:
        return TagSignature(signed=Signed.BROKEN, why=str(reason))
    except Unable as reason:
        return TagSignature(signed=Signed.UNKNOWN, why=str(reason))
    why = "" if person else "the key is nobody's"
    return TagSignature(signed=Signed.FITS, person=person, key=verified.fingerprint, why=why)


def _verified(tag: Tag, ledger: Opened) -> Verified:
    if tag.signature.startswith(sshsig.BEGIN):
        return sshsig.check(tag.signature, tag.content, _NAMESPACE)
    return ledger.keyring.check(tag.signature, tag.content)


def _person(tag: Tag, verified: Verified, ledger: Opened) -> str | None:
    if tag.seconds is None:
        return None
    found = ledger.team.whose(verified.fingerprint, datetime.fromtimestamp(tag.seconds, UTC))
    return found.id if found else None

"""What an event carries as signatures: armored blocks, one after the other."""

from __future__ import annotations

from tidegate.ledger.signing import openpgp, sshsig
from tidegate.ledger.signing.keys import Refused
from tidegate.ledger.signing.openpgp import Keyring
from tidegate.ledger.signing.sshsig import Verified

MOST = 8  # signatures of one event
_ENDS = {sshsig.BEGIN: sshsig.END, openpgp.BEGIN: openpgp.END}


def blocks(signatures: bytes) -> list[str]:
    """Each armored block with its line end. Raise Refused where there is anything else, or too many."""
    found: list[str] = []
    lines: list[str] = []
    for line in signatures.decode("ascii", "replace").splitlines(keepends=True):
        lines.append(line)
        end = _ENDS.get(lines[0].rstrip("\n"))
        if end is None:
            raise Refused("there is something that is no signature")
        if line.rstrip("\n") == end:
            found.append("".join(lines))
            lines = []
    if lines or not found:
        raise Refused("a signature is cut off" if lines else "it is not signed")
    if len(found) > MOST:
        raise Refused(f"it has more than {MOST} signatures")
    return found


def check(block: str, content: bytes, keyring: Keyring) -> Verified:
    """Who signed ``content``. Raise Refused, or Unable where gpg would be needed and cannot be asked."""
    if block.startswith(sshsig.BEGIN):
        return sshsig.check(block, content)
    return keyring.check(block, content)

"""Signatures as ``ssh-keygen -Y sign`` writes them: read and verified without a program.

The format is OpenSSH's PROTOCOL.sshsig; that of tokens is its PROTOCOL.u2f.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

import msgspec

from tidegate.ledger.signing.keys import Flags, Refused, load, verify
from tidegate.ledger.signing.wire import NotWire, Wire, string

NAMESPACE = "tidegate-ledger"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_HASHES = ("sha256", "sha512")


class Verified(msgspec.Struct, frozen=True):
    """A signature that fits, by the key that made it. ``flags`` are a token's own words."""

    fingerprint: str
    flags: Flags = Flags()


class _Parts(msgspec.Struct, frozen=True):
    key: bytes
    namespace: str
    reserved: bytes
    hash: str
    signature: bytes


def check(armored: str, content: bytes, namespace: str = NAMESPACE) -> Verified:
    """Who signed ``content``. Raise Refused where it is damaged, for something else, or does not fit."""
    try:
        parts = _parts(_unarmored(armored))
    except NotWire as reason:
        raise Refused(f"the signature is damaged: {reason}") from None
    if parts.namespace != namespace:
        raise Refused(f"it was signed for {parts.namespace[:60]!r}, not for {namespace!r}")
    if parts.hash not in _HASHES:
        raise Refused(f"the hash {parts.hash[:60]!r} is not accepted")
    key = load(parts.key)
    signed = b"".join(
        (
            _MAGIC,
            string(namespace.encode()),
            string(parts.reserved),
            string(parts.hash.encode()),
            string(hashlib.new(parts.hash, content).digest()),
        )
    )
    return Verified(key.fingerprint, verify(key, parts.signature, signed))


def public_key(armored: str) -> str:
    """``TYPE BASE64`` of the key that a signature names; whether it fits is not looked at. Raise Refused."""
    try:
        blob = _parts(_unarmored(armored)).key
        kind = Wire(blob).word()
    except NotWire as reason:
        raise Refused(f"the signature is damaged: {reason}") from None
    return f"{kind} {base64.b64encode(blob).decode()}"


def _unarmored(armored: str) -> bytes:
    lines = armored.rstrip("\n").split("\n")
    if lines[0] != BEGIN or lines[-1] != END:
        raise NotWire("it is not between its BEGIN and END lines")
    try:
        return base64.b64decode("".join(lines[1:-1]), validate=True)
    except (binascii.Error, ValueError):
        raise NotWire("it is not Base64") from None


def _parts(blob: bytes) -> _Parts:
    wire = Wire(blob)
    if wire.take(len(_MAGIC)) != _MAGIC or wire.number() != 1:
        raise NotWire("it is not a signature of version 1")
    parts = _Parts(wire.string(), wire.word(), wire.string(), wire.word(), wire.string())
    wire.end()
    return parts

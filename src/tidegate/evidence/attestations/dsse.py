"""Envelopes: a payload with signatures over its bytes and its type (DSSE 1.0)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import msgspec

from tidegate.evidence.attestations.keys import PublicKey, SigningKey
from tidegate.model.errors import TidegateError

STATEMENT = "application/vnd.in-toto+json"
_URL_SAFE = str.maketrans("-_", "+/")


class NotSigned(TidegateError):
    """An envelope that none of the keys signed, or that is none."""


class Signature(msgspec.Struct, frozen=True):
    sig: str  # base64
    keyid: str = ""


class Envelope(msgspec.Struct, frozen=True, rename="camel"):
    payload: str  # base64
    payload_type: str
    signatures: tuple[Signature, ...]


class Opened(msgspec.Struct, frozen=True):
    payload: bytes
    signers: tuple[str, ...]  # ids of the keys that signed it


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """What is signed: the type and the payload, each after its length, so that neither reads as the other."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sealed(payload: bytes, key: SigningKey, payload_type: str = STATEMENT) -> Envelope:
    signature = key.sign(pre_authentication(payload_type, payload))
    return Envelope(
        payload=base64.b64encode(payload).decode(),
        payload_type=payload_type,
        signatures=(Signature(base64.b64encode(signature).decode(), key.public.keyid),),
    )


def opened(envelope: Envelope, keys: Sequence[PublicKey]) -> Opened:
    """The payload, where one of ``keys`` signed it. Ids of keys in the envelope are hints, and not heeded.

    Raises NotSigned.
    """
    payload = _decoded(envelope.payload)
    data = pre_authentication(envelope.payload_type, payload)
    given = [_decoded(signature.sig) for signature in envelope.signatures]
    signers = [key.keyid for key in keys if any(key.signed(data, signature) for signature in given)]
    if not signers:
        claimed = ", ".join(sorted({one.keyid for one in envelope.signatures if one.keyid})) or "nobody"
        raise NotSigned(
            f"no key that was given signed the envelope (it says that {claimed} did)",
            "give the public key of who you trust with --key; if that was it, the file was changed",
        )
    return Opened(payload, tuple(signers))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.translate(_URL_SAFE), validate=True)
    except (binascii.Error, ValueError):
        raise NotSigned(
            "the envelope is not written in base64", "it was damaged on the way: get it again"
        ) from None

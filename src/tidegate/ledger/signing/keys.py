"""Public keys of SSH, as they stand in signatures, and what they verify."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

import msgspec

from tidegate.ledger.signing.wire import NotWire, Wire
from tidegate.model.errors import TidegateError

PRESENT = 0x01  # of a token's flags: somebody touched it
VERIFIED = 0x04  # … and said a PIN, or showed a finger
RSA_BITS = (2048, 16384)
_CURVES = {
    "ecdsa-sha2-nistp256": ("nistp256", "SECP256R1", "SHA256"),
    "ecdsa-sha2-nistp384": ("nistp384", "SECP384R1", "SHA384"),
    "ecdsa-sha2-nistp521": ("nistp521", "SECP521R1", "SHA512"),
}
_RSA = {"rsa-sha2-256": "SHA256", "rsa-sha2-512": "SHA512"}

Check = Callable[[bytes, bytes], None]  # (signature, what was signed); raises InvalidSignature


class Refused(ValueError):
    """A signature that counts for nothing; ``str()`` says why."""


class Key(msgspec.Struct, frozen=True):
    """A key that can verify. ``fingerprint`` as ``ssh-keygen -l`` prints it; ``application`` is a token's."""

    kind: str
    fingerprint: str
    check: Callable[[str], Check]  # by the signature's algorithm
    application: bytes | None = None


class Flags(msgspec.Struct, frozen=True):
    """What a token says of a signature; no other key says anything."""

    present: bool = False
    verified: bool = False


def require() -> None:
    """Raise TidegateError where what verifies signatures is not installed."""
    try:
        import cryptography  # noqa: F401 - whether it is there
    except ImportError:
        raise TidegateError(
            "signatures cannot be verified: the package cryptography is not here", "install tidegate[ledger]"
        ) from None


def fingerprint_of(blob: bytes) -> str:
    return "SHA256:" + base64.b64encode(sha256(blob).digest()).decode().rstrip("=")


def verify(key: Key, signature: bytes, message: bytes) -> Flags:
    """Raise Refused where the signature is not this key's over ``message``."""
    from cryptography.exceptions import InvalidSignature

    wire = Wire(signature)
    try:
        algorithm, raw = wire.word(), wire.string()
        check = key.check(algorithm)
        flags, counter = (0, b"") if key.application is None else (wire.byte(), wire.take(4))
        wire.end()
        if key.application is not None:
            application, signed = sha256(key.application).digest(), sha256(message).digest()
            message = application + bytes([flags]) + counter + signed
        check(raw, message)
    except NotWire as reason:
        raise Refused(f"the signature is damaged: {reason}") from None
    except InvalidSignature:
        raise Refused("the signature does not fit what was signed") from None
    return Flags(present=bool(flags & PRESENT), verified=bool(flags & VERIFIED))


@lru_cache(1024)
def load(blob: bytes) -> Key:
    """The key in SSH's form. Raise Refused for one that is damaged, weak, or of a kind not known."""
    wire = Wire(blob)
    try:
        kind = wire.word()
        key = _load(kind, wire, fingerprint_of(blob))
        wire.end()
    except NotWire as reason:
        raise Refused(f"the key is damaged: {reason}") from None
    return key


def _load(kind: str, wire: Wire, fingerprint: str) -> Key:
    if kind in {"ssh-ed25519", "sk-ssh-ed25519@openssh.com"}:
        check = _ed25519(wire.string())
    elif kind == "sk-ecdsa-sha2-nistp256@openssh.com":
        check = _ecdsa("ecdsa-sha2-nistp256", wire.word(), wire.string())
    elif kind in _CURVES:
        check = _ecdsa(kind, wire.word(), wire.string())
    elif kind == "ssh-rsa":
        check_rsa = _rsa(wire.integer(), wire.integer())
        return Key(kind, fingerprint, check_rsa)
    else:
        raise Refused(f"keys of the kind {kind[:60]!r} are not accepted")
    application = wire.string() if kind.startswith("sk-") else None
    return Key(kind, fingerprint, _only(kind, check), application)


def _only(kind: str, check: Check) -> Callable[[str], Check]:
    """Keys of most kinds know one algorithm, which is called as they are."""

    def chosen(algorithm: str) -> Check:
        if algorithm != kind:
            raise Refused(f"a key {kind} does not sign with {algorithm[:60]!r}")
        return check

    return chosen


def _ed25519(raw: bytes) -> Check:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        return Ed25519PublicKey.from_public_bytes(raw).verify
    except ValueError:
        raise NotWire("an Ed25519 key has 32 bytes") from None


def _ecdsa(kind: str, named: str, point: bytes) -> Check:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    name, curve, digest = _CURVES[kind]
    if named != name:
        raise NotWire("the key is of another curve")
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(getattr(ec, curve)(), point)
    except ValueError:
        raise NotWire("that is no point of its curve") from None
    algorithm = ec.ECDSA(getattr(hashes, digest)())

    def check(signature: bytes, message: bytes) -> None:
        wire = Wire(signature)
        r, s = wire.integer(), wire.integer()
        wire.end()
        key.verify(encode_dss_signature(r, s), message, algorithm)

    return check


def _rsa(exponent: int, modulus: int) -> Callable[[str], Check]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    if not RSA_BITS[0] <= modulus.bit_length() <= RSA_BITS[1]:
        raise Refused(f"an RSA key of {modulus.bit_length()} bits; {RSA_BITS[0]} are needed")
    try:
        key = RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise NotWire("that is no RSA key") from None

    def chosen(algorithm: str) -> Check:
        if algorithm not in _RSA:
            raise Refused(f"RSA signatures with {algorithm[:60]!r} are not accepted")
        digest = getattr(hashes, _RSA[algorithm])()
        return lambda signature, message: key.verify(signature, message, PKCS1v15(), digest)

    return chosen

"""Key files: Ed25519, and ECDSA on the curves of NIST, in PEM or as OpenSSH writes them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tidegate.model.errors import TidegateError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        ECDSA,
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

_MOST_BYTES = 64 * 1024  # of a key file
_KINDS = "Ed25519, or ECDSA on P-256, P-384 or P-521, in PEM or OpenSSH's form"
_CURVES = ("secp256r1", "secp384r1", "secp521r1")


def require() -> None:
    """Raise TidegateError where what signs and verifies is not installed."""
    if find_spec("cryptography") is None:
        raise TidegateError("signatures need the package cryptography", 'pip install "tidegate[ledger]"')


class PublicKey(NamedTuple):
    """``keyid`` is the fingerprint that ``ssh-keygen -l`` prints."""

    keyid: str
    key: Ed25519PublicKey | EllipticCurvePublicKey

    def signed(self, data: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is one of this key over ``data``; ECDSA's are in DER."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            if isinstance(self.key, Ed25519PublicKey):
                self.key.verify(signature, data)
            else:
                self.key.verify(signature, data, _ecdsa(self.key.curve.name))
        except InvalidSignature:
            return False
        return True


class SigningKey(NamedTuple):
    public: PublicKey
    key: Ed25519PrivateKey | EllipticCurvePrivateKey

    def sign(self, data: bytes) -> bytes:
        """The same bytes for the same data: ECDSA takes its secret number from them (RFC 6979)."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.sign(data)
        return self.key.sign(data, _ecdsa(self.key.curve.name, deterministic=True))


def signing_key(path: Path) -> SigningKey:
    """The private key in a file. Raises UsageError where it holds none that can be used."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    text = _read(path)
    load = load_ssh_private_key if b"BEGIN OPENSSH PRIVATE KEY" in text else load_pem_private_key
    try:
        key = load(text, password=None)
    except TypeError:
        raise UsageError(
            f"the key in {path} is protected by a passphrase",
            "sign with a key of its own that CI keeps among its secrets, without a passphrase",
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path} holds no private key", f"give a key file: {_KINDS}") from None
    if not isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise UsageError(f"the key in {path} is of a kind that does not sign attestations", f"take {_KINDS}")
    return SigningKey(_known(key.public_key(), path), key)


def public_key(path: Path) -> PublicKey:
    """The public key in a file: PEM, or a line such as in ``id_ed25519.pub``. Raises UsageError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key, load_ssh_public_key

    text = _read(path)
    if b"PRIVATE KEY" in text:
        raise UsageError(f"{path} is a private key", "who verifies needs the public key only: give that")
    load = load_pem_public_key if b"BEGIN PUBLIC KEY" in text else load_ssh_public_key
    try:
        return _known(load(text.strip()), path)
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path} holds no public key", f"give a key file: {_KINDS}") from None


def fingerprint(key: Ed25519PublicKey | EllipticCurvePublicKey) -> str:
    """As OpenSSH prints it: ``SHA256:`` and the digest in base64."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    written = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).split()[1]
    digest = hashlib.sha256(base64.b64decode(written)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _known(key: PublicKeyTypes, path: Path) -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    curve = key.curve.name if isinstance(key, EllipticCurvePublicKey) else None
    if not isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey) or (curve and curve not in _CURVES):
        raise UsageError(f"the key in {path} is of a kind that does not sign attestations", f"take {_KINDS}")
    return PublicKey(fingerprint(key), key)


def _ecdsa(curve: str, *, deterministic: bool | None = None) -> ECDSA:
    """Each curve goes with the digest of its size."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    digests: dict[str, Callable[[], hashes.HashAlgorithm]] = {
        "secp256r1": hashes.SHA256,
        "secp384r1": hashes.SHA384,
        "secp521r1": hashes.SHA512,
    }
    return ECDSA(digests[curve](), deterministic_signing=deterministic or False)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"the key {path} cannot be read: {error.strerror}", "give the path of a key file"
        ) from None
    if len(text) > _MOST_BYTES:
        raise UsageError(f"{path} is larger than any key", f"give a key file: {_KINDS}")
    return text

"""Time stamps (RFC 3161): an authority outside says that a state of the ledger existed at a time.

What is stamped is the canonical JSON of a position: ``openssl ts -verify`` does without this program.
No certificate is asked for: those that count are in the settings of the base branch.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tidegate.dependencies.online.web import Web
from tidegate.model.canonical import canonical
from tidegate.model.errors import TidegateError, UsageError
from tidegate.model.event import Position, Stamp

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse, VerifierBuilder

_ANSWER_LIMIT = 64 * 1024  # bytes; a token without certificates has about 500
_MOST_CERTIFICATES = 50
_TYPE = "application/timestamp-query"


class NotStamped(TidegateError):
    """A time stamp that nothing can be built on; the message says why."""


def require() -> None:
    """Raise TidegateError where what reads time stamps is not installed."""
    if find_spec("rfc3161_client") is None:
        raise TidegateError(
            "time stamps need the package rfc3161-client", 'pip install "tidegate[timestamps]"'
        )


def stamped(position: Position, authority: str, web: Web) -> Stamp:
    """Ask ``authority`` (an address) for a time stamp. Raise WebError, or NotStamped where it gives none."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder(data=canonical(position), hash_algorithm=HashAlgorithm.SHA256)
    request = asked.cert_request(cert_request=False).build()
    answer = web.post(authority, request.as_bytes(), _TYPE, _ANSWER_LIMIT)
    response = _decoded(answer)
    if response.status != 0:
        said = "; ".join(response.status_string) or f"status {response.status}"
        raise NotStamped(
            f"{authority} gives no time stamp: {said}", "ask who runs it, or name another with --tsa"
        )
    if response.tst_info.nonce != request.nonce:
        raise NotStamped(f"{authority} answers another question than was asked", "name another with --tsa")
    return Stamp(authority=authority, token=base64.b64encode(answer).decode())


def time_of(stamp: Stamp, position: Position, trusted: Sequence[Certificate]) -> datetime:
    """When ``position`` existed at the latest, by an authority whose certificate is among ``trusted``.

    Raise NotStamped where the stamp is of something else, or of nobody that is trusted.
    """
    from rfc3161_client.errors import VerificationError

    response = _decoded(_token(stamp))
    reason = "no certificate of an authority is trusted"
    for verifier in _verifiers(trusted):
        try:
            verifier.build().verify_message(response, canonical(position))
        except (VerificationError, ValueError) as error:
            reason = str(error).partition(": ErrorStack")[0]
        else:
            return response.tst_info.gen_time.astimezone(UTC)
    raise NotStamped(f"the time stamp of {stamp.authority} does not hold: {reason}", "")


def certificates(text: str) -> tuple[Certificate, ...]:
    """Those in PEM. Raise UsageError where none of them is one that time stamps are signed with."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = tuple(load_pem_x509_certificates(text.encode()))
    except ValueError:
        raise UsageError(
            "what is trusted for time stamps is no certificate in PEM",
            "take the authority's own, and its root's",
        ) from None
    if len(found) > _MOST_CERTIFICATES:
        raise UsageError(
            f"more than {_MOST_CERTIFICATES} certificates are trusted for time stamps", "name a few"
        )
    if not any(_stamps(one) for one in found):
        raise UsageError(
            "none of the certificates is one that time stamps are signed with", "add the authority's own"
        )
    return found


def _verifiers(trusted: Sequence[Certificate]) -> Iterator[VerifierBuilder]:
    """One for each certificate that signs time stamps; the others lead from it to a root."""
    from rfc3161_client import VerifierBuilder

    others = [one for one in trusted if not _stamps(one)]
    for leaf in trusted:
        if _stamps(leaf):
            yield VerifierBuilder(tsa_certificate=leaf, roots=others or [leaf])


def _stamps(certificate: Certificate) -> bool:
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        usage = certificate.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except (ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


def _token(stamp: Stamp) -> bytes:
    try:
        return base64.b64decode(stamp.token, validate=True)
    except (binascii.Error, ValueError):
        raise NotStamped(f"the time stamp of {stamp.authority} is not written in base64", "") from None


def _decoded(answer: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    try:
        response = decode_timestamp_response(answer)
    except ValueError as error:
        raise NotStamped(
            f"what was answered is no time stamp: {str(error)[:200]}", "look at the address"
        ) from None
    return response

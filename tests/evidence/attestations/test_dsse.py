"""Envelopes, held against the public implementation and against those who change them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import msgspec
import pytest
from attesting import openssh
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib import dsse
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from tidegate.evidence.attestations.dsse import (
    Envelope,
    NotSigned,
    Signature,
    opened,
    pre_authentication,
    sealed,
)
from tidegate.evidence.attestations.keys import public_key, signing_key

KINDS = [("-t", "ed25519"), *(("-t", "ecdsa", "-b", bits) for bits in ("256", "384", "521"))]


@given(kind=st.text(max_size=40), payload=st.binary(max_size=200))
def test_what_is_signed_is_what_the_public_implementation_says(kind: str, payload: bytes) -> None:
    assert pre_authentication(kind, payload) == dsse.Envelope(payload, kind, {}).pae()


@pytest.mark.parametrize("kind", KINDS)
def test_securesystemslib_verifies_what_we_seal(kind: tuple[str, ...], tmp_path: Path) -> None:
    files = openssh(tmp_path, *kind)
    key = signing_key(files.private)
    written = json.loads(msgspec.json.encode(sealed(b'{"a":1}', key)))
    envelope = dsse.Envelope.from_dict(written)
    theirs = SSlibKey.from_crypto(load_ssh_public_key(files.public.read_bytes()), keyid=key.public.keyid)
    assert envelope.verify([theirs], 1) == {key.public.keyid: theirs}
    assert envelope.payload == b'{"a":1}'
    envelope.payload = b'{"a":2}'
    with pytest.raises(VerificationError):
        envelope.verify([theirs], 1)


def test_one_of_the_keys_is_enough_and_ids_are_not_heeded(tmp_path: Path) -> None:
    ours, other = openssh(tmp_path, "-t", "ed25519"), openssh(tmp_path, "-t", "ecdsa")
    envelope = sealed(b"{}", signing_key(ours.private))
    named = msgspec.structs.replace(envelope, signatures=(Signature(envelope.signatures[0].sig, "somebody"),))
    for one in (envelope, named):
        assert opened(one, [public_key(other.public), public_key(ours.public)]).payload == b"{}"
        with pytest.raises(NotSigned, match="no key that was given signed"):
            opened(one, [public_key(other.public)])


def test_whatever_is_changed_is_noticed(tmp_path: Path) -> None:
    files = openssh(tmp_path, "-t", "ed25519")
    key = public_key(files.public)
    good = sealed(b'{"result":"FAILED"}', signing_key(files.private))
    for changed in (
        {"payload": base64.b64encode(b'{"result":"PASSED"}').decode()},
        {"payload": good.payload + "!"},
        {"payload_type": "application/json"},
        {"signatures": ()},
        {"signatures": (Signature("", key.keyid),)},
        {"signatures": (Signature("é", key.keyid),)},
    ):
        with pytest.raises(NotSigned):
            opened(msgspec.structs.replace(good, **changed), [key])
    url_safe = good.payload.replace("+", "-").replace("/", "_")
    assert opened(Envelope(url_safe, good.payload_type, good.signatures), [key]).signers == (key.keyid,)

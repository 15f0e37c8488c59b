"""Key files that people have, and what is none of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from attesting import openssh, pem

from tidegate.evidence.attestations.keys import public_key, signing_key
from tidegate.model.errors import UsageError

KINDS = [("-t", "ed25519"), *(("-t", "ecdsa", "-b", bits) for bits in ("256", "384", "521"))]


@pytest.mark.parametrize("kind", KINDS)
def test_keys_of_openssh_sign_and_are_called_as_ssh_keygen_does(
    kind: tuple[str, ...], tmp_path: Path
) -> None:
    files = openssh(tmp_path, *kind)
    signing, public = signing_key(files.private), public_key(files.public)
    told = subprocess.run(
        ["ssh-keygen", "-lf", str(files.public)], capture_output=True, text=True, check=True
    )
    assert signing.public.keyid == public.keyid == told.stdout.split()[1]
    signature = signing.sign(b"data")
    assert signing.sign(b"data") == signature
    assert public.signed(b"data", signature)
    assert not public.signed(b"date", signature)
    assert not public.signed(b"data", signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not public.signed(b"data", b"")


@pytest.mark.parametrize(
    "kind", [("-algorithm", "ed25519"), ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")]
)
def test_keys_in_pem_sign_and_openssl_verifies(kind: tuple[str, ...], tmp_path: Path) -> None:
    files = pem(tmp_path, *kind)
    data, signature = tmp_path / "data", tmp_path / "signature"
    data.write_bytes(b"data")
    signature.write_bytes(signing_key(files.private).sign(b"data"))
    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(files.public), "-in", str(data),
         "-sigfile", str(signature)], capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert public_key(files.public).signed(b"data", signature.read_bytes())


def test_what_does_not_sign_says_so(tmp_path: Path) -> None:
    rsa = openssh(tmp_path, "-t", "rsa", "-b", "2048")
    odd = pem(tmp_path, "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")
    files = openssh(tmp_path, "-t", "ed25519")
    locked = tmp_path / "locked"
    locked.write_bytes(files.private.read_bytes())
    locked.chmod(0o600)
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", str(locked)], check=True)
    text = tmp_path / "text"
    text.write_text("hello")
    large = tmp_path / "large"
    large.write_bytes(b"-" * 100_000)
    for path, said in (
        (rsa.private, "does not sign"),
        (odd.private, "does not sign"),
        (locked, "passphrase"),
        (text, "no private key"),
        (files.public, "no private key"),
        (large, "larger than any key"),
        (tmp_path / "absent", "cannot be read"),
    ):
        with pytest.raises(UsageError, match=said):
            signing_key(path)
    for path, said in (
        (rsa.public, "does not sign"),
        (odd.public, "does not sign"),
        (text, "no public key"),
        (files.private, "is a private key"),
        (tmp_path / "absent", "cannot be read"),
    ):
        with pytest.raises(UsageError, match=said):
            public_key(path)

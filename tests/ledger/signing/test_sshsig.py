"""Signatures of ssh-keygen, read without it: every kind of key, and everything that must not pass."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.ledger.signing.keys import PRESENT, VERIFIED, Flags, Refused
from tidegate.ledger.signing.signer import Signer
from tidegate.ledger.signing.sshsig import BEGIN, END, NAMESPACE, check, public_key
from tidegate.ledger.signing.wire import string
from tidegate.model.errors import TidegateError

CONTENT = b'{"actor":"anna"}'
KINDS = [("ed25519", []), ("ecdsa", ["-b", "256"]), ("ecdsa", ["-b", "384"]), ("ecdsa", ["-b", "521"]),
         ("rsa", ["-b", "2048"]), ("rsa", ["-b", "3072"])]  # fmt: skip


def _key(folder: Path, kind: str = "ed25519", *options: str) -> Path:
    file = folder / f"{kind}{''.join(options)}"
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *options, "-N", "", "-f", str(file)], check=True)
    return file


def _signed(key: Path, content: bytes = CONTENT, *options: str, namespace: str = NAMESPACE) -> str:
    words = ["ssh-keygen", "-Y", "sign", "-q", "-n", namespace, *options, "-f", str(key)]
    return subprocess.run(words, input=content, check=True, capture_output=True).stdout.decode()


def _fingerprint(key: Path) -> str:
    listed = subprocess.run(["ssh-keygen", "-l", "-f", str(key)], check=True, capture_output=True)
    return listed.stdout.split()[1].decode()


def _armored(blob: bytes) -> str:
    return f"{BEGIN}\n{base64.b64encode(blob).decode()}\n{END}\n"


def _blob(armored: str) -> bytes:
    return base64.b64decode("".join(armored.splitlines()[1:-1]))


def _made(key: bytes, signature: bytes, *, namespace: str = NAMESPACE, digest: str = "sha512") -> str:
    parts = (key, namespace.encode(), b"", digest.encode(), signature)
    return _armored(b"SSHSIG" + (1).to_bytes(4) + b"".join(map(string, parts)))


def _message(digest: str = "sha512", content: bytes = CONTENT) -> bytes:
    import hashlib

    hashed = hashlib.new(digest, content).digest()
    return b"SSHSIG" + b"".join(map(string, (NAMESPACE.encode(), b"", digest.encode(), hashed)))


@pytest.mark.parametrize(("kind", "options"), KINDS, ids="".join)
@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_what_ssh_keygen_signs_is_verified_and_nothing_else(
    kind: str, options: list[str], digest: str, tmp_path: Path
) -> None:
    key = _key(tmp_path, kind, *options)
    signature = _signed(key, CONTENT, "-O", f"hashalg={digest}")
    found = check(signature, CONTENT)
    assert found.fingerprint == _fingerprint(key)
    assert found.flags == Flags(present=False, verified=False)
    with pytest.raises(Refused, match="does not fit"):
        check(signature, CONTENT + b" ")


def test_a_signature_for_something_else_is_refused(tmp_path: Path) -> None:
    key = _key(tmp_path)
    for namespace in ("file", "git", f"{NAMESPACE}-2", "Tidegate-ledger"):
        with pytest.raises(Refused, match="signed for"):
            check(_signed(key, namespace=namespace), CONTENT)
    renamed = _blob(_signed(key, namespace="tidegate-lodger")).replace(b"tidegate-lodger", NAMESPACE.encode())
    with pytest.raises(Refused, match="does not fit"):
        check(_armored(renamed), CONTENT)


def test_bytes_too_many_are_refused_wherever_they_are(tmp_path: Path) -> None:
    blob = _blob(_signed(_key(tmp_path)))
    with pytest.raises(Refused, match="too many"):
        check(_armored(blob + b"\0"), CONTENT)
    inner = blob[-83:]  # the last string: an Ed25519 signature of 4 + 11 + 4 + 64 bytes
    longer = blob[:-87] + string(inner + b"\0")
    with pytest.raises(Refused, match="too many"):
        check(_armored(longer), CONTENT)
    assert check(_armored(blob[:-87] + string(inner)), CONTENT).fingerprint


@pytest.mark.parametrize(
    "armored",
    [
        "",
        "signature",
        f"{BEGIN}\n{END}\n",
        f"{BEGIN}\n!!!!\n{END}\n",
        f"{BEGIN}\nAAAA\n",
        f"x\n{BEGIN}\nAAAA\n{END}",
    ],
)
def test_what_is_no_signature_is_refused(armored: str) -> None:
    with pytest.raises(Refused, match="damaged"):
        check(armored, CONTENT)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_no_signature_with_any_byte_changed_passes(data: st.DataObject) -> None:
    blob = _ONE_BLOB
    place = data.draw(st.integers(0, len(blob) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda value: value != blob[place]))
    with pytest.raises(Refused):
        check(_armored(blob[:place] + bytes([other]) + blob[place + 1 :]), CONTENT)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_nothing_else_happens(content: bytes) -> None:
    for blob in (content, b"SSHSIG\0\0\0\1" + content):
        with pytest.raises(Refused):
            check(_armored(blob), CONTENT)


def _one_blob() -> bytes:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    raw = private.public_key().public_bytes_raw()
    key = string(b"ssh-ed25519") + string(raw)
    return _blob(_made(key, string(b"ssh-ed25519") + string(private.sign(_message()))))


_ONE_BLOB = _one_blob()


def test_sha_1_is_refused_in_every_place() -> None:
    private = rsa.generate_private_key(65537, 2048)
    numbers = private.public_key().public_numbers()
    key = b"".join(map(string, (b"ssh-rsa", _integer(numbers.e), _integer(numbers.n))))

    def signature(algorithm: bytes, digest: hashes.HashAlgorithm, message: bytes) -> bytes:
        return string(algorithm) + string(private.sign(message, padding.PKCS1v15(), digest))

    assert check(_made(key, signature(b"rsa-sha2-512", hashes.SHA512(), _message())), CONTENT).fingerprint
    with pytest.raises(Refused, match="ssh-rsa"):
        check(_made(key, signature(b"ssh-rsa", hashes.SHA1(), _message())), CONTENT)
    with pytest.raises(Refused, match="does not fit"):
        check(_made(key, signature(b"rsa-sha2-512", hashes.SHA1(), _message())), CONTENT)
    for weak in ("sha1", "md5"):
        made = _made(key, signature(b"rsa-sha2-512", hashes.SHA512(), _message(weak)), digest=weak)
        with pytest.raises(Refused, match=f"hash '{weak}'"):
            check(made, CONTENT)


def test_weak_keys_and_keys_of_other_kinds_are_refused(tmp_path: Path) -> None:
    short = rsa.RSAPublicNumbers(65537, (1 << 1023) + 1)
    key = b"".join(map(string, (b"ssh-rsa", _integer(short.e), _integer(short.n))))
    with pytest.raises(Refused, match="1024 bits"):
        check(_made(key, string(b"rsa-sha2-512") + string(b"x")), CONTENT)
    for kind in (b"ssh-dss", b"ssh-ed25519-cert-v01@openssh.com", b""):
        with pytest.raises(Refused, match="not accepted"):
            check(_made(string(kind), string(kind) + string(b"x")), CONTENT)


def _integer(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1)


class Token:
    """A FIDO2 token as OpenSSH's PROTOCOL.u2f describes what it signs; the keys are soft, the form is not."""

    application = b"ssh:"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        if kind == "sk-ssh-ed25519@openssh.com":
            self.ed = ed25519.Ed25519PrivateKey.generate()
            parts: tuple[bytes, ...] = (
                kind.encode(),
                self.ed.public_key().public_bytes_raw(),
                self.application,
            )
        else:
            self.ec = ec.generate_private_key(ec.SECP256R1())
            point = self.ec.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
            parts = (kind.encode(), b"nistp256", point, self.application)
        self.public = b"".join(map(string, parts))

    def sign(self, flags: int, counter: int = 7) -> str:
        after = bytes([flags]) + counter.to_bytes(4)
        message = sha256(self.application).digest() + after + sha256(_message()).digest()
        if self.kind.startswith("sk-ssh"):
            raw = self.ed.sign(message)
        else:
            r, s = decode_dss_signature(self.ec.sign(message, ec.ECDSA(hashes.SHA256())))
            raw = string(_integer(r)) + string(_integer(s))
        return _made(self.public, string(self.kind.encode()) + string(raw) + after)


@pytest.mark.parametrize("kind", ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"])
@pytest.mark.parametrize("flags", [0, PRESENT, PRESENT | VERIFIED])
def test_a_token_says_whether_somebody_touched_it(kind: str, flags: int, tmp_path: Path) -> None:
    token = Token(kind)
    signature = token.sign(flags)
    found = check(signature, CONTENT)
    assert found.flags == Flags(present=bool(flags & PRESENT), verified=bool(flags & VERIFIED))
    changed = _blob(signature)[:-5] + bytes([flags ^ PRESENT]) + _blob(signature)[-4:]
    with pytest.raises(Refused, match="does not fit"):  # the flags are signed with the rest
        check(_armored(changed), CONTENT)
    if flags & PRESENT:  # OpenSSH itself wants a touch, and agrees
        signers = tmp_path / "signers"
        signers.write_text(f"anna {kind} {base64.b64encode(token.public).decode()}\n")
        (tmp_path / "signature").write_text(signature)
        words = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "anna", "-n", NAMESPACE]
        subprocess.run(
            [*words, "-s", str(tmp_path / "signature")], input=CONTENT, check=True, capture_output=True
        )


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    socket = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    while not socket.exists():
        assert process.poll() is None
    yield
    process.terminate()
    process.wait()


@pytest.mark.usefixtures("agent")
def test_an_agent_signs_where_only_the_public_half_is_there(tmp_path: Path) -> None:
    key = _key(tmp_path)
    subprocess.run(["ssh-add", "-q", str(key)], check=True)
    public = key.with_suffix(".pub")
    text = public.read_text()
    fingerprint = _fingerprint(key)
    key.unlink()
    for named in (str(public), text.strip(), f"key::{text.strip()}"):
        signer = Signer("ssh", named)
        assert check(signer.sign(CONTENT), CONTENT).fingerprint == fingerprint == signer.fingerprint()


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TidegateError, match="ssh-keygen"):
        Signer("ssh", str(tmp_path / "none")).sign(CONTENT)
    assert not list(tmp_path.iterdir())


def test_the_key_that_a_signature_names(tmp_path: Path) -> None:
    key = _key(tmp_path)
    line = " ".join(key.with_name(f"{key.name}.pub").read_text().split()[:2])
    assert public_key(_signed(key)) == line
    with pytest.raises(Refused):
        public_key(f"{BEGIN}\nAAAA\n{END}")

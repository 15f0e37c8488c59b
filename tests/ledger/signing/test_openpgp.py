"""OpenPGP: gpg verifies with the enrolled keys alone; without it nobody can tell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tidegate.ledger.signing.blocks import MOST, blocks, check
from tidegate.ledger.signing.keys import Refused
from tidegate.ledger.signing.openpgp import Keyring, Unable
from tidegate.ledger.signing.signer import Signer, chosen
from tidegate.model.errors import UsageError

CONTENT = b'{"actor":"anna"}'


class Home:
    """Somebody's gpg, with a key for each name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700)

    def run(self, *words: str, stdin: bytes = b"") -> bytes:
        environment = {"GNUPGHOME": str(self.folder), "PATH": os.environ["PATH"]}
        command = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", *words]
        return subprocess.run(command, input=stdin, capture_output=True, check=True, env=environment).stdout

    def key(self, name: str) -> tuple[str, str]:
        """Its fingerprint and its public half."""
        self.run("--quick-generate-key", f"{name} <{name}@example.com>", "ed25519", "sign", "never")
        listed = self.run("--with-colons", "--fingerprint", name).decode().splitlines()
        fingerprint = next(line.split(":")[9] for line in listed if line.startswith("fpr:"))
        return fingerprint, self.run("--armor", "--export", name).decode()

    def sign(self, name: str, *options: str, content: bytes = CONTENT) -> str:
        return self.run(
            "--armor", *options, "--detach-sign", "-u", name, "--output", "-", stdin=content
        ).decode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    found = Home(tmp_path_factory.mktemp("g") / "h")
    yield found
    command = ["gpgconf", "--homedir", str(found.folder), "--kill", "gpg-agent"]
    subprocess.run(command, check=False, capture_output=True)


@pytest.fixture(scope="module")
def anna(home: Home) -> tuple[str, str]:
    return home.key("anna")


def test_an_enrolled_key_verifies_and_no_other_content(home: Home, anna: tuple[str, str]) -> None:
    fingerprint, public = anna
    signature = home.sign("anna")
    with Keyring([public]) as keyring:
        assert keyring.check(signature, CONTENT).fingerprint == fingerprint
        with pytest.raises(Refused, match="BADSIG"):
            keyring.check(signature, CONTENT + b" ")
    with Keyring([]) as keyring, pytest.raises(Refused, match=r"ERRSIG|NO_PUBKEY"):
        keyring.check(signature, CONTENT)


def test_a_stranger_and_a_weak_hash_are_refused(home: Home, anna: tuple[str, str]) -> None:
    home.key("eve")
    with Keyring([anna[1]]) as keyring:
        with pytest.raises(Refused):
            keyring.check(home.sign("eve"), CONTENT)
        with pytest.raises(Refused):
            keyring.check(home.sign("anna", "--digest-algo", "SHA1"), CONTENT)
        with pytest.raises(Refused):
            keyring.check("-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n", CONTENT)


def test_without_gpg_nobody_can_tell(
    anna: tuple[str, str], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = home.sign("anna")
    monkeypatch.setenv("PATH", "")
    with Keyring([anna[1]]) as keyring, pytest.raises(Unable, match="no gpg"):
        keyring.check(signature, CONTENT)


def test_gpg_signs_for_git_s_signing_key(
    home: Home, anna: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(home.folder))
    signer = Signer("openpgp", anna[0])
    with Keyring([anna[1]]) as keyring:
        assert keyring.check(signer.sign(CONTENT), CONTENT).fingerprint == anna[0] == signer.fingerprint()


def test_nothing_of_the_user_s_own_keys_is_asked(
    home: Home, anna: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = home.sign("anna")
    monkeypatch.setenv("GNUPGHOME", str(home.folder))
    with Keyring([]) as keyring, pytest.raises(Refused):
        keyring.check(signature, CONTENT)


def test_blocks_are_taken_apart_and_nothing_stands_between(home: Home, anna: tuple[str, str]) -> None:
    one = home.sign("anna")
    assert len(blocks((one * 2).encode())) == 2
    with Keyring([anna[1]]) as keyring:
        assert check(blocks(one.encode())[0], CONTENT, keyring).fingerprint == anna[0]
    for wrong in ("", "x\n", f"x\n{one}", f"{one}x\n", one[:-30], one * (MOST + 1)):
        with pytest.raises(Refused):
            blocks(wrong.encode())


def test_no_key_at_all_says_how_to_name_one() -> None:

    assert chosen("k", None, None) == Signer("ssh", "k")
    assert chosen(None, "ssh", "k") == Signer("ssh", "k")
    assert chosen(None, None, "k") == Signer("openpgp", "k")
    with pytest.raises(UsageError, match="no key"):
        chosen(None, "ssh", None)

"""Signing: by ssh-keygen with a key's file or an agent, or by gpg. No private key is ever read here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from tidegate.ledger.signing.sshsig import BEGIN, NAMESPACE
from tidegate.model.errors import TidegateError, UsageError

SECONDS = 120.0  # a person may have to touch a token, or to type
_HINT = (
    "name one: --key ~/.ssh/id_ed25519 (ssh-keygen -t ed25519 makes one), or have git sign with it: "
    "git config gpg.format ssh, and user.signingKey"
)


class Signer(msgspec.Struct, frozen=True):
    """``form`` is "ssh" or "openpgp"; ``key`` a file of SSH's, or a public key as text, or an id of gpg's."""

    form: str
    key: str

    def sign(self, content: bytes) -> str:
        """An armored signature. Raise TidegateError where the program does not give one."""
        return self._by_gpg(content) if self.form == "openpgp" else self._by_ssh(content)

    def fingerprint(self) -> str:
        """The key's, as people are enrolled with it. Raise TidegateError where that is no key."""
        if self.form == "openpgp":
            listed = _run(["gpg", "--batch", "--with-colons", "--fingerprint", self.key], b"").splitlines()
            return next((line.split(":")[9] for line in listed if line.startswith("fpr:")), self.key)
        with _file(self.key) as file:
            return _run(["ssh-keygen", "-l", "-E", "sha256", "-f", str(file)], b"").split()[1]

    def _by_ssh(self, content: bytes) -> str:
        with _file(self.key) as file:
            signed = _run(["ssh-keygen", "-Y", "sign", "-q", "-n", NAMESPACE, "-f", str(file)], content)
        if not signed.startswith(BEGIN):
            raise TidegateError("ssh-keygen gave no signature", _HINT)
        return signed

    def _by_gpg(self, content: bytes) -> str:
        words = [
            "gpg",
            "--armor",
            "--detach-sign",
            "--digest-algo",
            "SHA512",
            "--no-comments",
            "--no-emit-version",
        ]
        return _run([*words, "--local-user", self.key, "--output", "-"], content)


def chosen(key: str | None, form: str | None, configured: str | None) -> Signer:
    """The signer for ``--key``, else what git signs commits with. Raise UsageError where there is neither."""
    if key is not None:
        return Signer("ssh", key)
    if not configured:
        raise UsageError("no key to sign with", _HINT)
    return Signer("ssh" if form == "ssh" else "openpgp", configured)


@contextmanager
def _file(key: str) -> Iterator[Path]:
    """A key's file; one that is given as text is in an agent, which is asked by its public half."""
    text = key.removeprefix("key::")
    if not text.startswith(("ssh-", "ecdsa-", "sk-")):
        yield Path(key).expanduser().absolute()
        return
    with TemporaryDirectory(prefix="tidegate-key-") as directory:
        file = Path(directory) / "key.pub"
        file.write_text(f"{text}\n", "utf-8")
        yield file


def _run(command: list[str], content: bytes) -> str:
    program = command[0]
    if shutil.which(program) is None:
        raise TidegateError(f"there is no {program} here", f"install it: {program} makes the signature")
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise TidegateError(f"{program} did not sign within {SECONDS:.0f} seconds", "try again") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TidegateError(f"{program}: {said[-1] if said else done.returncode}", _HINT)
    return done.stdout.decode("ascii")

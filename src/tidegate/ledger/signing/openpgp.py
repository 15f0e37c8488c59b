"""OpenPGP signatures: verified by gpg, in a home of its own that holds nothing but the enrolled keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from tidegate.ledger.signing.keys import Refused
from tidegate.ledger.signing.sshsig import Verified

BEGIN, END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
SECONDS = 30.0
_STRONG = frozenset({"8", "9", "10", "11", "12", "14"})  # SHA-2 and SHA-3, as RFC 9580 numbers them
_BAD = ("BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "KEYREVOKED", "NO_PUBKEY")


class Unable(Exception):
    """It could not be told: there is no gpg, or it did not answer."""


class Keyring:
    """The enrolled OpenPGP keys; a context manager, whose home is gone afterwards."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = tuple(keys)
        self._home: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None

    def check(self, armored: str, content: bytes) -> Verified:
        """Who signed ``content``. Raise Refused, or Unable."""
        home = self._ready()
        (home / "signature").write_text(armored, "utf-8")
        said = self._run("--verify", "signature", "-", stdin=content)
        words = [line.split()[1:] for line in said.splitlines() if line.startswith("[GNUPG:] ")]
        for word in words:
            if word[0] in _BAD:
                raise Refused(f"gpg says {' '.join(word)[:100]}")
        valid = [word for word in words if word[0] == "VALIDSIG" and len(word) >= 11]
        if len(valid) != 1:
            raise Refused("gpg does not find one valid signature")
        if valid[0][8] not in _STRONG:
            raise Refused("its hash is weak (MD5, SHA-1 or RIPEMD)")
        return Verified(valid[0][10])

    def _ready(self) -> Path:
        if self._home is None:
            if shutil.which("gpg") is None:
                raise Unable("there is no gpg here: install GnuPG to verify OpenPGP signatures")
            self._home = Path(tempfile.mkdtemp(prefix="tidegate-gpg-"))
            for key in self._keys:
                self._run("--import", stdin=key.encode())
        return self._home

    def _run(self, *words: str, stdin: bytes) -> str:
        assert self._home is not None
        command = ["gpg", "--batch", "--no-tty", "--no-options", "--no-autostart", "--no-auto-key-retrieve",
                   "--trust-model", "always", "--status-fd", "1", *words]  # fmt: skip
        environment = {"GNUPGHOME": str(self._home), "LC_ALL": "C", "PATH": os.environ.get("PATH", "")}
        try:
            done = subprocess.run(
                command, input=stdin, capture_output=True, timeout=SECONDS, cwd=self._home,
                env=environment, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as reason:
            raise Unable(f"gpg did not answer: {reason}") from None
        return done.stdout.decode("utf-8", "replace")

"""An authority for time stamps: OpenSSL's own, behind a small server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from answering import Answer, Request, Server

_REQUESTS = """\
[req]
distinguished_name = names
prompt = no
[names]
CN = Example
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = own
[own]
serial = serial
signer_cert = stamps.pem
signer_key = stamps.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
_EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Authority:
    """A root, and a certificate for time stamps that it signed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        (folder / "openssl.cnf").write_text(_REQUESTS)
        (folder / "serial").write_text("01\n")
        made = ("-days", "3650", "-config", "openssl.cnf", "-extensions")
        signed = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "3650", "-extfile")
        name = folder.name
        self.run("req", "-x509", *_EC, "-keyout", "root.key", "-out", "root.pem", *made, "root",
                 "-subj", f"/CN={name} root")  # fmt: skip
        self.run("req", "-new", *_EC, "-keyout", "stamps.key", "-out", "stamps.csr", "-config", "openssl.cnf",
                 "-subj", f"/CN={name}")  # fmt: skip
        self.run("x509", "-req", "-in", "stamps.csr", "-out", "stamps.pem", *signed, "openssl.cnf",
                 "-extensions", "stamps")  # fmt: skip

    def run(self, *words: str) -> bytes:
        done = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    @property
    def certificates(self) -> str:
        return (self.folder / "stamps.pem").read_text() + (self.folder / "root.pem").read_text()

    def answer(self, request: bytes) -> bytes:
        (self.folder / "request.tsq").write_bytes(request)
        self.run("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "request.tsq", "-out", "answer.tsr")
        return (self.folder / "answer.tsr").read_bytes()

    @contextmanager
    def serving(self, *, with_answer: bytes | None = None) -> Iterator[str]:
        """Its address; ``with_answer`` is what it answers whatever it is asked."""

        def answer(request: Request) -> Answer:
            is_query = request.headers["content-type"] == "application/timestamp-query"
            body = self.answer(request.body) if with_answer is None else with_answer
            return Answer(body, 200 if is_query else 415)

        with Server(answer).running() as server:
            yield f"{server.url}/tsa"

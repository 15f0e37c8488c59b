"""Key files as people make them, and a proof to attest."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from tidegate.model.proof import Assent, Decided, LedgerState, Proof, Reviewed, Verdict
from tidegate.model.result import Tool

COMMIT, TREE = "1" * 40, "2" * 40
RESOURCE = "git+https://example.com/shop.git"
VERIFIER = "https://example.com/ci"
AT = "2026-06-01T12:00:00Z"


class KeyFiles(NamedTuple):
    private: Path
    public: Path


def openssh(folder: Path, *kind: str) -> KeyFiles:
    """Made by ssh-keygen; ``kind`` is such as "-t ed25519"."""
    private = folder / "_".join(("ssh", *kind))
    subprocess.run(
        ["ssh-keygen", "-q", "-N", "", "-C", "ci@example.com", "-f", str(private), *kind], check=True
    )
    return KeyFiles(private, private.with_name(private.name + ".pub"))


def pem(folder: Path, *kind: str) -> KeyFiles:
    """Made by openssl; ``kind`` is such as "-algorithm ed25519"."""
    private, public = folder / "key.pem", folder / "key.pub.pem"
    subprocess.run(["openssl", "genpkey", *kind, "-out", str(private)], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", str(private), "-pubout", "-out", str(public)], check=True)
    return KeyFiles(private, public)


def event(letter: str) -> str:
    return letter * 64


PROOF = Proof(
    verdict=Verdict.PROVED,
    repository="shop",
    commit=COMMIT,
    tree=TREE,
    joined_by="commit",
    change=Reviewed(
        base="3" * 40,
        head="4" * 40,
        merge_base="3" * 40,
        merge_tree=TREE,
        patch_id="5" * 40,
        diff_sha256=event("a"),
        findings_digest=event("b"),
        requirements_digest=event("c"),
        policy_digest=event("d"),
    ),
    owed=("1 person with the role security",),
    decided=Decided(
        event=event("1"),
        at="2026-06-01T10:00:00Z",
        by="ci",
        decision="review",
        tier="high",
        tool=Tool("tidegate", "1.0"),
    ),
    assents=(
        Assent(
            event=event("2"),
            kind="approval",
            at="2026-06-01T11:00:00Z",
            person="bob",
            roles=("security",),
            presence=True,
            counts=True,
        ),
        Assent(
            event=event("3"),
            kind="approval",
            at="2026-06-01T11:01:00Z",
            person="ada",
            because="is the author",
        ),
    ),
    ledger=LedgerState(ref="refs/tidegate/ledger", head="6" * 40, events=3, sound=True),
)

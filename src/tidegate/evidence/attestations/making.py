"""The attestations of one revision: a summary and a review, each signed and in an envelope of its own."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from tidegate.evidence.attestations.dsse import sealed
from tidegate.evidence.attestations.keys import SigningKey
from tidegate.evidence.attestations.statements import REVIEW, SUMMARY, Statement, revision, written
from tidegate.evidence.attestations.summary import Issuer, summary
from tidegate.model.errors import UsageError
from tidegate.model.proof import Proof

VERIFIER = "urn:tidegate:verifier"
_HOSTED = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+/\S+")


def attestations(proof: Proof, issuer: Issuer, branch: str | None, key: SigningKey) -> str:
    """One envelope a line. The same values give the same text."""
    subject = (revision(issuer.resource, proof.commit, proof.tree, branch),)
    predicates: dict[str, dict[str, Any]] = {
        SUMMARY: summary(proof, issuer),
        REVIEW: msgspec.to_builtins(proof),
    }
    statements = [
        Statement(subject=subject, predicate_type=kind, predicate=predicate)
        for kind, predicate in predicates.items()
    ]
    return "".join(f"{msgspec.json.encode(sealed(written(one), key)).decode()}\n" for one in statements)


def resource_of(name: str) -> str:
    """Where a repository of that name ("github.com/acme/shop") is fetched from, as SPDX writes it."""
    return f"git+https://{name}" if _HOSTED.fullmatch(name) else f"urn:tidegate:repository:{name}"


def moment(text: str | None) -> str:
    """The time that is attested: what was asked for, else SOURCE_DATE_EPOCH, else now. Raise UsageError."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if text is not None:
            at = datetime.fromisoformat(text)
        else:
            at = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f'"{text or epoch}" is no time', "write it such as 2026-11-23T12:00:00Z") from None
    if at.tzinfo is None:
        raise UsageError(f'"{text}" has no time zone', "write it such as 2026-11-23T12:00:00Z")
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

"""A statement of in-toto (version 1): what it is about, and a predicate. Equal values give equal bytes."""

from __future__ import annotations

from typing import Any

import msgspec

from tidegate.evidence.attestations.dsse import NotSigned
from tidegate.model.canonical import canonical

TYPE = "https://in-toto.io/Statement/v1"
SUMMARY = "https://slsa.dev/verification_summary/v1"
REVIEW = "urn:tidegate:review:1"


class Subject(msgspec.Struct, frozen=True, omit_defaults=True):
    """A revision. ``annotations`` holds the branches that it was merged to, as SLSA names them."""

    name: str
    digest: dict[str, str]
    annotations: dict[str, Any] = {}


class Statement(
    msgspec.Struct, frozen=True, rename={"type": "_type", "predicate_type": "predicateType"}, kw_only=True
):
    subject: tuple[Subject, ...]
    predicate_type: str
    predicate: dict[str, Any]
    type: str = TYPE


def revision(resource: str, commit: str, tree: str, branch: str | None) -> Subject:
    """``commit`` and ``tree`` are git's ids, in either of its digests."""
    notes = {"sourceRefs": [f"refs/heads/{branch}"]} if branch else {}
    return Subject(
        name=f"{resource}@{commit}", digest={"gitCommit": commit, "gitTree": tree}, annotations=notes
    )


def written(statement: Statement) -> bytes:
    """Canonical JSON (RFC 8785)."""
    return canonical(statement)


def read(payload: bytes) -> Statement:
    """Raises NotSigned where the bytes are no statement of version 1 on one revision or more."""
    try:
        statement = msgspec.json.decode(payload, type=Statement)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotSigned(f"what was signed is no in-toto statement: {error}", "ask who signed it") from None
    if statement.type != TYPE or not statement.subject:
        raise NotSigned(f"what was signed is no in-toto statement of type {TYPE}", "ask who signed it")
    return statement

"""What events are made of: names, digests, the change that is meant, a finding by its fingerprints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=500)]
Text = Annotated[str, Meta(min_length=1, max_length=10_000)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}(?!\\n)$", description="SHA-256 in hexadecimal")]
Oid = Annotated[str, Meta(pattern="^([0-9a-f]{40}|[0-9a-f]{64})(?!\\n)$", description="id of a git object")]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Month = Annotated[str, Meta(pattern="^[0-9]{4}-(0[1-9]|1[0-2])(?!\\n)$")]
Cwe = Annotated[int, Meta(ge=1, le=100_000)]
Moment = Annotated[datetime, Meta(tz=True)]


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Of this make is everything that an event holds."""


class Position(Struct, frozen=True, kw_only=True):
    """How many events the signer knew, and the digest of their chain: ties an event to what came before."""

    count: Count
    digest: Digest


class Subject(Struct, frozen=True, kw_only=True):
    """The exact change that is meant. ``merge_tree`` is what merging gave, where that was tried.

    ``patch_id`` is git's stable one; a change without differences has none. ``diff_sha256`` is of the same
    lines with their white space, and without their numbers.
    """

    repository: Name
    base: Oid
    head: Oid
    merge_base: Oid
    merge_tree: Oid | None = None
    patch_id: Oid | None = None
    diff_sha256: Digest
    findings_digest: Digest
    requirements_digest: Digest
    policy_digest: Digest


# What two subjects have in common where what is said of one holds for the other
EXACTLY = ("repository", "head", "patch_id", "diff_sha256", "findings_digest", "requirements_digest")
AS_MUCH = ("repository", "findings_digest", "requirements_digest")  # found and owed, under another head
UNMOVED = ("base", "merge_base", "policy_digest")


class FindingRef(Struct, frozen=True, kw_only=True):
    """A finding by what it is known by: fingerprints are compared within one algorithm only.

    Two findings of one rule with an equal value of the same algorithm are one lineage.
    """

    rule: Name
    fingerprints: Annotated[dict[Name, Name], Meta(min_length=1, max_length=20)]

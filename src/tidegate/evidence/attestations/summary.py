"""SLSA's verification summary (version 1 of the predicate) of a proof.

No level of SLSA is claimed: levels speak of the place that hosts a repository, and of that the ledger knows
nothing. What is claimed are properties of our own, which SLSA lets an organisation name ``ORG_SOURCE_…``;
docs/attestations.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tidegate import __version__
from tidegate.evidence.owing import MANAGER
from tidegate.model.proof import Assent, Proof, Verdict

SLSA_VERSION = "1.2"
DECIDED = "ORG_SOURCE_TIDEGATE_DECIDED"
REVIEWED = "ORG_SOURCE_TIDEGATE_REVIEWED"
TWO_REVIEWERS = "ORG_SOURCE_TIDEGATE_TWO_REVIEWERS"
PRESENT = "ORG_SOURCE_TIDEGATE_REVIEWERS_PRESENT"


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """Who verified, where the source is fetched from, and when that was (RFC 3339, in UTC)."""

    verifier: str  # URI
    resource: str  # URI
    at: str


def summary(proof: Proof, issuer: Issuer) -> dict[str, Any]:
    """The predicate. It passes only where all that was owed is proved."""
    passed = proof.verdict is Verdict.PROVED
    return {
        "verifier": {"id": issuer.verifier, "version": {"tidegate": __version__}},
        "timeVerified": issuer.at,
        "resourceUri": issuer.resource,
        "policy": _policy(proof, issuer.resource),
        "inputAttestations": [_input(event) for event in _events(proof)],
        "verificationResult": "PASSED" if passed else "FAILED",
        "verifiedLevels": sorted(_properties(proof)) if passed else [],
        "slsaVersion": SLSA_VERSION,
    }


def _policy(proof: Proof, resource: str) -> dict[str, Any]:
    """The settings of the base that it was decided by; where nothing was decided, no certain ones."""
    if proof.change is None:
        return {"uri": f"{resource}#.tidegate/config.yaml"}
    return {
        "uri": f"{resource}@{proof.change.base}#.tidegate/config.yaml",
        "digest": {"sha256": proof.change.policy_digest},
    }


def _events(proof: Proof) -> Iterator[str]:
    """All events of the ledger that the answer rests on, each once, in order."""
    found = [proof.decided.event] if proof.decided else []
    for assent in proof.assents:
        found += [assent.event, *([assent.carried_from] if assent.carried_from else [])]
    if proof.bypass:
        found += [proof.bypass.event, *([proof.bypass.reviewed_by] if proof.bypass.reviewed_by else [])]
    yield from dict.fromkeys(found)


def _input(event: str) -> dict[str, Any]:
    """An event's id is the digest of its canonical bytes."""
    return {"uri": f"urn:tidegate:event:{event}", "digest": {"sha256": event}}


def _properties(proof: Proof) -> Iterator[str]:
    yield DECIDED
    people: dict[str, list[Assent]] = {}
    for assent in proof.assents:
        is_review = assent.kind == "approval" and MANAGER not in assent.roles
        if is_review and assent.counts and assent.person:
            people.setdefault(assent.person, []).append(assent)
    if people:
        yield REVIEWED
    if len(people) > 1:
        yield TWO_REVIEWERS
    if people and all(any(one.presence for one in given) for given in people.values()):
        yield PRESENT

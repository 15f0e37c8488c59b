"""SLSA's verification summary: what passes, what is claimed, and that the public library reads it."""

from __future__ import annotations

import json

import msgspec
import pytest
from attesting import AT, PROOF, RESOURCE, VERIFIER, event
from google.protobuf import json_format
from in_toto_attestation.predicates.vsa.v1 import vsa_pb2

from tidegate.evidence.attestations.summary import PRESENT, REVIEWED, TWO_REVIEWERS, Issuer, summary
from tidegate.model.proof import Assent, Bypass, Verdict

ISSUER = Issuer(verifier=VERIFIER, resource=RESOURCE, at=AT)
replace = msgspec.structs.replace


def test_the_public_library_reads_it() -> None:
    made = summary(PROOF, ISSUER)
    made["verifier"].pop("version")  # its definition is of before SLSA 1.1,
    made.pop("verifiedLevels")  # and has one text here where SLSA has a list
    parsed = json_format.Parse(json.dumps(made), vsa_pb2.VerificationSummary())
    assert parsed.verification_result == "PASSED"
    assert parsed.verifier.id == VERIFIER
    assert parsed.resource_uri == RESOURCE
    assert parsed.policy.digest["sha256"] == event("d")
    assert [one.digest["sha256"] for one in parsed.input_attestations] == [event("1"), event("2"), event("3")]
    assert parsed.time_verified.ToJsonString() == AT


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_what_is_proved_passes_and_no_level_of_slsa_is_claimed(verdict: Verdict) -> None:
    made = summary(replace(PROOF, verdict=verdict), ISSUER)
    assert (made["verificationResult"] == "PASSED") is (verdict is Verdict.PROVED)
    assert bool(made["verifiedLevels"]) is (verdict is Verdict.PROVED)
    assert all(level.startswith("ORG_SOURCE_") for level in made["verifiedLevels"])


def approval(letter: str, person: str, **more: bool) -> Assent:
    return Assent(event=event(letter), kind="approval", at=AT, person=person, **{"counts": True, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("assents", "claimed"),
    [
        ((), set()),
        ((approval("2", "bob"),), {REVIEWED}),
        ((approval("2", "bob"), approval("3", "bob")), {REVIEWED}),
        ((approval("2", "bob"), approval("3", "eve")), {REVIEWED, TWO_REVIEWERS}),
        ((approval("2", "bob"), approval("3", "eve", counts=False)), {REVIEWED}),
        ((approval("2", "bob", presence=True), approval("3", "bob")), {REVIEWED, PRESENT}),
        ((approval("2", "bob", presence=True), approval("3", "eve")), {REVIEWED, TWO_REVIEWERS}),
        ((replace(approval("2", "bob"), kind="refusal"),), set()),
        ((replace(approval("2", "bob"), person=None),), set()),
    ],
)
def test_properties_say_who_reviewed(assents: tuple[Assent, ...], claimed: set[str]) -> None:
    levels = summary(replace(PROOF, assents=assents), ISSUER)["verifiedLevels"]
    assert set(levels) & {REVIEWED, TWO_REVIEWERS, PRESENT} == claimed


def test_a_revision_without_a_decision_fails_and_names_a_policy() -> None:
    bare = replace(PROOF, verdict=Verdict.NOT_PROVED, change=None, decided=None, assents=())
    made = summary(bare, ISSUER)
    assert made["policy"] == {"uri": f"{RESOURCE}#.tidegate/config.yaml"}
    assert made["inputAttestations"] == []


def test_events_of_a_bypass_are_inputs() -> None:
    past = Bypass(
        event=event("7"), at=AT, person="bob", incident="INC-1", review_due=AT, reviewed_by=event("8")
    )
    made = summary(replace(PROOF, bypass=past, bypassed=True, verdict=Verdict.NOT_PROVED), ISSUER)
    assert [one["digest"]["sha256"][0] for one in made["inputAttestations"]] == ["1", "2", "3", "7", "8"]

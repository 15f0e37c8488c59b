"""What a file of attestations says, and files that contradict themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from attesting import AT, COMMIT, PROOF, RESOURCE, TREE, VERIFIER, openssh

from tidegate.evidence.attestations.dsse import Envelope, NotSigned, sealed
from tidegate.evidence.attestations.keys import PublicKey, SigningKey, public_key, signing_key
from tidegate.evidence.attestations.reading import Expected, differences, envelopes, judged
from tidegate.evidence.attestations.statements import REVIEW, SUMMARY, Statement, revision, written
from tidegate.evidence.attestations.summary import Issuer, summary
from tidegate.model.errors import UsageError
from tidegate.model.proof import Proof, Verdict

ISSUER = Issuer(verifier=VERIFIER, resource=RESOURCE, at=AT)
replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[SigningKey, PublicKey]:
    files = openssh(tmp_path_factory.mktemp("keys"), "-t", "ed25519")
    return signing_key(files.private), public_key(files.public)


def envelope(key: SigningKey, kind: str, predicate: dict[str, Any], commit: str = COMMIT) -> Envelope:
    subject = revision(RESOURCE, commit, TREE, "main")
    return sealed(written(Statement(subject=(subject,), predicate_type=kind, predicate=predicate)), key)


def both(key: SigningKey, proof: Proof = PROOF) -> list[Envelope]:
    return [
        envelope(key, SUMMARY, summary(proof, ISSUER)),
        envelope(key, REVIEW, msgspec.to_builtins(proof)),
    ]


def test_what_two_statements_say_together(keys: tuple[SigningKey, PublicKey]) -> None:
    found = judged(both(keys[0]), [keys[1]])
    assert found.passed
    assert found.review == PROOF
    assert (found.revision, found.resource, found.verifier, found.at) == (COMMIT, RESOURCE, VERIFIER, AT)
    assert found.signers == (keys[1].keyid,)
    assert not found.undetermined
    unknown = replace(PROOF, verdict=Verdict.UNDETERMINED)
    assert judged(both(keys[0], unknown), [keys[1]]).undetermined


def test_a_summary_alone_passes_and_a_review_alone_does_not(keys: tuple[SigningKey, PublicKey]) -> None:
    passed, review = both(keys[0])
    assert judged([passed], [keys[1]]).passed
    assert not judged([review], [keys[1]]).passed
    other = envelope(keys[0], "https://example.com/other", {"a": 1})
    assert judged([passed, other], [keys[1]]).other == ("https://example.com/other",)


def test_contradictions(keys: tuple[SigningKey, PublicKey]) -> None:
    key = keys[0]
    passed, review = both(key)
    failed = replace(PROOF, verdict=Verdict.NOT_PROVED)
    elsewhere = replace(PROOF, commit="9" * 40)
    for given, said in (
        ([passed, envelope(key, REVIEW, msgspec.to_builtins(failed))], "the review does not"),
        ([envelope(key, REVIEW, msgspec.to_builtins(elsewhere))], "another revision"),
        ([passed, envelope(key, REVIEW, msgspec.to_builtins(elsewhere), "9" * 40)], "not about one revision"),
        ([passed, passed], "2 statements"),
        ([envelope(key, REVIEW, {"schema": "tidegate.review/1"})], "published form"),
        ([replace(review, payload_type="text/plain")], "holds 'text/plain'"),
    ):
        with pytest.raises(NotSigned, match=said):
            judged(given, [keys[1]])


def test_one_that_others_signed_spoils_the_file(keys: tuple[SigningKey, PublicKey], tmp_path: Path) -> None:
    stranger = signing_key(openssh(tmp_path, "-t", "ed25519").private)
    passed, review = both(keys[0])[0], both(stranger)[1]
    with pytest.raises(NotSigned, match="no key that was given"):
        judged([passed, review], [keys[1]])


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (Expected(), ()),
        (Expected(revision=COMMIT, resource=RESOURCE, verifier=VERIFIER), ()),
        (Expected(properties=("ORG_SOURCE_TIDEGATE_REVIEWED",)), ()),
        (Expected(revision="9" * 40), (f"it is about revision {COMMIT}, not {'9' * 40}",)),
        (
            Expected(resource="git+https://example.com/fork.git"),
            (f"it is about source {RESOURCE}, not git+",),
        ),
        (Expected(verifier="urn:else"), (f"it is about verifier {VERIFIER}, not urn:else",)),
        (Expected(properties=("SLSA_SOURCE_LEVEL_3",)), ("it does not say SLSA_SOURCE_LEVEL_3",)),
    ],
)
def test_what_is_expected(
    expected: Expected, told: tuple[str, ...], keys: tuple[SigningKey, PublicKey]
) -> None:
    found = differences(judged(both(keys[0]), [keys[1]]), expected)
    assert len(found) == len(told)
    assert all(one.startswith(words) for one, words in zip(found, told, strict=True))


def test_files(keys: tuple[SigningKey, PublicKey], tmp_path: Path) -> None:
    given = both(keys[0])
    lines = [msgspec.json.encode(one) for one in given]
    path = tmp_path / "file"
    for text, count in (
        (b"\n".join(lines) + b"\n\n", 2),
        (lines[0], 1),
        (msgspec.json.format(lines[0], indent=2), 1),
    ):
        path.write_bytes(text)
        assert list(envelopes(path)) == given[:count]
    for text in (
        b"",
        b"{}",
        b"[1]",
        b"\xff",
        b"[" * 100_000,
        lines[0] + b"\n{",
        lines[0] + b"\n" + b"{}\n" * 2000,
    ):
        path.write_bytes(text)
        with pytest.raises(NotSigned):
            envelopes(path)
    with pytest.raises(UsageError, match="cannot be read"):
        envelopes(tmp_path / "absent")

"""``tidegate attest`` as people run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import ledgers
import msgspec
import pytest
from attesting import AT, PROOF, RESOURCE, VERIFIER, KeyFiles, openssh
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from landings import Landings
from repositories import RepositoryBuilder
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from tidegate.cli.program import run
from tidegate.evidence.attestations.dsse import sealed
from tidegate.evidence.attestations.keys import signing_key
from tidegate.evidence.attestations.statements import REVIEW, SUMMARY, Statement, revision, written
from tidegate.evidence.attestations.summary import Issuer, summary
from tidegate.model.proof import Proof, Verdict
from tidegate.reports.schema import published

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyFiles:
    return openssh(tmp_path_factory.mktemp("key"), "-t", "ed25519")


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("Base", {"a.py": "one = 1\n"})
    return made


def attested(repository: RepositoryBuilder, key: KeyFiles, path: Path, proof: Proof = PROOF) -> Path:
    commit, tree = repository.git("rev-parse", "HEAD"), repository.tree()
    proof = replace(proof, commit=commit, tree=tree)
    issuer = Issuer(verifier=VERIFIER, resource=RESOURCE, at=AT)
    predicates = {SUMMARY: summary(proof, issuer), REVIEW: msgspec.to_builtins(proof)}
    subject = (revision(RESOURCE, commit, tree, "main"),)
    statements = [
        Statement(subject=subject, predicate_type=kind, predicate=predicate)
        for kind, predicate in predicates.items()
    ]
    path.write_bytes(
        b"\n".join(msgspec.json.encode(sealed(written(one), signing_key(key.private))) for one in statements)
    )
    return path


def verify(repository: RepositoryBuilder, path: Path, key: KeyFiles, *more: str) -> int:
    return run(["attest", "verify", "-C", str(repository.path), str(path), "--key", str(key.public), *more])


def test_what_is_verified_is_told(
    repository: RepositoryBuilder, key: KeyFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = attested(repository, key, tmp_path / "a.jsonl")
    assert verify(repository, path, key, "--revision", "main", "--resource", RESOURCE) == 0
    text = capsys.readouterr().out
    for said in (
        f"PASSED {repository.git('rev-parse', 'HEAD')}",
        f"source: {RESOURCE}",
        f"verified by: {VERIFIER}",
        "ORG_SOURCE_TIDEGATE_REVIEWED",
        "decision: review, tier high, by ci",
        "owed: 1 person with the role security",
        "approval: bob (security), user presence",
        "approval: ada, key possession, at 2026-06-01T11:01:00Z, does not count: is the author",
    ):
        assert said in text
    assert verify(repository, path, key, "--output", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["passed"] is True
    assert document["review"]["schema"] == "tidegate.review/1"


@pytest.mark.parametrize(
    ("verdict", "expected"), [(Verdict.PROVED, 0), (Verdict.NOT_PROVED, 1), (Verdict.UNDETERMINED, 3)]
)
def test_the_status_has_three_answers(
    verdict: Verdict, expected: int, repository: RepositoryBuilder, key: KeyFiles, tmp_path: Path
) -> None:
    path = attested(repository, key, tmp_path / "a.jsonl", replace(PROOF, verdict=verdict))
    assert verify(repository, path, key) == expected


def test_what_is_not_as_expected_is_no(
    repository: RepositoryBuilder, key: KeyFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = attested(repository, key, tmp_path / "a.jsonl")
    repository.commit("Later", {"a.py": "two = 2\n"})
    assert verify(repository, path, key, "--revision", "HEAD") == 1
    assert "not as expected: it is about revision" in capsys.readouterr().out
    assert verify(repository, path, key, "--revision", "HEAD~1") == 0
    assert verify(repository, path, key, "--property", "SLSA_SOURCE_LEVEL_3") == 1
    assert verify(repository, path, key, "--verifier", "urn:else") == 1
    stranger = openssh(tmp_path, "-t", "ed25519")
    capsys.readouterr()
    assert verify(repository, path, stranger) == 1
    assert "no key that was given signed" in capsys.readouterr().err
    assert verify(repository, tmp_path / "absent", key) == 2
    assert verify(repository, path, KeyFiles(path, path)) == 2


@pytest.fixture
def shop(tmp_path: Path) -> Landings:
    return Landings(tmp_path / "recorded")


def make(shop: Landings, key: KeyFiles, *words: str) -> int:
    return run(["attest", *words, "-C", str(shop.path), "--key", str(key.private), "--at", AT])


def statements(text: str, key: KeyFiles) -> list[dict[str, Any]]:
    """What securesystemslib verified."""
    public = load_ssh_public_key(key.public.read_bytes())
    found = []
    for line in text.splitlines():
        envelope = Envelope.from_dict(json.loads(line))
        theirs = SSlibKey.from_crypto(public, keyid=next(iter(envelope.signatures)))
        envelope.verify([theirs], 1)
        found.append(json.loads(envelope.payload))
    return found


def test_what_the_ledger_proves_is_attested_and_verified_by_a_public_tool(
    shop: Landings, key: KeyFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = shop.approved("one")
    assert make(shop, key, "HEAD") == 0
    text = capsys.readouterr().out
    summed, review = statements(text, key)
    assert summed["subject"] == review["subject"]
    assert summed["subject"] == [
        {
            "name": f"urn:tidegate:repository:acme/shop@{commit}",
            "digest": {"gitCommit": commit, "gitTree": shop.made.tree(commit)},
            "annotations": {"sourceRefs": ["refs/heads/main"]},
        }
    ]
    assert summed["predicate"]["verificationResult"] == "PASSED"
    assert summed["predicate"]["timeVerified"] == AT
    assert review["predicate"]["assents"][0]["person"] == "anna"
    jsonschema.Draft202012Validator(json.loads(published("review"))).validate(review["predicate"])
    assert make(shop, key) == 0
    assert capsys.readouterr().out == text, "the same bytes"
    path = tmp_path / "one.jsonl"
    assert make(shop, key, "HEAD", "--output", str(path)) == 0
    assert path.read_text() == text
    verified = [
        "attest",
        "verify",
        str(path),
        "--key",
        str(key.public),
        "-C",
        str(shop.path),
        "--revision",
        "HEAD",
    ]
    assert run(verified) == 0


def test_what_is_not_proved_is_attested_as_failed(
    shop: Landings, key: KeyFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.made.commit("Pushed past the gate", {"a.py": "x = 2\n"})
    assert make(shop, key, "HEAD", "--resource", RESOURCE, "--verifier", VERIFIER) == 1
    printed = capsys.readouterr()
    summed, review = statements(printed.out, key)
    assert summed["predicate"]["verificationResult"] == "FAILED"
    assert summed["predicate"]["verifiedLevels"] == []
    assert summed["predicate"]["resourceUri"] == RESOURCE
    assert summed["predicate"]["verifier"]["id"] == VERIFIER
    assert review["predicate"]["verdict"] == "not_proved"
    assert "no decision in the ledger is about this commit" in printed.err


def test_what_could_not_be_told_is_failed_too(
    shop: Landings, key: KeyFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.approved("one")
    damaged = shop.made.git("commit-tree", shop.made.tree(), "-p", "refs/tidegate/ledger", "-m", "damaged")
    shop.ledger.point(damaged)
    assert make(shop, key) == 3
    summed, review = statements(capsys.readouterr().out, key)
    assert summed["predicate"]["verificationResult"] == "FAILED"
    assert review["predicate"]["verdict"] == "undetermined"
    assert "not all of the ledger could be read" in review["predicate"]["reasons"][-1]["text"]


def test_time_comes_from_the_environment(
    shop: Landings, key: KeyFiles, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert run(["attest", "-C", str(shop.path), "--key", str(key.private)]) == 1
    assert statements(capsys.readouterr().out, key)[0]["predicate"]["timeVerified"] == "2023-11-14T22:13:20Z"
    for wrong in ("yesterday", "2026-01-01T00:00:00", "x" * 5000):
        assert run(["attest", "-C", str(shop.path), "--key", str(key.private), "--at", wrong]) == 2
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert run(["attest", "-C", str(shop.path), "--key", str(key.private)]) == 2


def test_what_cannot_be_attested(
    shop: Landings, key: KeyFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.approved("one")
    assert make(shop, key, "one") == 2
    assert "by itself" in capsys.readouterr().err
    assert make(shop, key, "nothing") == 2
    assert make(shop, KeyFiles(key.public, key.public), "HEAD") == 2
    assert not list(tmp_path.glob("*.jsonl"))


def test_from_the_check_to_the_attestation(
    shop: Landings, key: KeyFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.made.branch("docs", "main")
    shop.made.commit("Docs", {"docs/index.md": "# Shop\n"})
    shop.made.switch("main")
    ci = ["--key", str(ledgers.keys() / "ci")]
    assert run(["record", "-C", str(shop.path), "main..docs", *ci]) == 0
    shop.land("docs")
    capsys.readouterr()
    assert make(shop, key) == 0
    review = statements(capsys.readouterr().out, key)[1]["predicate"]
    assert (review["verdict"], review["joined_by"]) == ("proved", "tree")
    assert review["decided"]["decision"] == "pass"
    assert review["change"]["head"] == shop.made.git("rev-parse", "docs")

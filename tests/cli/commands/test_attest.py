"""``tidegate attest`` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from attesting import AT, PROOF, RESOURCE, VERIFIER, KeyFiles, openssh
from repositories import RepositoryBuilder

from tidegate.cli.program import run
from tidegate.evidence.attestations.dsse import sealed
from tidegate.evidence.attestations.keys import signing_key
from tidegate.evidence.attestations.statements import REVIEW, SUMMARY, Statement, revision, written
from tidegate.evidence.attestations.summary import Issuer, summary
from tidegate.model.proof import Proof, Verdict

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

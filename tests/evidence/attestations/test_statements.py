"""Statements, as the public library for them reads them."""

from __future__ import annotations

import json

import pytest
from attesting import COMMIT, RESOURCE, TREE
from google.protobuf import json_format
from in_toto_attestation.v1 import statement as theirs
from in_toto_attestation.v1 import statement_pb2

from tidegate.evidence.attestations.dsse import NotSigned
from tidegate.evidence.attestations.statements import REVIEW, Statement, read, revision, written


def made(branch: str | None = "main") -> Statement:
    subject = revision(RESOURCE, COMMIT, TREE, branch)
    return Statement(subject=(subject,), predicate_type=REVIEW, predicate={"b": "é", "a": [1]})


def test_the_public_library_reads_it() -> None:
    parsed = json_format.Parse(written(made()), statement_pb2.Statement())
    statement = theirs.Statement.copy_from_pb(parsed)
    statement.validate()
    assert dict(statement.pb.subject[0].digest) == {"gitCommit": COMMIT, "gitTree": TREE}
    assert json_format.MessageToDict(statement.pb.subject[0].annotations) == {
        "sourceRefs": ["refs/heads/main"]
    }


def test_the_bytes_are_canonical_and_read_back() -> None:
    text = written(made())
    assert (
        text
        == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    assert read(text) == made()
    assert b"annotations" not in written(made(branch=None))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"_type":"in-toto","subject":[{"name":"a","digest":{}}],"predicateType":"x","predicate":{}}',
        b'{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"x","predicate":{}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_statement(text: bytes) -> None:
    with pytest.raises(NotSigned):
        read(text)

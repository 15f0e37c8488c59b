"""A file of attestations, judged offline: who signed it, what it is about, what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tidegate.evidence.attestations.dsse import STATEMENT, Envelope, NotSigned, opened
from tidegate.evidence.attestations.keys import PublicKey
from tidegate.evidence.attestations.statements import REVIEW, SUMMARY, Statement, read
from tidegate.model.errors import UsageError
from tidegate.model.proof import Proof, Verdict

_MOST_BYTES = 32 * 1024 * 1024
_MOST_ENVELOPES = 1000


class Attested(msgspec.Struct, frozen=True, kw_only=True):
    """What the statements of one file say together; ``revision`` is the ``gitCommit`` that all are about."""

    revision: str
    verifier: str | None
    resource: str | None
    at: str | None
    passed: bool
    properties: tuple[str, ...]
    review: Proof | None
    signers: tuple[str, ...]
    other: tuple[str, ...]  # types of predicates that say nothing here

    @property
    def undetermined(self) -> bool:
        return not self.passed and self.review is not None and self.review.verdict is Verdict.UNDETERMINED


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever relies on an attestation knows beforehand; ``None`` asks nothing."""

    revision: str | None = None  # git's id of the commit
    resource: str | None = None
    verifier: str | None = None
    properties: tuple[str, ...] = ()


def differences(attested: Attested, expected: Expected) -> tuple[str, ...]:
    """In words, what is not as expected."""
    told = [
        f"it is about {what} {found or 'unknown'}, not {wanted}"
        for what, found, wanted in (
            ("revision", attested.revision, expected.revision),
            ("source", attested.resource, expected.resource),
            ("verifier", attested.verifier, expected.verifier),
        )
        if wanted is not None and found != wanted
    ]
    missing = [name for name in expected.properties if name not in attested.properties]
    return (*told, *(f"it does not say {name}" for name in missing))


def envelopes(path: Path) -> tuple[Envelope, ...]:
    """Those of a file: one, or one a line. Raises UsageError where none can be read, NotSigned for others."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", "give the path of an attestation"
        ) from None
    if len(text) > _MOST_BYTES:
        raise NotSigned(
            f"{path} has more than {_MOST_BYTES:,} bytes", "attestations are a few thousand: look inside"
        )
    found = _decoded(text, path)
    if not found:
        raise NotSigned(f"{path} holds no envelope", "make one with: tidegate attest REVISION --key FILE")
    return found


def judged(given: Iterable[Envelope], keys: Sequence[PublicKey]) -> Attested:
    """Raises NotSigned where one is not signed by one of ``keys``, or where two contradict each other."""
    signers: list[str] = []
    statements: list[Statement] = []
    for envelope in given:
        if envelope.payload_type != STATEMENT:
            raise NotSigned(f"an envelope holds {envelope.payload_type!r}", f"it must be {STATEMENT}")
        content = opened(envelope, keys)
        signers += content.signers
        statements.append(read(content.payload))
    return _together(statements, tuple(dict.fromkeys(signers)))


def _decoded(text: bytes, path: Path) -> tuple[Envelope, ...]:
    try:
        lines = (
            [text] if text.lstrip()[:2] == b"{\n" else [line for line in text.splitlines() if line.strip()]
        )
        if len(lines) > _MOST_ENVELOPES:
            raise NotSigned(f"{path} holds more than {_MOST_ENVELOPES:,} envelopes", "split it")
        return tuple(msgspec.json.decode(line, type=Envelope) for line in lines)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotSigned(
            f"{path} is no DSSE envelope: {error}", "it was damaged on the way: get it again"
        ) from None


def _together(statements: Sequence[Statement], signers: tuple[str, ...]) -> Attested:
    commits = {subject.digest.get("gitCommit", "") for one in statements for subject in one.subject}
    if len(commits) != 1 or "" in commits:
        raise NotSigned("the statements are not about one revision", "verify those of one revision at a time")
    summary = _only(statements, SUMMARY)
    review = _review(_only(statements, REVIEW))
    passed = summary is not None and summary.get("verificationResult") == "PASSED"
    if passed and review is not None and review.verdict is not Verdict.PROVED:
        raise NotSigned("the summary says PASSED and the review does not", "ask who signed them")
    if review is not None and review.commit not in commits:
        raise NotSigned("the review is about another revision than its statement", "ask who signed it")
    return Attested(
        revision=commits.pop(),
        verifier=_text((summary or {}).get("verifier"), "id"),
        resource=_text(summary, "resourceUri"),
        at=_text(summary, "timeVerified"),
        passed=passed,
        properties=tuple(str(level) for level in (summary or {}).get("verifiedLevels") or ()),
        review=review,
        signers=signers,
        other=tuple(sorted({one.predicate_type for one in statements} - {SUMMARY, REVIEW})),
    )


def _only(statements: Sequence[Statement], predicate_type: str) -> dict[str, Any] | None:
    found = [one.predicate for one in statements if one.predicate_type == predicate_type]
    if len(found) > 1:
        raise NotSigned(
            f"there are {len(found)} statements of type {predicate_type}", "verify one of them at a time"
        )
    return found[0] if found else None


def _review(predicate: dict[str, Any] | None) -> Proof | None:
    if predicate is None:
        return None
    try:
        return msgspec.convert(predicate, Proof)
    except msgspec.ValidationError as error:
        raise NotSigned(f"the review is not of the published form: {error}", "ask who signed it") from None


def _text(predicate: Any, key: str) -> str | None:
    value = predicate.get(key) if isinstance(predicate, dict) else None
    return value if isinstance(value, str) else None

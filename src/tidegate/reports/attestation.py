"""What a file of attestations says, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from tidegate.evidence.attestations.reading import Attested
from tidegate.model.proof import Assent, Proof
from tidegate.reports.json_ import encoded, stored
from tidegate.reports.visible import one_line

FORMATS = ("text", "json")


def render(name: str, attested: Attested, unlike: Sequence[str]) -> str:
    """``unlike`` says what is not as expected."""
    if name == "json":
        plain: dict[str, Any] = stored(msgspec.to_builtins(attested))
        return encoded({"schema": "tidegate.attested/1", **plain, "unexpected": list(unlike)})
    return "".join(f"{one_line(line) if line.strip() else ''}\n" for line in _lines(attested, unlike))


def _lines(attested: Attested, unlike: Sequence[str]) -> Iterator[str]:
    yield f"{'PASSED' if attested.passed else 'FAILED'} {attested.revision}"
    for label, value in (
        ("source", attested.resource),
        ("verified by", attested.verifier),
        ("at", attested.at),
        ("signed with", ", ".join(attested.signers)),
        ("properties", ", ".join(attested.properties)),
        ("also signed", ", ".join(attested.other)),
    ):
        if value:
            yield f"{label}: {value}"
    if attested.review is not None:
        yield from _reviewed(attested.review)
    for words in unlike:
        yield f"not as expected: {words}"


def _reviewed(proof: Proof) -> Iterator[str]:
    if proof.decided is not None:
        made = proof.decided
        by = f"by {made.by or 'unknown'} at {made.at} ({made.event[:12]})"
        yield f"decision: {made.decision}, tier {made.tier}, {by}"
    for words in proof.owed:
        yield f"owed: {words}"
    for assent in proof.assents:
        yield _assent(assent)
    if proof.bypass is not None:
        past = proof.bypass
        later = (
            f"reviewed by {past.reviewed_by[:12]}" if past.reviewed_by else f"review due {past.review_due}"
        )
        by = f"by {past.person or 'unknown'}, incident {past.incident}"
        yield f"bypassed: {by}, {later} ({past.event[:12]})"
    for reason in proof.reasons:
        yield f"because: {reason.text}"


def _assent(one: Assent) -> str:
    roles = f" ({', '.join(one.roles)})" if one.roles else ""
    how = "user presence" if one.presence else "key possession"
    counted = "" if one.counts else f", does not count: {one.because}"
    return f"{one.kind}: {one.person or 'unknown'}{roles}, {how}, at {one.at}{counted} ({one.event[:12]})"

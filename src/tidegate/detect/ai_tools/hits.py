"""What a detector finds on one side, and how both sides become findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from tidegate.detect.findings import finding, fingerprints
from tidegate.detect.matching import match
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.program.names import MODULE, FunctionId


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """``identity`` is what it means, wherever it stands: the same on both sides is nothing new."""

    rule: str
    path: str
    line: int
    message: str
    identity: tuple[str, ...]
    text: str = ""  # of the line
    severity: Severity | None = None  # else the rule's
    confidence: Confidence = Confidence.HIGH
    fix: str | None = None


def findings(
    base: Iterable[Hit], head: Iterable[Hit], renamed: Mapping[str, str], new: Iterable[Hit] = ()
) -> Iterator[Finding]:
    """What head has and base has not is introduced, as ``new`` is; ``renamed`` are base's paths by head's.

    Pairs are made within a file first, then between files: what moved is nothing new.
    """
    passes = (
        (lambda hit: (hit.path, *_same(hit)), lambda hit: (renamed.get(hit.path, hit.path), *_same(hit))),
        (_same, _same),
    )
    pairs, gone, left = match(list(base), list(head), passes)
    kept = [hit for _, hit in pairs]
    for status, hits in ((Status.INTRODUCED, [*left, *new]), (Status.EXISTING, kept), (Status.FIXED, gone)):
        yield from (_finding(hit, status) for hit in hits)


def _same(hit: Hit) -> tuple[str, ...]:
    return (hit.rule, *hit.identity)


def _finding(hit: Hit, status: Status) -> Finding:
    place = Place(FunctionId(hit.path, MODULE), hit.line, hit.line, 1)
    prints = fingerprints(hit.rule, (hit.path, *hit.identity), hit.text, hit.identity)
    found = finding(hit.rule, Kind.AI_TOOL, status, place, prints, hit.confidence)
    return replace(
        found,
        message=hit.message,
        severity=hit.severity or found.severity,
        fix=hit.fix or found.fix,
    )

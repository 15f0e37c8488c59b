"""Secrets in added lines, as findings. Their values stand nowhere."""

from __future__ import annotations

from msgspec.structs import replace

from tidegate.detect.findings import IDENTITY, LINE, SHAPE, finding, hashed
from tidegate.detect.secrets import MASK, SecretHit, SecretScan
from tidegate.flow.summary import Place
from tidegate.model.finding import Finding, Kind, Status
from tidegate.program.names import MODULE, FunctionId

RULE = "hard-coded-secret"
KEY = "hard-coded-key"


def findings(scan: SecretScan) -> list[Finding]:
    return [_finding(hit) for hit in scan.hits]


def _finding(hit: SecretHit) -> Finding:
    place = Place(FunctionId(hit.path, MODULE), hit.line, hit.line, hit.column)
    rule = KEY if hit.is_key else RULE
    prints = {IDENTITY: hashed(rule, hit.path, hit.identity), LINE: hit.identity}
    if not hit.masked.endswith(MASK):  # its last characters tell it from another of the service
        prints[SHAPE] = hashed(SHAPE, rule, hit.kind, hit.masked)
    return replace(
        finding(rule, Kind.SECRET, Status.INTRODUCED, place, prints, hit.confidence),
        message=f"{hit.title} in the source: {hit.masked}",
    )

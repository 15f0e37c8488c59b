"""Secrets in added lines, as findings. Their values stand nowhere."""

from __future__ import annotations

from msgspec.structs import replace

from tidegate.detect.findings import IDENTITY, LINE, finding
from tidegate.detect.secrets import SecretHit, SecretScan
from tidegate.flow.summary import Place
from tidegate.model.finding import Finding, Kind, Status
from tidegate.program.names import MODULE, FunctionId

RULE = "hard-coded-secret"
KEY = "hard-coded-key"


def findings(scan: SecretScan) -> list[Finding]:
    return [_finding(hit) for hit in scan.hits]


def _finding(hit: SecretHit) -> Finding:
    place = Place(FunctionId(hit.path, MODULE), hit.line, hit.line, hit.column)
    prints = {IDENTITY: hit.identity, LINE: hit.identity}
    return replace(
        finding(KEY if hit.is_key else RULE, Kind.SECRET, Status.INTRODUCED, place, prints, hit.confidence),
        message=f"{hit.title} in the source: {hit.masked}",
    )

"""Making findings: fingerprints, words and severities come from one place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from tidegate.flow.summary import Place
from tidegate.knowledge.weaknesses import Weakness, catalogue
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.model.lineage import ALGORITHMS
from tidegate.model.paths import PathClass, classify

IDENTITY, SHAPE, LINE = ALGORITHMS
_UNKNOWN = Weakness(id="", title="", cwe=[], severity="medium", message="", why="", fix="")


class Searched(NamedTuple):
    """``unknown`` says of what it could not be told whether it is one."""

    findings: list[Finding]
    unknown: tuple[str, ...] = ()


def weakness(rule: str) -> Weakness:
    """The catalogue's entry; one of the team's own may be missing there."""
    return catalogue().get(rule, _UNKNOWN)


def fingerprints(rule: str, identity: Iterable[str], line_text: str, shape: Iterable[str]) -> dict[str, str]:
    """By algorithm: what the finding is about (names, scope), the line it stands in, and what it is about
    without names and places. Of several alike in one place ``numbered`` tells them apart."""
    return {
        IDENTITY: hashed(rule, *identity, "0"),
        LINE: hashed(rule, "".join(line_text.split()), "0"),
        SHAPE: hashed(SHAPE, rule, *shape),
    }


def hashed(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:32]


def finding(
    rule: str, kind: Kind, status: Status, place: Place, prints: dict[str, str], confidence: Confidence
) -> Finding:
    """A finding in the catalogue's words; what a detector knows better it puts in their place."""
    known = weakness(rule)
    return Finding(
        id=prints[IDENTITY][:12],
        rule=rule,
        title=known.title or rule,
        cwe=tuple(known.cwe),
        severity=Severity(known.severity),
        confidence=confidence,
        status=status,
        kind=kind,
        path=place.path,
        line=place.line,
        end_line=place.end_line,
        column=place.column,
        message=known.message,
        fix=known.fix or None,
        fingerprints=prints,
    )


def line_text(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def weighed(findings: Iterable[Finding]) -> list[Finding]:
    """Each thing said once; a weakness in an example is of low severity, a secret is one anywhere."""
    return [
        msgspec.structs.replace(one, severity=Severity.LOW)
        if one.kind is not Kind.SECRET and classify(one.path) is PathClass.EXAMPLE
        else one
        for one in _once(findings)
    ]


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Without calls that are a weakness by themselves where outside data was followed to the same call."""
    found = list(findings)
    followed = {_where(one) for one in found if one.kind is Kind.FLOW}
    return [one for one in found if one.kind is not Kind.MISUSE or _where(one) not in followed]


def _where(one: Finding) -> tuple[str, str, int, bool]:
    return (one.rule, one.path, one.line, one.status is Status.FIXED)

"""Findings that the team lives with for a while, by what its settings say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Generic, NamedTuple, TypeVar

import msgspec

from tidegate.config.exceptions import judge
from tidegate.config.settings import AcceptedFinding
from tidegate.model.finding import Disposition, Finding, Status
from tidegate.model.lineage import CLOSE, lineage

T = TypeVar("T")


class _Printed(NamedTuple, Generic[T]):
    """What has fingerprints; the rule is part of their values."""

    of: T
    fingerprints: Mapping[str, str]
    rule: str = ""


def disposed(
    findings: Iterable[Finding], exceptions: Iterable[AcceptedFinding], today: date
) -> list[Finding]:
    """The exceptions that count put on the findings that they name: on one each, and never on two."""
    found = list(findings)
    counting = [one.exception for one in judge(exceptions, today) if one.counts]
    open_ones = [one for one in found if one.status is not Status.FIXED]
    accepted = {id(finding): _disposition(one) for one, finding in _named(counting, open_ones)}
    return [
        msgspec.structs.replace(one, disposition=accepted[id(one)]) if id(one) in accepted else one
        for one in found
    ]


def _named(
    exceptions: list[AcceptedFinding], findings: list[Finding]
) -> Iterator[tuple[AcceptedFinding, Finding]]:
    """By how its id or a fingerprint begins; what is left, by what it is known as too."""
    left, taken = [], set[int]()
    for one in exceptions:
        named = [finding for finding in findings if _begins(finding, one.fingerprint)]
        if len(named) == 1 and id(named[0]) not in taken:
            taken.add(id(named[0]))
            yield one, named[0]
        elif not named:
            left.append(_Printed(one, one.also))
    rest = (_Printed(one, one.fingerprints) for one in findings if id(one) not in taken)
    yield from ((exception.of, finding.of) for exception, finding in lineage(left, rest, CLOSE))


def _begins(finding: Finding, fingerprint: str) -> bool:
    return any(name.startswith(fingerprint) for name in (finding.id, *finding.fingerprints.values()))


def _disposition(exception: AcceptedFinding) -> Disposition:
    until = exception.until.isoformat() if exception.until else None
    return Disposition("accepted", exception.reason, exception.by, until)

"""Findings that are alike told apart, so that each has an id of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from tidegate.detect.findings import IDENTITY, hashed
from tidegate.model.finding import Finding, Status

_SIDES = {Status.EXISTING: ("base", "head"), Status.INTRODUCED: ("head",), Status.FIXED: ("base",)}


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """Each with fingerprints of its own: those of one identity are counted, from the top of their file.

    What both sides have comes first, so that a second copy is never taken for the first.
    """
    found = list(findings)
    counted: Counter[tuple[str, str]] = Counter()
    number: dict[int, int] = {}
    for one in sorted(found, key=_order):
        keys = [(side, one.fingerprints[IDENTITY]) for side in _SIDES[one.status]]
        number[id(one)] = max(counted[key] for key in keys)
        counted.update(keys)
    return [_with_number(one, number[id(one)]) for one in found]


def _order(one: Finding) -> tuple[bool, str, int, int]:
    return (one.status is not Status.EXISTING, one.path, one.line, one.column)


def _with_number(one: Finding, number: int) -> Finding:
    if not number:
        return one
    prints = {name: hashed(value, str(number)) for name, value in one.fingerprints.items()}
    return msgspec.structs.replace(one, id=prints[IDENTITY][:12], fingerprints=prints)

"""What is said several times is one claim with several pieces of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from tidegate.model.attribution import Claim, LineRange

T = TypeVar("T")

_EVIDENCE = 20  # pieces that one claim keeps
_LINKS = 50
_VERSIONS = 10


def merged(claims: Iterable[Claim]) -> list[Claim]:
    """One claim for each commit, class, tool and model, in the order in which they were first made."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        key = (claim.commit, claim.confidence, claim.author, claim.paths, claim.lines is None)
        groups.setdefault(key, []).append(claim)
    return [claim for group in groups.values() for claim in _of_one_class(group)]


def _of_one_class(claims: Sequence[Claim]) -> list[Claim]:
    """Who says no tool, or no model, says the same as who does, unless lines tell them apart."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda one: (one.tool is None, one.model is None)):
        place = next((n for n, other in enumerate(kept) if _says_as_much(other, claim)), None)
        if place is None:
            kept.append(claim)
        else:
            kept[place] = _joined(kept[place], claim)
    return sorted(kept, key=lambda one: min(_position(claims, e) for e in one.evidence))


def _says_as_much(more: Claim, less: Claim) -> bool:
    if more.lines is not None:
        return (more.tool, more.model) == (less.tool, less.model)
    return less.tool in (None, more.tool) and less.model in (None, more.model)


def _joined(one: Claim, other: Claim) -> Claim:
    return replace(
        one,
        evidence=_distinct(one.evidence, other.evidence)[:_EVIDENCE],
        links=_distinct(one.links, other.links)[:_LINKS],
        sessions=_distinct(one.sessions, other.sessions)[:_LINKS],
        tool_versions=_distinct(one.tool_versions, other.tool_versions)[:_VERSIONS],
        lines=None if one.lines is None else joined_ranges([*one.lines, *(other.lines or ())]),
    )


def joined_ranges(ranges: Iterable[LineRange]) -> tuple[LineRange, ...]:
    """The same lines in as few ranges as can be, in order."""
    found: list[LineRange] = []
    for one in sorted(ranges):
        last = found[-1] if found else None
        if last is not None and last.path == one.path and one.start <= last.end + 1:
            found[-1] = LineRange(last.path, last.start, max(last.end, one.end))
        else:
            found.append(one)
    return tuple(found)


def _distinct(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _position(claims: Sequence[Claim], evidence: object) -> int:
    return next((n for n, claim in enumerate(claims) if evidence in claim.evidence), len(claims))

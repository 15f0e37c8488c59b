"""Claims that contradict each other: both are kept, and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from tidegate.model.attribution import Author, Claim, Doubt, Trust
from tidegate.provenance.attribution.ranges import joined, overlap

_FIRM = (Trust.RECORDED, Trust.DECLARED, Trust.TRAILER)


def conflicts(claims: Iterable[Claim]) -> Iterator[Doubt]:
    """For each commit: somebody says that no tool took part and somebody which; or each names another."""
    by_commit: dict[str | None, list[Claim]] = {}
    for claim in claims:
        if claim.confidence in _FIRM:
            by_commit.setdefault(claim.commit, []).append(claim)
    general = [claim for claim in by_commit.pop(None, []) if not claim.paths]
    yield from _among(None, general)
    for commit, own in by_commit.items():
        yield from _among(commit, [*own, *general])


def _among(commit: str | None, claims: list[Claim]) -> Iterator[Doubt]:
    nobody = [c for c in claims if c.author is Author.HUMAN and c.confidence is Trust.DECLARED]
    somebody = [c for c in claims if c.author is not Author.HUMAN]
    if nobody and somebody:
        said = f"{_who(nobody)} that no AI tool took part, {_who(somebody)} {_tools(somebody)}"
        yield Doubt("conflict", said, commit)
    yield from _other_tools(commit, somebody)
    yield from _other_records(commit, [claim for claim in claims if claim.confidence is Trust.RECORDED])


def _other_tools(commit: str | None, claims: list[Claim]) -> Iterator[Doubt]:
    """Two classes that name tools, and none in common."""
    named = [
        (trust, found)
        for trust in _FIRM
        if (found := [claim for claim in claims if claim.confidence is trust and claim.tool])
    ]
    for (_, one), (_, other) in pairwise(named):
        if not {claim.tool for claim in one} & {claim.tool for claim in other}:
            yield Doubt("conflict", f"{_who(one)} {_tools(one)}, {_who(other)} {_tools(other)}", commit)


def _other_records(commit: str | None, claims: list[Claim]) -> Iterator[Doubt]:
    """Two sources of records that say different things of the same lines."""
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        for source in {evidence.source for evidence in claim.evidence}:
            by_source.setdefault(source, []).append(claim)
    for (one, first), (other, second) in combinations(sorted(by_source.items()), 2):
        common = {(c.author, c.tool) for c in first} & {(c.author, c.tool) for c in second}
        left, right = ([c for c in part if (c.author, c.tool) not in common] for part in (first, second))
        if _overlap(left, right):
            text = f"{one} records {_tools(left)}, {other} {_tools(right)} for the same lines"
            yield Doubt("conflict", text, commit)


def _overlap(one: list[Claim], other: list[Claim]) -> bool:
    left, right = _pieces(one), _pieces(other)
    return any(overlap(pieces, right[path]) for path, pieces in left.items() if path in right)


def _pieces(claims: list[Claim]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for claim in claims:
        for one in claim.lines or ():
            found.setdefault(one.path, []).append((one.start, one.end))
    return {path: joined(pieces) for path, pieces in found.items()}


def _who(claims: list[Claim]) -> str:
    first = claims[0]
    return {
        Trust.RECORDED: f"{first.evidence[0].source} records",
        Trust.DECLARED: "the team declares",
        Trust.TRAILER: "the commit says",
    }.get(first.confidence, "a hint says")


def _tools(claims: list[Claim]) -> str:
    people = {Author.HUMAN: "people", Author.UNKNOWN: "somebody"}
    names = dict.fromkeys(people.get(c.author) or c.name or c.model or "an AI tool" for c in claims)
    return " and ".join(names)

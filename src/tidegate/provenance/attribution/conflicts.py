"""Claims that contradict each other: both are kept, and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tidegate.model.attribution import Author, Claim, Doubt, Trust

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


def _who(claims: list[Claim]) -> str:
    first = claims[0]
    return {
        Trust.RECORDED: f"{first.evidence[0].source} records",
        Trust.DECLARED: "the team declares",
        Trust.TRAILER: "the commit says",
    }.get(first.confidence, "a hint says")


def _tools(claims: list[Claim]) -> str:
    names = dict.fromkeys(claim.name or claim.model or "an AI tool" for claim in claims)
    return " and ".join(names)

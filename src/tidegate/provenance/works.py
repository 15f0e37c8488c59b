"""Added lines by who wrote them: one entry for each tool, model and session; and the packages they name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tidegate.model.attribution import Author, Claim, LineRange
from tidegate.model.change import Commit
from tidegate.model.generated import Introduced, Unsaid, Work
from tidegate.model.inventory import Package
from tidegate.provenance.attribution.shares import Piece

_AI = frozenset({Author.AI, Author.MIXED})
_Spoken = list[tuple[Piece, Claim]]


def works(pieces: Iterable[Piece]) -> tuple[Work, ...]:
    """In the order of tool, model and session. A line that two wrote stands at both."""
    groups: dict[tuple[object, ...], _Spoken] = {}
    for piece in pieces:
        for claim in piece.claims:
            if claim.author in _AI:
                groups.setdefault(_who(claim), []).append((piece, claim))
    return tuple(_work(groups[who]) for who in sorted(groups, key=str))


def _who(claim: Claim) -> tuple[object, ...]:
    sessions = claim.sessions or claim.links
    return claim.tool, claim.name, claim.model, sessions, claim.confidence, claim.author


def _work(spoken: _Spoken) -> Work:
    claims = [claim for _, claim in spoken]
    first = claims[0]
    return Work(
        tool=first.tool,
        name=first.name,
        model=first.model,
        model_said=first.model_said,
        confidence=first.confidence,
        is_mixed=first.author is Author.MIXED,
        sources=tuple(sorted({(one.source, one.method) for claim in claims for one in claim.evidence})),
        sessions=first.sessions,
        links=tuple(sorted({link for claim in claims for link in claim.links})),
        commits=tuple(sorted({piece.commit for piece, _ in spoken if piece.commit})),
        lines=joined(LineRange(piece.path, piece.start, piece.end) for piece, _ in spoken),
        tool_versions=tuple(sorted({one for claim in claims for one in claim.tool_versions})),
    )


def joined(ranges: Iterable[LineRange]) -> tuple[LineRange, ...]:
    """Sorted; those that touch are one."""
    found: list[LineRange] = []
    for one in sorted(ranges):
        last = found[-1] if found else None
        if last is not None and last.path == one.path and one.start <= last.end + 1:
            found[-1] = LineRange(one.path, last.start, max(last.end, one.end))
        else:
            found.append(one)
    return tuple(found)


def unsaid(pieces: Iterable[Piece], silent: Iterable[str], commits: Iterable[Commit]) -> tuple[Unsaid, ...]:
    """``silent`` are commits of which nobody says anything. In the order of ``commits``, oldest last."""
    lines: dict[str | None, list[LineRange]] = {commit: [] for commit in silent}
    for piece in pieces:
        if piece.author is Author.UNKNOWN:
            found = lines.setdefault(piece.commit, [])
            found.append(LineRange(piece.path, piece.start, piece.end))
    subjects = {commit.id: commit.message.strip().partition("\n")[0] for commit in commits}
    ordered = [*(commit for commit in subjects if commit in lines), *(c for c in lines if c not in subjects)]
    return tuple(Unsaid(one, subjects.get(one or "", ""), joined(lines[one])) for one in ordered)


def introduced(packages: Sequence[Package], works: Sequence[Work]) -> tuple[Introduced, ...]:
    """The packages that lines of AI tools name, and those that only such packages pull in."""
    lines = _Lines(works)
    named = {package.identity: lines.at(package) for package in packages}
    found = [Introduced(identity, writers) for identity, writers in named.items() if writers]
    direct = {(one.identity.ecosystem, one.identity.name): named[one.identity] for one in packages}
    pulled = (_pulled(one, direct) for one in packages if not named[one.identity])
    return tuple(sorted([*found, *(one for one in pulled if one)], key=lambda one: one.package))


def _pulled(package: Package, named: Mapping[tuple[str, str], tuple[int, ...]]) -> Introduced | None:
    """A package is brought by those who brought all that pulls it in."""
    ways = [(way, named.get((package.identity.ecosystem, way[0].lower()), ())) for way in package.ways if way]
    if not ways or not all(writers for _, writers in ways):
        return None
    brought = tuple(sorted({work for _, writers in ways for work in writers}))
    return Introduced(package.identity, brought, tuple(way[0] for way, _ in ways))


class _Lines:
    """Who wrote a line of a file."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._files: dict[str, dict[int, list[LineRange]]] = {}
        for number, work in enumerate(works):
            for one in work.lines:
                self._files.setdefault(one.path, {}).setdefault(number, []).append(one)

    def at(self, package: Package) -> tuple[int, ...]:
        return tuple(
            sorted({work for place in package.occurrences for work in self._of(place.path, place.line)})
        )

    def _of(self, path: str, line: int) -> Iterator[int]:
        for number, ranges in self._files.get(path, {}).items():
            at = bisect_right(ranges, line, key=lambda one: one.start) - 1
            if at >= 0 and ranges[at].end >= line:
                yield number

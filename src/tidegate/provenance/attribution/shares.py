"""Who wrote which added line, by the surest claim on it; and how many lines that makes for whom."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise

import msgspec

from tidegate.config.patterns import Matcher, paths
from tidegate.model.attribution import Author, Claim, Share, Trust
from tidegate.model.change import FileChange
from tidegate.provenance.attribution.origins import Span, State

_SAYS_LINES = (Trust.RECORDED, Trust.DECLARED, Trust.TRAILER)  # a hint says nothing of lines, surest first


_Range = tuple[int, int, Claim]  # first and last line


class _Lookup:
    """Ranges of one file, which may overlap."""

    def __init__(self, ranges: list[_Range]) -> None:
        self._ranges = sorted(ranges, key=lambda item: item[:2])
        self._starts = [start for start, *_ in self._ranges]
        self._reached = list(accumulate((end for _, end, _ in self._ranges), max))

    def within(self, start: int, end: int) -> list[_Range]:
        first, after = bisect_left(self._reached, start), bisect_right(self._starts, end)
        return [found for found in self._ranges[first:after] if found[1] >= start]


class Piece(msgspec.Struct, frozen=True):
    """Added lines of one file that the same claims speak of; none: nobody says anything."""

    path: str
    start: int
    end: int
    commit: str | None
    claims: tuple[Claim, ...]

    @property
    def lines(self) -> int:
        return self.end - self.start + 1

    @property
    def author(self) -> Author:
        """Of the claims together: two that differ make it mixed, for conflicts are said elsewhere."""
        authors = {claim.author for claim in self.claims} - {Author.UNKNOWN}
        if Author.MIXED in authors or len(authors) > 1:
            return Author.MIXED
        return next(iter(authors), Author.UNKNOWN)


class Spoken:
    """Claims by where they speak of: lines, commits, the whole change. ``tracked`` files are those whose
    lines a record of the commit tells apart, so that nothing else of the commit speaks of them."""

    def __init__(self, claims: Iterable[Claim], tracked: Mapping[str, frozenset[str]]) -> None:
        self._tracked = tracked
        ranges: dict[str, list[_Range]] = {}
        self._commits: dict[str | None, list[Claim]] = {}
        self._globs: dict[tuple[str, ...], Matcher] = {}
        self._bests: dict[tuple[str | None, str, str], tuple[Claim, ...]] = {}
        for claim in claims:
            if claim.lines is None:
                self._commits.setdefault(claim.commit, []).append(claim)
            for one in claim.lines or ():
                ranges.setdefault(one.path, []).append((one.start, one.end, claim))
        self._lookup = {path: _Lookup(found) for path, found in ranges.items()}

    def pieces(self, span: Span, path: str) -> list[Piece]:
        """The lines of a span, parted where the claims on them change."""
        lookup = self._lookup.get(path)
        inside = lookup.within(span.start, span.end) if lookup else []
        edges = {span.start, span.end + 1}
        for start, end, _ in inside:
            edges |= {max(start, span.start), min(end, span.end) + 1}
        ordered = sorted(edges)
        return [self._piece(span, path, start, after - 1, inside) for start, after in pairwise(ordered)]

    def unbrought(self, path: str, start: int, end: int) -> Piece:
        """Lines that no commit brought: of an index or a work tree."""
        return Piece(path, start, end, None, self._best(None, path, path))

    def _piece(self, span: Span, path: str, start: int, end: int, inside: Sequence[_Range]) -> Piece:
        recorded = tuple(claim for first, last, claim in inside if first <= start and end <= last)
        if recorded:
            return Piece(path, start, end, span.commit, recorded)
        return Piece(path, start, end, span.commit, self._best(span.commit, path, span.path))

    def _best(self, commit: str | None, path: str, origin: str) -> tuple[Claim, ...]:
        """The surest claims on a commit; a declaration on the whole change speaks of each of its commits."""
        asked = (commit, path, origin)
        if asked not in self._bests:
            self._bests[asked] = self._surest(commit, path, origin)
        return self._bests[asked]

    def _surest(self, commit: str | None, path: str, origin: str) -> tuple[Claim, ...]:
        own = [] if origin in self._tracked.get(commit or "", ()) else self._commits.get(commit, [])
        claims = [*own, *(self._commits.get(None, []) if commit is not None else [])]
        for trust in _SAYS_LINES:
            found = tuple(c for c in claims if c.confidence is trust and self._is_about(c, path))
            if found:
                return found
        return ()

    def _is_about(self, claim: Claim, path: str) -> bool:
        if not claim.paths:
            return True
        if claim.paths not in self._globs:
            self._globs[claim.paths] = paths(claim.paths)
        return self._globs[claim.paths](path)


def pieces(files: Iterable[FileChange], state: State, spoken: Spoken) -> list[Piece]:
    """Every added line of head, in pieces."""
    found: list[Piece] = []
    for file in files:
        spans = state.get(file.path, ())
        position = 0
        for hunk in file.hunks:
            start, end = hunk.head_start, hunk.head_start + hunk.head_count - 1
            while position < len(spans) and spans[position].end < start:
                position += 1
            found += _of_hunk(file.path, start, end, spans, position, spoken)
    return found


def _of_hunk(
    path: str, start: int, end: int, spans: Sequence[Span], position: int, spoken: Spoken
) -> list[Piece]:
    found: list[Piece] = []
    while position < len(spans) and spans[position].start <= end:
        span = spans[position]
        first, last = max(start, span.start), min(end, span.end)
        if start < first:
            found.append(spoken.unbrought(path, start, first - 1))
        cut = Span(first, last, span.commit, span.path, span.origin + first - span.start)
        found += spoken.pieces(cut, path)
        start = last + 1
        position += 1
    if start <= end:
        found.append(spoken.unbrought(path, start, end))
    return found


def shares(pieces: Iterable[Piece]) -> tuple[Share, ...]:
    """The most lines first."""
    lines: Counter[tuple[Author, str | None, str, str | None, Trust]] = Counter()
    for piece in pieces:
        spoken = {(c.author, c.tool, c.name, c.model, c.confidence) for c in piece.claims}
        for one in spoken:
            lines[one] += piece.lines
    ordered = sorted(lines.items(), key=lambda item: (-item[1], str(item[0])))
    return tuple(Share(*who, count) for who, count in ordered)


def by_author(pieces: Iterable[Piece]) -> Counter[Author]:
    counts: Counter[Author] = Counter()
    for piece in pieces:
        counts[piece.author] += piece.lines
    return counts

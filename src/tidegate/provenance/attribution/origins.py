"""Which commit of a change brought each line of head, and where the line stood in that commit.

Lines are followed through the commits' own differences, renames and merges: what a later commit edits is that
commit's. Spans are kept, not lines, so that the cost is that of the differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tidegate.git.steps import Moved
from tidegate.model.change import Commit, Hunk
from tidegate.provenance.attribution.ranges import Pieces, overlap


class Span(msgspec.Struct, frozen=True, order=True):
    """Lines ``start`` to ``end`` of a file, which ``commit`` brought as ``origin`` … of ``path``."""

    start: int
    end: int
    commit: str
    path: str
    origin: int  # the line in that commit's file that ``start`` was


State = Mapping[str, tuple[Span, ...]]  # path → the lines that the change brought, in order


class Step(msgspec.Struct, frozen=True):
    """What a commit did to the files of one of its parents."""

    parent: str | None
    files: tuple[Moved, ...]


def origins(commits: Iterable[Commit], steps: Mapping[str, Sequence[Step]], tip: str) -> State:
    """The lines that the change brought, as they stand in ``tip``."""
    states: dict[str, State] = {}
    for commit in in_order(commits):
        states[commit.id] = _state(commit.id, steps.get(commit.id, ()), states)
    return states.get(tip, {})


def moved(state: State, files: Iterable[Moved]) -> State:
    """The same lines after one more difference, which brings none of its own."""
    return _carried(state, files)


def added(files: Iterable[Moved]) -> dict[str, Pieces]:
    """Path → the first and last line of each piece that a step added."""
    return {
        file.after: tuple((h.head_start, h.head_start + h.head_count - 1) for h in file.hunks if h.head_count)
        for file in files
        if file.after is not None
    }


def in_order(commits: Iterable[Commit]) -> list[Commit]:
    """Parents before children, whatever their dates say."""
    by_id = {commit.id: commit for commit in commits}
    found: list[Commit] = []
    seen: set[str] = set()
    waiting = [(commit, False) for commit in by_id.values()]
    while waiting:
        commit, parents_done = waiting.pop()
        if parents_done:
            found.append(commit)
        elif commit.id not in seen:
            seen.add(commit.id)
            waiting.append((commit, True))
            waiting += [(by_id[parent], False) for parent in commit.parents if parent in by_id]
    return found


def _state(commit: str, steps: Sequence[Step], states: Mapping[str, State]) -> State:
    """What came from the parents, and beside it what is new against every one of them."""
    carried = [_carried(states.get(step.parent or "", {}), step.files) for step in steps]
    merged: dict[str, tuple[Span, ...]] = {}
    for one in carried:
        for path, spans in one.items():
            merged[path] = _beside(merged[path], spans) if path in merged else spans
    for path, pieces in _new(steps).items():
        own = [Span(start, end, commit, path, start) for start, end in pieces]
        merged[path] = _beside(merged.get(path, ()), own)
    return merged


def _new(steps: Sequence[Step]) -> dict[str, list[tuple[int, int]]]:
    """The pieces that are added against every parent."""
    each = [added(step.files) for step in steps]
    if not each:
        return {}
    first, *others = each
    found = {path: list(pieces) for path, pieces in first.items() if pieces}
    for other in others:
        found = {path: overlap(pieces, other.get(path, ())) for path, pieces in found.items()}
    return {path: pieces for path, pieces in found.items() if pieces}


def _carried(state: State, files: Iterable[Moved]) -> dict[str, tuple[Span, ...]]:
    after = dict(state)
    renamed: dict[str, tuple[Span, ...]] = {}
    for file in files:
        spans = state.get(file.before or "", ())
        if file.before is not None and file.before != file.after:
            after.pop(file.before, None)
        if file.after is not None:
            renamed[file.after] = _through(spans, file.hunks)
    after.update(renamed)
    return after


def _through(spans: Sequence[Span], hunks: Sequence[Hunk]) -> tuple[Span, ...]:
    """Where the spans stand after the hunks; what a hunk takes away is gone."""
    found: list[Span] = []
    position, shift = 0, 0
    for span in spans:
        start = span.start
        while position < len(hunks) and _last(hunks[position]) < start:
            shift += hunks[position].head_count - hunks[position].base_count
            position += 1
        at, by = position, shift
        while at < len(hunks) and _first(hunks[at]) <= span.end:
            found += _piece(span, start, _first(hunks[at]) - 1, by)
            start = max(start, _last(hunks[at]) + 1)
            by += hunks[at].head_count - hunks[at].base_count
            at += 1
        found += _piece(span, start, span.end, by)
    return tuple(found)


def _first(hunk: Hunk) -> int:
    """The first line that a hunk takes away, or that stands behind what it puts in."""
    return hunk.base_start if hunk.base_count else hunk.base_start + 1


def _last(hunk: Hunk) -> int:
    return _first(hunk) + hunk.base_count - 1


def _piece(span: Span, start: int, end: int, shift: int) -> list[Span]:
    """A part of a span, moved."""
    if start > end:
        return []
    return [Span(start + shift, end + shift, span.commit, span.path, span.origin + start - span.start)]


def _beside(spans: Sequence[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """``spans``, and of ``others`` what none of them covers."""
    free: list[Span] = []
    position = 0
    for other in sorted(others):
        start = other.start
        while position < len(spans) and spans[position].end < start:
            position += 1
        at = position
        while at < len(spans) and spans[at].start <= other.end:
            free += _piece(other, start, spans[at].start - 1, 0)
            start = max(start, spans[at].end + 1)
            at += 1
        free += _piece(other, start, other.end, 0)
    return tuple(sorted([*spans, *free]))

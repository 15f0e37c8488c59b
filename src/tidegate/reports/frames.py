"""Code frames: the source lines that show a finding, with what is said of them and what is gone.

Formats draw the rows; which rows there are is decided here, from the result's excerpts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from tidegate.model.finding import Finding, Kind, Status, Step
from tidegate.model.result import CheckResult

Source = dict[int, str]  # line number → code
Sources = dict[tuple[str, str], Source]  # (side, path) → what the excerpts hold of it

SAME, GONE, NEW, MARKED = " ", "-", "+", ">"

_SITE_LINES = 8  # of a statement
_CONTEXT = 1
_REACH = 6  # lines on each side that base and head are compared over
_PROTECTION = frozenset({Kind.LOST_CONTROL, Kind.WEAKENED_CONTROL})


class Row(NamedTuple):
    """One source line. ``number`` counts in base for a ``GONE`` row; ``None`` for a row without a line."""

    sign: str
    number: int | None
    code: str
    notes: tuple[str, ...] = ()


class Frame(NamedTuple):
    """Rows of one file, in the order in which they are to be read."""

    path: str
    rows: tuple[Row, ...]


def sources(result: CheckResult) -> Sources:
    """The source lines that ``result`` carries, by side and path."""
    found: Sources = {}
    for excerpt in result.excerpts:
        lines = found.setdefault((excerpt.side, excerpt.path), {})
        lines.update(enumerate(excerpt.lines, excerpt.start))
    return found


def frames(finding: Finding, known: Sources, most_steps: int) -> list[Frame]:
    """What shows ``finding``: the steps of its path in order, and the place itself.

    Of a path with more than ``most_steps`` steps the middle is left out and counted.
    """
    side = "base" if finding.status is Status.FIXED else "head"
    steps = [_placed(step, side) for step in finding.trace]
    if finding.kind in _PROTECTION and finding.lost is None and side == "head":
        whole = _compared(finding, steps, known)
        seen = {(row.sign == GONE, row.number) for row in whole.rows}
        rest = [s for s in steps if s.path != whole.path or (s.sign == GONE, s.line) not in seen]
        return [f for f in (whole, *_path(rest, known, most_steps)) if f.rows]
    if not finding.trace:
        return [f for f in (_around(finding, known.get((side, finding.path), {})),) if f.rows]
    before = _path(_without_site(finding, steps), known, most_steps)
    return _merged([*before, _site(finding, steps, known, side)])


class _Placed(NamedTuple):
    side: str
    path: str
    line: int
    sign: str
    notes: tuple[str, ...]

    def row(self, known: Sources) -> Row:
        code = known.get((self.side, self.path), {}).get(self.line, "")
        return Row(self.sign, self.line, code, self.notes)


def _placed(step: Step, side: str) -> _Placed:
    """``side`` is the finding's own: all of a fixed finding is in base, and only there is that not a loss."""
    gone = side == "head" and step.side == "base"
    notes = (step.note,) if step.note else ()
    return _Placed("base" if gone else side, step.path, step.line, GONE if gone else SAME, notes)


def _path(steps: list[_Placed], known: Sources, most: int) -> list[Frame]:
    """The steps as frames, one for each run of steps in one file; steps on one line are one row."""
    left_out = max(len(steps) - most, 0)
    head = steps[: most // 2] if left_out else steps
    tail = steps[len(head) + left_out :]
    found = _frames(head, known)
    if left_out:
        found.append(Frame("", (Row(SAME, None, "", (f"{left_out} more steps",)),)))
    return found + _frames(tail, known)


def _frames(steps: Iterable[_Placed], known: Sources) -> list[Frame]:
    return [
        Frame(path, tuple(_joined(run, known) for _, run in groupby(inside, key=lambda s: (s.side, s.line))))
        for path, inside in groupby(steps, key=lambda s: s.path)
    ]


def _joined(steps: Iterator[_Placed], known: Sources) -> Row:
    first, *others = steps
    return first._replace(notes=first.notes + tuple(n for s in others for n in s.notes)).row(known)


def _site_end(finding: Finding) -> int:
    return max(finding.line, min(finding.end_line, finding.line + _SITE_LINES - 1))


def _on_site(finding: Finding, step: _Placed) -> bool:
    inside = finding.line <= step.line <= _site_end(finding)
    return step.sign != GONE and step.path == finding.path and inside


def _without_site(finding: Finding, steps: list[_Placed]) -> list[_Placed]:
    """The steps before the place itself: the run at the end that stands in it is drawn with it."""
    count = len(steps)
    while count and _on_site(finding, steps[count - 1]):
        count -= 1
    return steps[:count]


def _site(finding: Finding, steps: list[_Placed], known: Sources, side: str) -> Frame:
    """The statement itself, with what the last steps say under its last line."""
    source = known.get((side, finding.path), {})
    rows = [Row(SAME, n, source[n]) for n in range(finding.line, _site_end(finding) + 1) if n in source]
    last = steps[len(_without_site(finding, steps)) :]
    rows = rows or [Row(SAME, finding.line, "")]
    rows[-1] = rows[-1]._replace(notes=tuple(n for step in last for n in step.notes))
    return Frame(finding.path, tuple(rows))


def _merged(found: list[Frame]) -> list[Frame]:
    return [
        Frame(path, tuple(row for frame in run for row in frame.rows))
        for path, run in groupby(found, key=lambda frame: frame.path)
    ]


def _around(finding: Finding, source: Source) -> Frame:
    """The place with a line before and after it; marked where there are such lines."""
    end = _site_end(finding)
    if finding.line not in source:
        return Frame(finding.path, ())
    numbers = [n for n in range(finding.line - _CONTEXT, end + _CONTEXT + 1) if n in source]
    sign = MARKED if any(not finding.line <= n <= end for n in numbers) else SAME
    return Frame(
        finding.path,
        tuple(Row(sign if finding.line <= n <= end else SAME, n, source[n]) for n in numbers),
    )


def _compared(finding: Finding, steps: list[_Placed], known: Sources) -> Frame:
    """The place as it is, with the lines that base had there and head has not.

    What is gone in another file is not here: that step is drawn by itself.
    """
    here = [s for s in steps if s.path == finding.path]
    gone = [s.line for s in here if s.sign == GONE]
    elsewhere = any(s.sign == GONE for s in steps) and not gone
    base = {} if elsewhere else known.get(("base", finding.path), {})
    before = _run(base, gone[0] if gone else _nearest(base, finding.line))
    after = _run(known.get(("head", finding.path), {}), finding.line)
    rows = [_with_notes(row, here) for row in _difference(before, after, set(gone))] if after else []
    return Frame(finding.path, tuple(_worth_showing(rows, finding)))


def _nearest(source: Source, line: int) -> int:
    return min(source, key=lambda n: (abs(n - line), n), default=line)


def _run(source: Source, line: int) -> Source:
    """The unbroken lines of ``source`` around ``line``, at most ``_REACH`` on each side."""
    if line not in source:
        return {}
    first = last = line
    while first - 1 in source and line - first < _REACH:
        first -= 1
    while last + 1 in source and last - line < _REACH:
        last += 1
    return {n: source[n] for n in range(first, last + 1)}


def _difference(before: Source, after: Source, gone: set[int]) -> list[Row]:
    """``after`` with the lines that only ``before`` has.

    The two are windows that need not begin and end alike: what differs at their edges counts as gone
    only where a step says so, or where nothing is common at all.
    """
    from difflib import SequenceMatcher

    old, new = list(before.items()), list(after.items())
    matcher = SequenceMatcher(None, [code for _, code in old], [code for _, code in new], autojunk=False)
    codes = matcher.get_opcodes()
    common = any(tag == "equal" for tag, *_ in codes)
    rows: list[Row] = []
    for index, (tag, i1, i2, j1, j2) in enumerate(codes):
        edge = common and index in (0, len(codes) - 1)
        if tag in ("delete", "replace") and (not edge or any(n in gone for n, _ in old[i1:i2])):
            rows += [Row(GONE, n, code) for n, code in old[i1:i2]]
        sign = NEW if tag in ("insert", "replace") and not edge and common else SAME
        rows += [Row(sign, n, code) for n, code in new[j1:j2]]
    return rows


def _with_notes(row: Row, steps: list[_Placed]) -> Row:
    said = [s for s in steps if s.line == row.number and (s.sign == GONE) == (row.sign == GONE)]
    return row._replace(notes=tuple(note for step in said for note in step.notes))


def _worth_showing(rows: list[Row], finding: Finding) -> list[Row]:
    """From the first to the last row that differs, has a note or is the place itself; and a neighbour."""
    worth = [n for n, row in enumerate(rows) if row.sign != SAME or row.notes or row.number == finding.line]
    differs = [n for n in worth if rows[n].sign != SAME]
    if not worth:
        return []
    first = min([worth[0], *(n - _CONTEXT for n in differs)])
    return rows[max(first, 0) : max([worth[-1], *(n + _CONTEXT for n in differs)]) + 1]

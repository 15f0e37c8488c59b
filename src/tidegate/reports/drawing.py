"""Code frames drawn for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.model.finding import Finding
from tidegate.reports.cells import cell_len, clip, fitting, pad, wrap
from tidegate.reports.frames import GONE, MARKED, NEW, Frame, Row
from tidegate.reports.paint import Paint

LEFT = 5  # the column of a finding's text

_SIGNS = {GONE: "−", NEW: "+", MARKED: ">"}
_STYLES = {GONE: "gone", NEW: "new", MARKED: "marked"}
_CODE_ROWS = 3  # that one source line may take


def heading(number: str, title: str, place: str, width: int, paint: Paint) -> list[str]:
    """``1 ── title ─────── place``; the place has its own line where both do not fit."""
    start = f"{number} ── "
    room = width - cell_len(start) - cell_len(title) - cell_len(place) - 2
    if room >= 2:
        line = f"{paint('dim', start)}{paint('bold', title)} {paint('dim', '─' * room)} "
        return [line + paint("path", place)]
    lines = wrap(title, width - cell_len(start))
    first = paint("dim", start) + paint("bold", lines[0])
    rest = [" " * cell_len(start) + paint("bold", line) for line in lines[1:]]
    return [first, *rest, *(" " * LEFT + paint("path", line) for line in wrap(place, width - LEFT))]


def draw(frames: list[Frame], finding: Finding, width: int, paint: Paint) -> list[str]:
    """The frames under one another; a file is named where it is not the finding's own and only one."""
    named = len(frames) > 1 or frames[0].path != finding.path
    gutter = max(len(str(row.number or "")) for frame in frames for row in frame.rows)
    canvas = _Canvas(width - LEFT, gutter, finding, paint)
    lines = []
    for frame in frames:
        if named and frame.path:
            lines += [paint("path", line) for line in wrap(frame.path, canvas.width)]
        lines += canvas.rows(frame)
    return [" " * LEFT + line for line in lines]


class _Canvas:
    def __init__(self, width: int, gutter: int, finding: Finding, paint: Paint) -> None:
        self.width = width
        self.gutter = gutter
        self.finding = finding
        self.paint = paint
        self.code_width = width - gutter - 6  # sign, number and bar

    def rows(self, frame: Frame) -> Iterator[str]:
        """The frame's rows, notes beside the code where all of them fit there, else below it."""
        indent = min((_indent(row.code) for row in frame.rows if row.code.strip()), default=0)
        rows = [row._replace(code=row.code[indent:]) for row in frame.rows]
        column = max((cell_len(row.code) for row in rows if row.notes), default=0)
        beside = all(self.fits_beside(row, column) for row in rows)
        for row in rows:
            yield from self.row(row, column if beside else None, indent)

    def fits_beside(self, row: Row, column: int) -> bool:
        return not row.notes or column + 4 + cell_len("; ".join(row.notes)) <= self.code_width

    def row(self, row: Row, column: int | None, indent: int) -> Iterator[str]:
        if row.number is None:
            yield from (self.paint("dim", f"    {'':{self.gutter}}{note}") for note in row.notes)
            return
        lines = self.code(row, indent)
        style = _STYLES.get(row.sign, "")
        sign = _SIGNS.get(row.sign, " ")
        note = "; ".join(row.notes)
        if note and column is not None:
            lines = [pad(lines[0], column)]
        aside = ("  " if column else "") + "← " + note if note and column is not None else ""
        gutter = self.paint("dim", f"{row.number:>{self.gutter}} │")
        yield f"{self.paint(style, sign)}  {gutter} {self.paint(style, lines[0])}{aside}".rstrip()
        below = self.paint("dim", f"{'':{self.gutter}} │")
        yield from (f"   {below} {self.paint(style, line)}" for line in lines[1:])
        if note and column is None:
            yield from self.note_below(note)

    def code(self, row: Row, indent: int) -> list[str]:
        """The line in at most ``_CODE_ROWS`` rows; of a longer one, what stands around the finding."""
        code = row.code
        room = self.code_width * _CODE_ROWS
        if cell_len(code) > room:
            here = row.number == self.finding.line and row.sign != GONE
            start = max(self.finding.column - 1 - indent - room // 3, 0) if here else 0
            start = min(start, max(len(code) - 1, 0))
            code = clip(("…" if start else "") + code[start:], room)
        rows = []
        while cell_len(code) > self.code_width:
            cut = fitting(code, self.code_width)
            rows.append(code[:cut])
            code = code[cut:]
        return [*rows, code][:_CODE_ROWS]

    def note_below(self, note: str) -> Iterator[str]:
        start = f"   {'':{self.gutter}} "
        for index, line in enumerate(wrap(note, self.code_width - 1)):
            yield start + (self.paint("dim", "╰") if not index else " ") + " " + line


def _indent(code: str) -> int:
    return len(code) - len(code.lstrip(" "))

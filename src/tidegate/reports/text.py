"""The report for a terminal or a log: the answer, why, where, what to do."""

from __future__ import annotations

from tidegate.model.finding import Finding, Status
from tidegate.model.result import CheckResult, Decision
from tidegate.reports import oversight, owed, packages, words, written
from tidegate.reports.cells import NARROWEST, cell_len, clip, clip_middle, pad, wrap
from tidegate.reports.drawing import LEFT, draw, heading
from tidegate.reports.frames import frames, sources
from tidegate.reports.paint import Paint, ansi, plain
from tidegate.reports.visible import printable

_HANG = 8  # the decision's column
_LABEL = 10  # the column of a closing section's name
_IN_FULL = 10  # findings; the rest is in the table
_IN_TABLE = 20
_TABLE_REST = 3 + 8 + 8 + 4 * 2  # the table's number, severity, confidence and gaps
_REASONS = 6
_STEPS = 10
_NAMES = 4
_GAPS = 8


def render(result: CheckResult, *, color: bool = False, width: int = 80, verbose: bool = False) -> str:
    """``result`` for people, in lines of at most ``width`` cells (``NARROWEST`` at least)."""
    page = _Page(printable(result), ansi if color else plain, max(width, NARROWEST))
    return page.text(verbose=verbose)


class _Page:
    def __init__(self, result: CheckResult, paint: Paint, width: int) -> None:
        self.result = result
        self.paint = paint
        self.width = width
        self.findings = words.introduced(result)
        self.known = sources(result)

    def text(self, *, verbose: bool) -> str:
        parts = [self.opening()]
        if len(self.findings) > 1:
            parts.append(self.table())
        parts += self.details()
        parts.append(self.closing())
        if verbose:
            parts.append(self.section("Tiers", owed.rules(self.result.requirements)))
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"

    # the answer

    def opening(self) -> list[str]:
        """The decision and its reasons; all there is to say of a harmless change."""
        lines = self.decided()
        if words.could_not_tell(self.result):
            lines += self.hanging(words.unseen(self.result))
        told = frozenset(finding.path for finding in self.findings)
        further = words.further_reasons(self.result)
        lines += self.hanging([f"also: {words.reason(r, told)}" for r in further[:_REASONS]])
        if len(further) > _REASONS:
            lines += self.hanging([f"and {words.plural(len(further) - _REASONS, 'more reason')}"])
        return lines + self.hanging([self.size()], "dim")

    def decided(self) -> list[str]:
        decision = self.result.decision.value
        uncertain = words.could_not_tell(self.result) or self.result.observed is not None
        said = filter(None, (words.observing(self.result), words.headline(self.result)))
        lines = [line for text in said for line in wrap(text, self.width - _HANG)]
        first, *rest = [self.paint("review" if uncertain else "bold", line) for line in lines]
        # Not to know, or only to observe, must not look like a pass.
        word = self.paint("review" if uncertain else decision, f"{decision.upper():<{_HANG}}")
        return [word + first, *self.indented(rest)]

    def size(self) -> str:
        """What was compared; with the paths that a pass rests on."""
        change = f"{self.result.change.title}: {words.size(self.result.change)}"
        paths = words.resting_on(self.result)
        return f"{change} ({words.some(paths, _NAMES)})" if paths else change

    def hanging(self, texts: list[str], style: str = "") -> list[str]:
        """Each text under the reason, its further lines indented."""
        lines = [
            ("  " if index else "") + line
            for text in texts
            for index, line in enumerate(wrap(text, self.width - _HANG - 2))
        ]
        return self.indented([self.paint(style, line) for line in lines])

    def indented(self, lines: list[str]) -> list[str]:
        return [" " * _HANG + line for line in lines]

    # findings

    def table(self) -> list[str]:
        """All findings by number; the numbers of the details."""
        shown = self.findings[:_IN_TABLE]
        titles = min(max(cell_len(f.title) for f in shown), self.width * 2 // 5)
        places = min(max(cell_len(door(f)) for f in shown), self.width - titles - _TABLE_REST)
        lines = [self.table_line(number, f, titles, places) for number, f in enumerate(shown, 1)]
        rest = self.findings[_IN_TABLE:]
        if rest:
            said = f"and {len(rest)} more ({words.by_severity(rest)}): `--output json` lists all"
            lines += [" " * LEFT + line for line in wrap(said, self.width - LEFT)]
        return lines

    def table_line(self, number: int, finding: Finding, titles: int, places: int) -> str:
        cells = (
            f"{number:>3}",
            self.paint(finding.severity.value, f"{words.rated(finding.severity):<8}"),
            pad(clip(finding.title, titles), titles),
            pad(clip_middle(door(finding), places), places),
            words.sure(finding),
        )
        return "  ".join(cells)

    def details(self) -> list[list[str]]:
        shown = self.findings[:_IN_FULL]
        parts = [self.detail(number, finding) for number, finding in enumerate(shown, 1)]
        rest = len(self.findings) - len(shown)
        if rest:
            left = f"{words.plural(rest, 'finding')} not shown in full"
            parts.append(wrap(f"{left}: `tidegate explain ID` shows one", self.width))
        return parts

    def detail(self, number: int, finding: Finding) -> list[str]:
        inside = self.width - LEFT
        lines = heading(str(number), words.titled(finding), words.place(finding), self.width, self.paint)
        lines += [" " * LEFT + line for line in wrap(finding.message, inside)]
        about = f"{words.circumstances(finding)}; id {finding.id}"
        lines += [" " * LEFT + self.paint("dim", line) for line in wrap(about, inside)]
        shown = frames(finding, self.known, _STEPS)
        if shown:
            lines += ["", *draw(shown, finding, self.width, self.paint)]
        return lines + self.advice(finding)

    def advice(self, finding: Finding) -> list[str]:
        """What to do, and the form to write at this very place."""
        given = [("Do:", finding.fix or ""), ("Safe:", words.form(finding))]
        lines = [line for label, text in given if text for line in self.advised(label, text)]
        return ["", *(" " * LEFT + line for line in lines)] if lines else []

    def advised(self, label: str, text: str) -> list[str]:
        indent = len(label) + 1
        first, *rest = wrap(text, self.width - LEFT - indent)
        return [self.paint("bold", label) + " " + first, *(" " * indent + line for line in rest)]

    # what it means for the rest

    def closing(self) -> list[str]:
        """Who and what is affected, what was not seen, who must approve, what it cost."""
        if self.is_harmless():
            return []
        lines = [
            line
            for label, texts in self.sections()
            for line in self.section(label, [text for text in texts if text])
        ]
        return [*lines, *([""] if lines else []), self.last_line()]

    def is_harmless(self) -> bool:
        """A pass with nothing else to say: two lines are enough."""
        result = self.result
        said = result.findings or result.blast_radius.changed or result.observed or result.review.required
        heard = result.oversight is not None and bool(oversight.lines(result.oversight))
        quiet = not (said or heard or packages.summary(result.dependencies) or result.ai.attribution.claims)
        return result.decision is Decision.PASS and quiet and not words.could_not_tell(result)

    def sections(self) -> list[tuple[str, list[str]]]:
        radius = self.result.blast_radius
        told = words.could_not_tell(self.result)
        fixed = words.with_status(self.result, Status.FIXED)
        return [
            ("Fixed", [f"{words.titled(f)} in {words.place(f)}" for f in fixed]),
            ("Reaches", self.reaches()),
            ("Data", [words.touched(access) for access in words.accesses(radius.data)]),
            ("Services", [words.touched(access) for access in words.accesses(radius.services)]),
            ("Tests", [words.tests(radius)]),
            ("Packages", [packages.summary(self.result.dependencies), *packages.lines(self.result)]),
            ("Written", written.lines(self.result.ai.attribution)),
            ("Not seen", [] if told else words.unseen(self.result) or ["nothing"]),
            ("Accepted", [words.acceptance(f) for f in words.accepted(self.result)]),
            ("Existing", [words.existing(self.result)]),
            ("Approvals", oversight.lines(self.result.oversight) if self.result.oversight else []),
            ("Needs", [words.approvals(self.result), *owed.lines(self.result)]),
        ]

    def section(self, label: str, texts: list[str]) -> list[str]:
        if len(texts) > _GAPS:
            texts = [*texts[: _GAPS - 1], f"and {len(texts) - _GAPS + 1} more"]
        inside = self.width - _LABEL
        lines = [
            ("  " if index else "") + line
            for text in texts
            for index, line in enumerate(wrap(text, inside - 2))
        ]
        style = "good" if label == "Fixed" else "bold"
        labels = [self.paint(style, f"{label:<{_LABEL}}")] + [" " * _LABEL] * len(lines)
        return [start + line for start, line in zip(labels, lines, strict=False)]

    def reaches(self) -> list[str]:
        entries = self.result.blast_radius.entry_points
        callers = self.result.blast_radius.callers
        if not entries:
            return [f"{words.plural(callers, 'caller')}, no entry point"] if callers else []
        first = words.entries(self.result.blast_radius)
        rest = [f"and {len(first) - _NAMES} more"] if len(first) > _NAMES else []
        return [words.reached(entries), *map(words.entry, first[:_NAMES]), *rest]

    def last_line(self) -> str:
        """The next step on the left, the cost on the right."""
        cost = self.paint("dim", words.cost(self.result))
        if not self.findings:
            return cost
        step = f"tidegate explain {self.findings[0].id}"
        for left in (f"{step}   the whole path, and what would silence it", step):
            room = self.width - cell_len(left) - cell_len(words.cost(self.result))
            if room >= 3:
                return left + " " * room + cost
        return f"{step}\n{cost}"


def door(finding: Finding) -> str:
    """Where the outside comes in or, where that is not known, where the finding is."""
    return finding.entry_point or words.place(finding)

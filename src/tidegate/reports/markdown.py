"""The pull request's comment: one comment, which a bot finds by its hidden first line and updates.

A comment may have 65,536 characters. What does not fit is left out whole, last first, and counted.
"""

from __future__ import annotations

from tidegate.model.finding import Finding, Status
from tidegate.model.result import CheckResult, Decision
from tidegate.reports import oversight, packages, words, written
from tidegate.reports.cells import clip
from tidegate.reports.frames import GONE, NEW, Frame, Row, Sources, frames, sources
from tidegate.reports.markup import code, code_cell, fence, prose, summary, text
from tidegate.reports.mermaid import graph
from tidegate.reports.visible import printable

MARKER = "<!-- tidegate:check -->"
LIMIT = 65_536

_IN_FULL = 3
_FOLDED = 200
_STEPS = 8
_LINES = 30  # of one frame
_CODE = 200  # cells of one line
_TEXT = 1_500  # characters of one message
_SHORT = 300  # characters of a name, a reason
_NAMES = 6
_ICONS = {Decision.PASS: "✅", Decision.REVIEW: "🔍", Decision.BLOCK: "⛔"}
_UNCERTAIN = "❔"
_OBSERVING = "👀"  # beside a pass that stops nothing: neither a tick nor a stop sign


def render(result: CheckResult, **_terminal: object) -> str:
    """``result`` as GitHub-flavoured Markdown of at most ``LIMIT`` bytes."""
    return _Comment(printable(result)).text()


class _Comment:
    def __init__(self, result: CheckResult) -> None:
        self.result = result
        self.findings = words.introduced(result)
        self.known: Sources = sources(result)

    def text(self) -> str:
        """Start and end always; in between, block by block, what fits. Each block is whole by itself."""
        start, end = self.opening(), self.ending()
        room = LIMIT - sum(map(_size, (*start, *end))) - 200  # the note on what was left out
        kept: list[str] = []
        blocks = self.blocks()
        for part in blocks:
            room -= _size(part)
            if room < 0:
                break
            kept.append(part)
        if len(kept) < len(blocks):
            left = words.plural(len(blocks) - len(kept), "part")
            kept.append(f"*{left} of this report did not fit into a comment; `tidegate check` shows all.*")
        return "\n\n".join([*start, *kept, *end]) + "\n"

    # the answer

    def opening(self) -> list[str]:
        result = self.result
        icon = _UNCERTAIN if words.could_not_tell(result) else _ICONS[result.decision]
        icon = _OBSERVING if result.observed else icon
        said = _short(words.headline(result))
        observing = words.observing(result)
        heading = f"{icon} **{result.decision.value.upper()}** {prose(observing or said)}"
        told = frozenset(finding.path for finding in self.findings)
        reasons = [words.reason(r, told) for r in words.further_reasons(result)]
        unseen = words.unseen(result) if words.could_not_tell(result) else []
        lines = _bullets([*([said] if observing else []), *unseen, *reasons])
        size = f"{code(_short(result.change.title))}: {words.size(result.change)}"
        if paths := words.resting_on(result):
            size += f" ({text(_short(words.some(paths, _NAMES)))})"
        return [f"{MARKER}\n{heading}", *([lines] if lines else []), size]

    # findings

    def blocks(self) -> list[str]:
        full = [self.finding(n, f) for n, f in enumerate(self.findings[:_IN_FULL], 1)]
        rest = self.findings[_IN_FULL:]
        return [*full, *self.folded(rest), *self.packages(), *self.radius(), *self.written(), *self.others()]

    def finding(self, number: int, finding: Finding) -> str:
        title = f"#### {number}. {text(_short(words.titled(finding)))} in {code(words.place(finding))}"
        about = f"{words.circumstances(finding)}; id {finding.id}"
        parts = [title, prose(clip(finding.message, _TEXT)), f"*{text(_short(about))}*"]
        shown = frames(finding, self.known, _STEPS)
        named = len(shown) > 1 or any(frame.path != finding.path for frame in shown)
        parts += ["\n".join(_frame(frame, named)) for frame in shown if any(r.code for r in frame.rows)]
        return "\n\n".join([*parts, *_advice(finding)])

    def folded(self, findings: list[Finding]) -> list[str]:
        """The other findings as tables that open on a click, in parts so that some of them fit."""
        return [
            self.table(findings[start : start + 50], start + _IN_FULL + 1, len(findings))
            for start in range(0, min(len(findings), _FOLDED), 50)
        ]

    def table(self, findings: list[Finding], first: int, whole: int) -> str:
        rows = ["| | severity | finding | where | |", "|--:|---|---|---|---|"]
        rows += [self.table_row(number, finding) for number, finding in enumerate(findings, first)]
        last = first + len(findings) - 1
        title = words.plural(whole, "more finding")
        if len(findings) < whole:
            title += f": {first} to {last}" if first < last else f": {first}"
        return _details(f"{title} ({words.by_severity(findings)})", "\n".join(rows))

    def table_row(self, number: int, finding: Finding) -> str:
        where = code_cell(_short(words.place(finding)))
        if finding.entry_point:
            where += f" from {code_cell(_short(finding.entry_point))}"
        said = text(_short(f"{words.titled(finding)}: {finding.message}"))
        return f"| {number} | {words.rated(finding.severity)} | {said} | {where} | {words.sure(finding)} |"

    # what it means for the rest

    def radius(self) -> list[str]:
        radius = self.result.blast_radius
        lines, left_out = graph(radius)
        if not lines:
            return []
        said = [words.reached(radius.entry_points)] if radius.entry_points else []
        if left_out > 0:
            said.append(f"{left_out} more not drawn")
        title = f"**Reaches** {'; '.join(said)}" if said else "**Reaches**"
        listed = [*map(words.entry, words.entries(radius)), *map(words.touched, words.accesses(radius.data))]
        listed += map(words.touched, words.accesses(radius.services))
        found = [title, "\n".join(fence(lines, "mermaid"))]
        return (
            ["\n\n".join([*found, _details("as a list", _bullets(listed))])]
            if listed
            else ["\n\n".join(found)]
        )

    def packages(self) -> list[str]:
        """What comes in, changes and goes: the first few open, the rest folded."""
        summed = packages.summary(self.result.dependencies)
        if not summed:
            return []
        said = [f"- {prose(_short(line))}" for line in packages.lines(self.result)[:_FOLDED]]
        shown, rest = said[:_NAMES], said[_NAMES:]
        folded = [_details(words.plural(len(rest), "more package"), "\n".join(rest))] if rest else []
        return ["\n\n".join([f"**Dependencies** {summed}", "\n".join(shown), *folded])]

    def written(self) -> list[str]:
        """Who wrote it: the shares open, doubts folded with what is too much."""
        said = written.lines(self.result.ai.attribution)
        if not said:
            return []
        listed = [f"- {prose(_short(line))}" for line in said[:_FOLDED]]
        shown, rest = listed[:_NAMES], listed[_NAMES:]
        folded = [_details(f"{len(rest)} more", "\n".join(rest))] if rest else []
        return ["\n\n".join(["**Written**", "\n".join(shown), *folded])]

    def others(self) -> list[str]:
        """What is fixed, accepted, was there before, and which tests look at the change."""
        fixed = words.with_status(self.result, Status.FIXED)
        lines = [f"**Fixed** {words.titled(f)} in {words.place(f)}" for f in fixed[:_NAMES]]
        if len(fixed) > _NAMES:
            lines.append(f"**Fixed** {len(fixed) - _NAMES} more")
        lines += [f"**Accepted** {words.acceptance(f)}" for f in words.accepted(self.result)[:_NAMES]]
        tests, existing = words.tests(self.result.blast_radius), words.existing(self.result)
        lines += [f"**Tests** {tests}"] if tests else []
        lines += [f"**Existing** {existing}"] if existing else []
        return ["\n".join(f"- {_labelled(_short(line))}" for line in lines)] if lines else []

    def ending(self) -> list[str]:
        """Who must approve; last of all what was not analysed and how long it took."""
        approvals = words.approvals(self.result)
        needs = [f"**Needs** {prose(clip(approvals, _TEXT))}"] if approvals else []
        if self.result.oversight is not None:
            said = [f"- {prose(_short(line))}" for line in oversight.lines(self.result.oversight)[:_FOLDED]]
            needs += ["**Approvals**", "\n".join(said)] if said else []
        missed = words.unseen(self.result) or ["nothing"]
        seen = clip(f"not seen: {words.some(missed, _NAMES, '; ')}", _TEXT)
        return [*needs, f"<sub>{text(seen)}; {words.cost(self.result)}</sub>"]


def _labelled(line: str) -> str:
    """``**Label** words``: the label is ours, the words are not."""
    label, _, rest = line.partition(" ")
    return f"{label} {prose(rest)}"


def _frame(frame: Frame, named: bool) -> list[str]:
    """A frame as a fence; as a difference where something is gone, so that the forge colours it."""
    indent = min((len(r.code) - len(r.code.lstrip()) for r in frame.rows if r.code.strip()), default=0)
    rows = frame.rows[:_LINES]
    width = max(len(str(row.number or "")) for row in rows)
    lines = [line for row in rows for line in _row(row, width, indent)]
    if len(frame.rows) > _LINES:
        lines.append(f"  … {len(frame.rows) - _LINES} more lines")
    differs = any(row.sign in (GONE, NEW) for row in rows)
    place = [code(frame.path), ""] if named and frame.path else []
    return [*place, *fence(lines, "diff" if differs else "text")]


def _row(row: Row, width: int, indent: int) -> list[str]:
    start = f"{row.sign} {row.number or '':>{width}}"
    note = clip("; ".join(row.notes), _CODE)
    if row.number is None:
        return [f"{start} │ {note}"]
    line = f"{start} │ {clip(row.code[indent:], _CODE)}".rstrip()
    return [line, *([f"  {'':>{width}} ╰ {note}"] if note else [])]


def _advice(finding: Finding) -> list[str]:
    """What to do, in words or in a fence where it is code of several lines; and the form to write here."""
    fix, form = clip(finding.fix or "", _TEXT), words.form(finding)
    fenced = "**Do**\n\n" + "\n".join(fence(fix.split("\n")))
    advised = [fenced if "\n" in fix else f"**Do** {prose(fix)}"] if fix else []
    return [*advised, *([f"**Safe** {code(_short(form))}"] if form else [])]


def _bullets(lines: list[str]) -> str:
    shown = [f"- {prose(_short(line))}" for line in lines[:_NAMES]]
    return "\n".join([*shown, *([f"- and {len(lines) - _NAMES} more"] if len(lines) > _NAMES else [])])


def _details(title: str, body: str) -> str:
    return f"<details><summary>{summary(title)}</summary>\n\n{body}\n\n</details>"


def _short(value: str) -> str:
    return clip(value, _SHORT)


def _size(part: str) -> int:
    return len(part.encode()) + 2

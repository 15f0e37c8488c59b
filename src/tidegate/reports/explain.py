"""One finding in full: its whole path, why it counts, and what would silence it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tidegate.model.errors import UsageError
from tidegate.model.finding import Confidence, Finding, Kind, Status
from tidegate.model.lineage import CLOSE
from tidegate.model.result import CheckResult
from tidegate.reports import words
from tidegate.reports.cells import NARROWEST, wrap
from tidegate.reports.drawing import LEFT, draw, heading
from tidegate.reports.frames import frames, sources
from tidegate.reports.paint import Paint, ansi, plain
from tidegate.reports.visible import one_line, printable

_EVERY_STEP = 1_000
_LABEL = 12
_DIGITS = 3  # of a number in the report; more of them are the beginning of an id

_CONFIDENCE = {
    Confidence.HIGH: "sure: every step was followed",
    Confidence.MEDIUM: "likely: something on the way was taken for what it looks like",
    Confidence.LOW: "possible: a step on the way was guessed",
}
_WITHOUT_PATH = {
    Confidence.HIGH: "sure: the place says it all",
    Confidence.MEDIUM: "likely: something was taken for what it looks like",
    Confidence.LOW: "possible: it may be something else",
}


class Silencer(msgspec.Struct, frozen=True):
    """A ``threat_model`` line that would silence a finding, and the ids of all others that it would."""

    setting: str  # "sanitizers: {sql: [acme.db.quote]}"
    others: tuple[str, ...] = ()


def find(result: CheckResult, wanted: str) -> Finding:
    """The finding that ``wanted`` names: its number in the report, or how its id or fingerprint begins.

    Raises UsageError where there is none, or more than one.
    """
    findings = words.ordered(result.findings)
    listed = words.introduced(result)
    if wanted.isdecimal() and 0 < int(wanted) <= len(listed):
        return listed[int(wanted) - 1]
    found = [f for f in findings if f.id == wanted]
    if not found and not (wanted.isdecimal() and len(wanted) <= _DIGITS):
        found = [f for f in findings if any(name.startswith(wanted) for name in _names(f))]
    if wanted and len(found) == 1:
        return found[0]
    ids = words.some([f.id for f in (found or findings)], 5)
    if found:
        raise UsageError(f"`{one_line(wanted)}` is the beginning of several ids", hint=f"one of {ids}")
    raise UsageError(f"no finding `{one_line(wanted)}` in this change", hint=f"ids: {ids or 'none'}")


def _names(finding: Finding) -> Iterator[str]:
    """All that it is called in a report."""
    yield from (finding.id, *finding.fingerprints.values(), finding.line_hash or "")


def render_explain(
    result: CheckResult,
    finding_id: str,
    *,
    silencers: Sequence[Silencer] = (),
    why: str = "",
    color: bool = False,
    width: int = 80,
) -> str:
    """The finding that ``finding_id`` names (see ``find``) in lines of at most ``width`` cells.

    ``why`` is what its rule says of the harm that it does.
    """
    raw = find(result, finding_id)
    index = next(i for i, finding in enumerate(result.findings) if finding is raw)
    shown = printable(result)
    page = _Page(shown, shown.findings[index], ansi if color else plain, max(width, NARROWEST))
    return "\n".join(page.lines(silencers, why)) + "\n"


class _Page:
    def __init__(self, result: CheckResult, finding: Finding, paint: Paint, width: int) -> None:
        self.result = result
        self.finding = finding
        self.paint = paint
        self.width = width

    def lines(self, silencers: Sequence[Silencer], why: str) -> list[str]:
        finding = self.finding
        lines = heading(finding.id, words.titled(finding), words.place(finding), self.width, self.paint)
        lines += [" " * LEFT + line for line in wrap(finding.message, self.width - LEFT)]
        shown = frames(finding, sources(self.result), _EVERY_STEP)
        lines += ["", *draw(shown, finding, self.width, self.paint)] if shown else []
        for label, texts in self.sections(silencers, why):
            lines += self.section(label, texts) if any(texts) else []
        return [*lines, *self.exception()]

    def sections(self, silencers: Sequence[Silencer], why: str) -> list[tuple[str, list[str]]]:
        finding = self.finding
        return [
            ("Why", [why]),
            ("Do", [finding.fix or ""]),
            ("Safe is", list(finding.safe)),
            ("Base had", had_in_base(finding)),
            ("It counts", [*why_it_counts(finding), *self.reasons()]),
            ("How bad", [words.circumstances(finding)]),
            ("How sure", [how_sure(finding)]),
            ("Known as", [f"{name}: {value}" for name, value in finding.fingerprints.items()]),
            ("Silence", list(map(silencing, silencers))),
        ]

    def reasons(self) -> list[str]:
        """The decision's reasons that have to do with the finding's file."""
        about = [r for r in self.result.reasons if self.finding.path in r.paths]
        return [f"{self.result.decision.value}: {reason.text}" for reason in about]

    def exception(self) -> list[str]:
        """What to write to live with the finding for a while; a secret is out, whoever accepts it."""
        if self.finding.disposition is not None or self.finding.status is not Status.INTRODUCED:
            return []
        fingerprint = next(iter(self.finding.fingerprints.values()), self.finding.id)
        secret = (
            ["     Revoke it first: it stays in the history."] if self.finding.kind is Kind.SECRET else []
        )
        # Not wrapped: it is there to be copied.
        return [
            "",
            self.paint("bold", "To live with it for a while, in .tidegate/config.yaml of the base branch:"),
            *secret,
            "     exceptions:",
            f"       - fingerprint: {fingerprint}",
            *self.also(),
            "         reason: why it may stay",
            "         by: who answers for it",
            "         until: YYYY-MM-DD",
        ]

    def also(self) -> list[str]:
        """What it is known by where it was renamed or moved."""
        known = list(self.finding.fingerprints.items())[1:]
        shapes = [f"{name}: {value}" for name, value in known if name in CLOSE]
        return [f"         also: {{{', '.join(shapes)}}}"] if shapes else []

    def section(self, label: str, texts: list[str]) -> list[str]:
        inside = self.width - _LABEL
        lines = [line for text in texts if text for line in wrap(text, inside)]
        first, *rest = lines
        return ["", self.paint("bold", f"{label:<{_LABEL}}") + first, *(" " * _LABEL + line for line in rest)]


def how_sure(finding: Finding) -> str:
    """The confidence, and why it is no more."""
    if finding.doubt:
        return f"{words.sure(finding)}: {finding.doubt}"
    return (_CONFIDENCE if finding.trace else _WITHOUT_PATH)[finding.confidence]


def had_in_base(finding: Finding) -> list[str]:
    """The protections that stood in base and do not in head, each with its place."""
    if finding.status is Status.FIXED:
        return []
    gone = [step for step in finding.trace if step.side == "base"]
    return [
        f"{step.note.removesuffix(': gone').removeprefix('base ')} ({step.path}:{step.line})" for step in gone
    ]


def why_it_counts(finding: Finding) -> list[str]:
    """Whether the finding counts against the change, and why."""
    said = finding.disposition
    if finding.status is Status.FIXED:
        return ["no: base has it and head has not: this change mends it"]
    if finding.status is Status.EXISTING:
        return ["no: base has it too; it was there before this change"]
    if said is not None:
        until = f" until {said.until}" if said.until else ""
        return [f"no: {said.state} by {said.by}{until}: {said.reason}"]
    if finding.kind is Kind.WEAKENED_CONTROL:
        return ["yes: base asked something here that head does not ask, and head asks nothing else instead"]
    if finding.kind is Kind.LOST_CONTROL:
        return [
            "yes: base had this protection here and head has not, though what it protected is still there"
        ]
    return ["yes: head has it, and nothing in base matches it"]


def silencing(silencer: Silencer) -> str:
    """A line for the team's threat model, and what else it would hide."""
    others = words.some([one_line(name) for name in silencer.others], 8)
    also = f"it would also silence {others}" if others else "it would silence nothing else here"
    return f"for good, under threat_model: {one_line(silencer.setting)}\n({also})"

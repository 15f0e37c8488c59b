"""What a repository holds today, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from tidegate.model.baseline import Baseline
from tidegate.model.errors import UsageError
from tidegate.model.finding import Finding, Severity
from tidegate.model.paths import display
from tidegate.model.result import EntryPoint
from tidegate.reports.cells import NARROWEST, clip, wrap
from tidegate.reports.paint import Paint, ansi, plain
from tidegate.reports.visible import one_line

FORMATS = ("text", "json")
_ORDER = list(reversed([Severity.UNKNOWN, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]))
_IN_LIST = 200  # lines of one list; JSON has them all


def render_baseline(format: str, value: Baseline, *, color: bool = False, width: int = 80) -> str:  # noqa: A002
    """``value`` in one of ``FORMATS``, ending in one newline. Raises UsageError for another format."""
    if format == "json":
        return json.dumps(msgspec.to_builtins(value), indent=2) + "\n"
    if format != "text":
        raise UsageError(f"no baseline format `{one_line(format)}`", hint=f"formats: {', '.join(FORMATS)}")
    parts = [_opening(value), _findings(value), _unprotected(value), _closing(value)]
    paint, width = ansi if color else plain, max(width, NARROWEST)
    return "\n\n".join("\n".join(_drawn(part, paint, width)) for part in parts if part) + "\n"


def _opening(value: Baseline) -> list[str]:
    counts = Counter(finding.severity for finding in value.findings)
    rated = ", ".join(f"{counts[severity]} {severity.value}" for severity in _ORDER if counts[severity])
    return [
        f"BASELINE of {one_line(value.revision)} ({value.commit[:12]})",
        f"  {_count(len(value.findings), 'finding')}" + (f": {rated}" if rated else ""),
        f"  {_count(len(value.entry_points), 'way')} in, {len(value.unprotected)} without authentication",
        "  Nothing here is accepted by being listed.",
    ]


def _findings(value: Baseline) -> list[str]:
    ordered = sorted(value.findings, key=lambda f: (_ORDER.index(f.severity), f.path, f.line))
    return _listed("Findings", (_finding(finding, value) for finding in ordered), len(ordered))


def _finding(finding: Finding, value: Baseline) -> str:
    place = f"{display(finding.path)}:{finding.line}"
    owned = _owners(finding.path, value)
    return f"{finding.severity.value}: {one_line(finding.title)} at {place} ({finding.id}){owned}"


def _unprotected(value: Baseline) -> list[str]:
    entries = value.unprotected
    return _listed("Ways in without authentication", (_entry(e, value) for e in entries), len(entries))


def _entry(entry: EntryPoint, value: Baseline) -> str:
    return f"{one_line(entry.name)} at {display(entry.path)}:{entry.line}{_owners(entry.path, value)}"


def _closing(value: Baseline) -> list[str]:
    gaps = [f"{display(gap.path)}: {one_line(gap.why)}" for gap in value.coverage.not_analysed]
    limits = [one_line(limit) for limit in value.limits]
    seen = f"{_count(value.coverage.analysed, 'file')} analysed in {value.timings.get('total', 0.0):.2f} s"
    return [*_listed("Not seen", iter([*limits, *gaps]), len(gaps) + len(limits)), seen]


def _listed(title: str, lines: Iterator[str], count: int) -> list[str]:
    if not count:
        return []
    shown = [f"  {line}" for line, _ in zip(lines, range(_IN_LIST), strict=False)]
    more = [f"  and {count - _IN_LIST} more; all of them: --output json"] if count > _IN_LIST else []
    return [title, *shown, *more]


def _owners(path: str, value: Baseline) -> str:
    names = value.owners.get(path, ())
    return f", owned by {', '.join(one_line(name) for name in names)}" if names else ""


def _drawn(lines: Iterable[str], paint: Paint, width: int) -> Iterator[str]:
    """Titles bold, entries wrapped under themselves."""
    for line in lines:
        if not line.startswith("  "):
            yield paint("bold", clip(line, width))
        else:
            first, *rest = wrap(line.strip(), width - 4)
            yield f"  {first}"
            yield from (f"    {further}" for further in rest)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

"""The few source lines that a person needs to believe a finding; secrets in them are masked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tidegate.dependencies.formats import format_of
from tidegate.detect.secrets import mask_lines
from tidegate.documents.addresses import masked
from tidegate.model.finding import Finding, Status
from tidegate.model.result import Excerpt
from tidegate.surface.sides import Context

_AROUND = 1
_MOST = 120


def excerpts(context: Context, findings: Iterable[Finding], shown: Collection[Status]) -> tuple[Excerpt, ...]:
    """Excerpts around findings in one of the states ``shown``, and around the steps of their traces."""
    wanted: dict[tuple[str, int, int, str], None] = {}
    for found in findings:
        if found.status in shown:
            wanted.update(dict.fromkeys(_places(found)))
    result = (_excerpt(context, *place) for place in list(wanted)[:_MOST])
    return tuple(excerpt for excerpt in result if excerpt.lines)


def _places(finding: Finding) -> Iterator[tuple[str, int, int, str]]:
    side = "base" if finding.status is Status.FIXED else "head"
    yield finding.path, max(1, finding.line - _AROUND), finding.end_line + _AROUND, side
    for step in finding.trace:
        yield step.path, step.line, step.line, step.side


def _excerpt(context: Context, path: str, first: int, last: int, side: str) -> Excerpt:
    lines = context.source(context.base if side == "base" else context.head, path)
    told = mask_lines(lines[first - 1 : min(last, first + 12)])
    return Excerpt(path, first, tuple(map(masked, told)) if format_of(path) else told, side)

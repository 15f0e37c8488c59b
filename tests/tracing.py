"""Asking where lines came from: what the tests of ``tidegate trace`` are written with."""

from __future__ import annotations

from pathlib import Path

from tidegate.model.trace import Step, Trace
from tidegate.trace import ask
from tidegate.trace.asked import Question

CLAUDE = "Co-authored-by: Claude Opus 4.8 <noreply@anthropic.com>"


def of(path: Path, words: str, at: str | None = None) -> Trace:
    """The answer for one line."""
    return ask.of_line(Question(directory=path, at=at), words)


def way(found: Trace) -> list[tuple[str, str]]:
    """How each commit is told, and its id."""
    return [(step.how.value, step.commit.id) for step in found.steps]


def tools(step: Step) -> list[str]:
    """Who wrote it, by class."""
    return [f"{one.confidence.value} {one.tool}" for one in step.attribution.claims]

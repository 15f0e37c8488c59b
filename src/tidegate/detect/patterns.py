"""Regular expressions that take exponential time on some text: in constants of changed code."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tidegate.detect.findings import finding, fingerprints, line_text
from tidegate.detect.redos import Ambiguity, ambiguity
from tidegate.flow.summary import Touch
from tidegate.flow.touches import PATTERN
from tidegate.model.finding import Confidence, Finding, Kind, Status
from tidegate.surface.sides import Context, Side

RULE = "catastrophic-regex"
_ANCHORED = frozenset({"match", "fullmatch"})
_LONGEST = 2000


def detect(context: Context) -> list[Finding]:
    """Exponential patterns that head has and base had not. Polynomial ones are too many to be news."""
    before = {touch.name for touch in _patterns(context.base)}
    found: list[Finding] = []
    for touch in _patterns(context.head):
        if touch.name not in before:
            verdict = ambiguity(touch.name, 0, touch.operation not in _ANCHORED)
            if isinstance(verdict, Ambiguity) and verdict.degree is None:
                found.append(_finding(context, touch, verdict))
    return found


def _patterns(side: Side) -> Iterator[Touch]:
    """Constant patterns of everything that the change reaches."""
    for root in side.roots:
        for touch in side.engine.summary(root).touches:
            if touch.store == PATTERN and len(touch.name) <= _LONGEST:
                yield touch


def _finding(context: Context, pattern: Touch, verdict: Ambiguity) -> Finding:
    place = pattern.place
    text = line_text(context.source(context.head, place.path), place.line)
    attack = f"{verdict.prefix!r} + {verdict.pump!r} * n + {verdict.suffix!r}"
    prints = fingerprints(RULE, [pattern.name], text)
    return replace(
        finding(RULE, Kind.MISUSE, Status.INTRODUCED, place, prints, Confidence.MEDIUM),
        message=f"The time to match grows exponentially with the text: {attack}.",
    )

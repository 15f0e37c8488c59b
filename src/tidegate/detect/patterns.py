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
    """Exponential patterns that only one side has. Polynomial ones are too many to be news."""
    found = _only(context.head, context.base, Status.INTRODUCED, context)
    return [*found, *_only(context.base, context.head, Status.FIXED, context)]


def _only(side: Side, other: Side, status: Status, context: Context) -> Iterator[Finding]:
    known = {touch.name for touch in _patterns(other)}
    for touch in _patterns(side):
        if touch.name not in known:
            known.add(touch.name)
            verdict = ambiguity(touch.name, 0, touch.operation not in _ANCHORED)
            if isinstance(verdict, Ambiguity) and verdict.degree is None:
                text = line_text(context.source(side, touch.place.path), touch.place.line)
                yield _finding(touch, text, status, verdict)


def _patterns(side: Side) -> Iterator[Touch]:
    """Constant patterns of everything that the change reaches."""
    for root in side.roots:
        for touch in side.engine.summary(root).touches:
            if touch.store == PATTERN and len(touch.name) <= _LONGEST:
                yield touch


def _finding(pattern: Touch, text: str, status: Status, verdict: Ambiguity) -> Finding:
    attack = f"{verdict.prefix!r} + {verdict.pump!r} * n + {verdict.suffix!r}"
    prints = fingerprints(RULE, [pattern.name], text)
    return replace(
        finding(RULE, Kind.MISUSE, status, pattern.place, prints, Confidence.MEDIUM),
        message=f"The time to match grows exponentially with the text: {attack}.",
    )

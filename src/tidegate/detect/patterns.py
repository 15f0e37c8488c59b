"""Regular expressions that take exponential time on some text: in constants of changed code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tidegate.detect.findings import Searched, finding
from tidegate.detect.printed import printed
from tidegate.detect.redos import Ambiguity, Unknown, ambiguity
from tidegate.flow.summary import Touch
from tidegate.flow.touches import PATTERN
from tidegate.model.finding import Confidence, Finding, Kind, Status
from tidegate.surface.sides import Context, Side, is_judged

RULE = "catastrophic-regex"
_ANCHORED = frozenset({"match", "fullmatch"})


def judge(context: Context) -> Searched:
    """Exponential patterns that only one side has. Polynomial ones are too many to be news."""
    new, gone = list(_only(context.head, context.base)), list(_only(context.base, context.head))
    return Searched(
        [
            *_findings(context.head, new, Status.INTRODUCED, context),
            *_findings(context.base, gone, Status.FIXED, context),
        ],
        tuple(
            f"how long the pattern in {touch.place.path}:{touch.place.line} takes ({verdict.why})"
            for touch, verdict in new
            if isinstance(verdict, Unknown) and is_judged(touch.place.path)
        ),
    )


def _only(side: Side, other: Side) -> Iterator[tuple[Touch, Ambiguity | Unknown | None]]:
    """The patterns that only ``side`` has, judged."""
    known = {touch.name for touch in _patterns(other)}
    for touch in _patterns(side):
        if touch.name not in known:
            known.add(touch.name)
            yield touch, ambiguity(touch.name, 0, touch.operation not in _ANCHORED)


def _findings(
    side: Side,
    judged: Iterable[tuple[Touch, Ambiguity | Unknown | None]],
    status: Status,
    context: Context,
) -> Iterator[Finding]:
    for touch, verdict in judged:
        if isinstance(verdict, Ambiguity) and verdict.degree is None:
            prints = printed(context, side, RULE, touch.place, [touch.name], [touch.name])
            yield _finding(touch, prints, status, verdict)


def _patterns(side: Side) -> Iterator[Touch]:
    """Constant patterns of everything that the change reaches."""
    for root in side.roots:
        yield from (touch for touch in side.engine.summary(root).touches if touch.store == PATTERN)


def _finding(pattern: Touch, prints: dict[str, str], status: Status, verdict: Ambiguity) -> Finding:
    attack = f"{verdict.prefix!r} + {verdict.pump!r} * n + {verdict.suffix!r}"
    return replace(
        finding(RULE, Kind.MISUSE, status, pattern.place, prints, Confidence.MEDIUM),
        message=f"The time to match grows exponentially with the text: {attack}.",
    )

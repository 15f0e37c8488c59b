"""Calls and settings that are a weakness by themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import partial

from msgspec.structs import replace

from tidegate.detect.findings import finding, line_text
from tidegate.detect.matching import Key, match
from tidegate.detect.printed import printed
from tidegate.flow.summary import Hit
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.program.names import dotted
from tidegate.surface.sides import Context, Side


def detect(context: Context) -> list[Finding]:
    base, head = hits_of(context.base), hits_of(context.head)
    passes = (
        (lambda hit: (_about(hit), hit.place.function), lambda hit: (_about(hit), hit.place.function)),
        (
            lambda hit: (_about(hit), hit.place.function),
            lambda hit: (_about(hit), context.in_base(hit.place.function)),
        ),
        *_moved(context, lambda side, hit: (hit.weakness, _text(context, side, hit))),
        *_moved(context, lambda side, hit: (_about(hit), _path(context, side, hit))),
    )
    pairs, gone, come = match(base, head, passes)
    alike = _otherwise_written(context, gone, come)
    found = [*_findings(context, context.head, [hit for hit in come if hit not in alike], Status.INTRODUCED)]
    found += [_doubted(one) for one in _findings(context, context.head, alike, Status.INTRODUCED)]
    found += _findings(context, context.head, [pair[1] for pair in pairs], Status.EXISTING)
    found += _findings(context, context.base, gone, Status.FIXED)
    return found


def _moved(context: Context, key: Callable[[Side, Hit], Hashable]) -> Iterator[tuple[Key[Hit], Key[Hit]]]:
    """Passes for what went into, or out of, a function that one side alone has."""

    def old(hit: Hit) -> Hashable:
        return key(context.base, hit)

    def new(hit: Hit) -> Hashable:
        return key(context.head, hit)

    yield lambda hit: old(hit) if context.is_gone(hit.place.function) else None, new
    yield old, lambda hit: new(hit) if context.is_new(hit.place.function) else None


def _otherwise_written(context: Context, gone: list[Hit], come: list[Hit]) -> list[Hit]:
    """What head has in a file where base had as many of that weakness, in other words.

    Whether it is the same one, edited, or another in its place, a human can tell.
    """
    path = partial(_path, context)
    alike, *_ = match(
        gone,
        come,
        [
            (
                lambda hit: (hit.weakness, path(context.base, hit)),
                lambda hit: (hit.weakness, path(context.head, hit)),
            )
        ],
    )
    return [pair[1] for pair in alike]


def _doubted(found: Finding) -> Finding:
    said = f"{found.message.rstrip()} This file had one before that is gone now: it may be the same."
    surest = Confidence.MEDIUM if found.confidence is Confidence.HIGH else found.confidence
    return replace(found, message=said, confidence=surest)


def _path(context: Context, side: Side, hit: Hit) -> str:
    path = hit.place.path
    return context.renamed.get(path, path) if side is context.head else path


def hits_of(side: Side) -> list[Hit]:
    told = [hit for root in side.roots for hit in side.engine.summary(root).hits]
    held = [hit for handler in side.handlers for hit in side.survey.holding(handler)]
    return list(dict.fromkeys([*told, *held]))


def _about(hit: Hit) -> tuple[str, str, str]:
    return (hit.weakness, hit.callee, hit.shape)


def _text(context: Context, side: Side, hit: Hit) -> str:
    return "".join(line_text(context.source(side, hit.place.path), hit.place.line).split())


def _findings(context: Context, side: Side, hits: list[Hit], status: Status) -> Iterator[Finding]:
    for hit in sorted(hits, key=lambda hit: hit.place):
        about = _about(hit)
        identity = (*about, dotted(hit.place.path, hit.place.function.qualname))
        prints = printed(context, side, hit.weakness, hit.place, identity, about)
        known = finding(hit.weakness, Kind.MISUSE, status, hit.place, prints, Confidence(hit.confidence))
        yield replace(
            known,
            message=hit.message or known.message,
            fix=hit.fix or known.fix,
            severity=Severity(hit.severity) if hit.severity else known.severity,
        )

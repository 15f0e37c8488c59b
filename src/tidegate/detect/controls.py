"""Controls that protected an entry point in base and no longer do in head."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from tidegate.detect.findings import finding, fingerprints, line_text
from tidegate.detect.matching import match
from tidegate.flow.summary import Place
from tidegate.knowledge.weaknesses import catalogue
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.model.result import Control
from tidegate.program.names import dotted
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, Side

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that change nothing: no forged request matters


_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Difference(msgspec.Struct, eq=False):
    """One entry point on both sides."""

    base: Handler
    head: Handler
    before: tuple[Control, ...]
    after: tuple[Control, ...]

    @property
    def lost(self) -> list[Control]:
        """Controls of a kind that nothing provides any more."""
        kinds = {control.kind for control in self.after}
        needless = {"csrf"} if _method(self.head) in _SAFE else set()
        return [control for control in self.before if control.kind not in kinds | needless]

    @property
    def changed(self) -> bool:
        """Whether another set of providers protects it now."""
        return {(c.kind, c.provider) for c in self.before} != {(c.kind, c.provider) for c in self.after}


def differences(context: Context) -> list[Difference]:
    """Entry points that both sides have: same route and handler, then same route, then same handler.

    None where the analysis was cut: a control that was not seen is no control that was lost.
    """
    if context.cut:
        return []
    passes = (
        (lambda h: (h.name, h.identity, h.of), lambda h: (h.name, context.in_base(h.identity), h.of)),
        (
            lambda h: h.name if h.route is not None else None,
            lambda h: h.name if h.route is not None else None,
        ),
        (lambda h: (_method(h), h.identity), lambda h: (_method(h), context.in_base(h.identity))),
    )
    pairs, _, _ = match(context.base.survey.handlers, context.head.survey.handlers, passes)
    return [
        Difference(base, head, _standing(context.base, base), _standing(context.head, head))
        for base, head in pairs
        if context.base.concerns(base) or context.head.concerns(head)
    ]


def _standing(side: Side, handler: Handler) -> tuple[Control, ...]:
    """What stands before a handler. Requests that only read are never asked for a CSRF token."""
    reads = handler.name.partition(" ")[0] in _READING
    return tuple(c for c in side.survey.controls(handler) if not (reads and c.kind == "csrf"))


def _method(handler: Handler) -> str:
    return handler.name.partition(" ")[0] if handler.route is not None else ""


def detect(context: Context, compared: list[Difference]) -> list[Finding]:
    """One finding for each kind of control that an entry point lost."""
    return [
        _lost(context, difference, kind)
        for difference in compared
        for kind in dict.fromkeys(control.kind for control in difference.lost)
    ]


def _lost(context: Context, difference: Difference, kind: str) -> Finding:
    rule = f"{kind}-lost" if f"{kind}-lost" in catalogue() else "control-lost"
    control = next(control for control in difference.lost if control.kind == kind)
    head = difference.head
    function = context.head.engine.function(head.identity)
    line = function.line if function is not None and head.closure is None else head.place.line
    place = Place(head.identity, line, line, 1)
    text = line_text(context.source(context.head, place.path), line)
    identity = [kind, head.name, dotted(head.identity.path, head.identity.qualname)]
    confidence = Confidence.HIGH if "." in control.provider else Confidence.MEDIUM
    prints = fingerprints(rule, identity, text)
    return replace(
        finding(rule, Kind.LOST_CONTROL, Status.INTRODUCED, place, prints, confidence),
        message=_message(difference, control),
        trace=tuple(_trace(difference, control, place)),
        entry_point=head.name,
    )


def _message(difference: Difference, control: Control) -> str:
    left = sorted({control.provider.rpartition(".")[2] for control in difference.after})
    now = f"only {', '.join(left)} stands before it now" if left else "nothing stands before it now"
    provider = control.provider.rpartition(".")[2]
    return f"{difference.head.name} was protected by {provider} ({control.kind}); {now}."


def _trace(difference: Difference, control: Control, place: Place) -> Iterator[Step]:
    if control.path is not None and control.line is not None:
        yield Step(control.path, control.line, f"{control.provider} protected it", "base")
    yield Step(place.path, place.line, f"{difference.head.name} is handled here")

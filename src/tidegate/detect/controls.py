"""Controls that protected an entry point in base and no longer do in head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from tidegate.detect.findings import finding, fingerprints, line_text
from tidegate.detect.matching import match
from tidegate.flow.summary import Place, Refusal
from tidegate.knowledge.weaknesses import catalogue
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.model.result import Control
from tidegate.program.names import dotted
from tidegate.surface.asked import Spot, Words
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, Side

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that change nothing: no forged request matters


_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_WHO = ("authentication", "authorization")  # kinds of control that say who may come in
_VERIFIED = "verification"  # what such a control may be made of
_WEAKENED = "control-weakened"
_MOST_REMOVED = 3


class Difference(msgspec.Struct, eq=False):
    """One entry point on both sides. ``unasked`` are words that no check of it asks any more."""

    base: Handler
    head: Handler
    before: tuple[Control, ...]
    after: tuple[Control, ...]
    unasked: Words

    @property
    def lost(self) -> list[Control]:
        """Controls of a kind that nothing provides any more."""
        kinds = {control.kind for control in self.after}
        needless = {"csrf"} if _method(self.head) in _SAFE else set()
        return [control for control in self.before if control.kind not in kinds | needless]

    @property
    def is_less(self) -> bool:
        """Whether it is a finding: then nobody needs to be told that it changed."""
        return bool(self.lost or self.unasked)

    @property
    def changed(self) -> bool:
        """Whether somebody else protects it now, or somebody protects it from less than before."""
        before, after = _providers(self.before), _providers(self.after)
        new = {provider for _, provider in after} - {provider for _, provider in before}
        return bool(new or before - after)


def _providers(controls: tuple[Control, ...]) -> set[tuple[str, str]]:
    """Who provides which kind of control; a comparison is only what such a control is made of."""
    return {(control.kind, control.provider) for control in controls if control.kind != _VERIFIED}


def differences(context: Context) -> list[Difference]:
    """Entry points that both sides have: same route and handler, then same route, then same handler.

    None where the analysis was cut: a control that was not seen is no control that was lost.
    """
    found = _compared(context)
    return [] if context.cut else found


def _compared(context: Context) -> list[Difference]:
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
        Difference(
            base,
            head,
            _standing(context.base, base),
            _standing(context.head, head),
            _unasked(context, base, head),
        )
        for base, head in pairs
        if context.base.concerns(base) or context.head.concerns(head)
    ]


def _standing(side: Side, handler: Handler) -> tuple[Control, ...]:
    """What stands before a handler. Requests that only read are never asked for a CSRF token."""
    reads = handler.name.partition(" ")[0] in _READING
    return tuple(c for c in side.survey.controls(handler) if not (reads and c.kind == "csrf"))


def _unasked(context: Context, base: Handler, head: Handler) -> Words:
    """What base asked of a caller and head does not, where head asks nothing that base did not.

    A check in other words is another check, and whether it is as good nobody can tell: that is no loss.
    """
    (named, before), (named_now, after) = _asked(context.base, base), _asked(context.head, head)
    if not named_now <= named or not after.keys() <= before.keys():
        return {}
    return {word: spot for word, spot in before.items() if word not in after}


def _asked(side: Side, handler: Handler) -> tuple[set[str], Words]:
    """(controls known by name, words of the program's own checks) that say who may come in."""
    standing = [one for one in side.survey.standing(handler) if one.kind in _WHO]
    named = {one.provider for one in standing if one.refusal is None}
    return named, side.survey.asked.of(one.refusal for one in standing if one.refusal is not None)


def _method(handler: Handler) -> str:
    return handler.name.partition(" ")[0] if handler.route is not None else ""


def detect(context: Context, compared: list[Difference]) -> list[Finding]:
    """One finding for each kind of control that an entry point lost."""
    found: list[Finding] = []
    for difference in compared:
        kinds = list(dict.fromkeys(control.kind for control in difference.lost))
        who = [kind for kind in kinds if kind in _WHO]
        found += [_lost(context, difference, kind) for kind in kinds if kind != _VERIFIED or not who]
        if difference.unasked and not {*who, _VERIFIED}.intersection(kinds):
            found.append(_weakened(context, difference))
    return found


def _lost(context: Context, difference: Difference, kind: str) -> Finding:
    rule = f"{kind}-lost" if f"{kind}-lost" in catalogue() else "control-lost"
    control = next(control for control in difference.lost if control.kind == kind)
    confidence = Confidence.HIGH if "." in control.provider else Confidence.MEDIUM
    found = _finding(context, difference, rule, kind, confidence)
    refusal = _refusal(context, difference, kind)
    steps = (*_protected(control, refusal), *_removed(context, difference), _handled(found))
    return replace(found, message=_message(difference, control, refusal), trace=_each_line_once(steps))


def _weakened(context: Context, difference: Difference) -> Finding:
    found = _finding(context, difference, _WEAKENED, "", Confidence.MEDIUM)
    word, (function, line) = min(difference.unasked.items(), key=_telling)
    message = (
        f"{difference.head.name} is protected by less than before: nothing asks for `{_plain(word)}` any more"
        f" ({function.path}:{line} in base)."
    )
    return replace(found, message=message, trace=(*_removed(context, difference), _handled(found)))


def _telling(asked: tuple[str, Spot]) -> tuple[bool, str, int]:
    """Calls of libraries first: they say best what was checked."""
    word, (function, line) = asked
    return (not word.endswith("()"), function.path, line)


def _plain(word: str) -> str:
    return word.removeprefix(".").removesuffix("()").strip("[]'")


def _finding(
    context: Context, difference: Difference, rule: str, control: str, confidence: Confidence
) -> Finding:
    """A finding at the handler of head; ``control`` is the kind that it is about."""
    head = difference.head
    function = context.head.engine.function(head.identity)
    line = function.line if function is not None and head.closure is None else head.place.line
    place = Place(head.identity, line, line, 1)
    text = line_text(context.source(context.head, place.path), line)
    prints = fingerprints(
        rule, [control, head.name, dotted(head.identity.path, head.identity.qualname)], text
    )
    kind = Kind(catalogue()[rule].kind)
    found = finding(rule, kind, Status.INTRODUCED, place, prints, confidence)
    return replace(found, entry_point=head.name)


def _refusal(context: Context, difference: Difference, kind: str) -> Refusal | None:
    """Where base itself turned callers away, if that is what is lost."""
    standing = context.base.survey.standing(difference.base)
    return next((one.refusal for one in standing if one.kind == kind), None)


def _message(difference: Difference, control: Control, refusal: Refusal | None) -> str:
    left = sorted({control.provider.rpartition(".")[2] for control in difference.after})
    now = f"only {', '.join(left)} stands before it now" if left else "nothing stands before it now"
    provider = control.provider.rpartition(".")[2]
    where = ""
    if refusal is not None:
        own = refusal.function == difference.base.identity
        provider = "a check of its own" if own else provider
        where = f", {refusal.function.path}:{refusal.at} in base"
    return f"{difference.head.name} was protected by {provider} ({control.kind}{where}); {now}."


def _protected(control: Control, refusal: Refusal | None) -> Iterator[Step]:
    if control.path is not None and control.line is not None:
        yield Step(control.path, control.line, f"{control.provider} protected it", "base")
    if refusal is not None:
        compared = control.kind == _VERIFIED
        says = "compared what only the right caller knows" if compared else "turned callers away"
        yield Step(refusal.function.path, refusal.at, says, "base")


def _each_line_once(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple({(step.side, step.path, step.line): step for step in reversed(list(steps))}.values())[::-1]


def _removed(context: Context, difference: Difference) -> Iterator[Step]:
    """The lines of changed functions that asked what nothing asks any more."""
    changed = context.base.changed.functions
    spots = {(function.path, line) for function, line in difference.unasked.values() if function in changed}
    for path, line in sorted(spots)[:_MOST_REMOVED]:
        yield Step(path, line, "asked who comes in: gone", "base")


def _handled(found: Finding) -> Step:
    return Step(found.path, found.line, f"{found.entry_point} is handled here")

"""Controls that protected an entry point in base and no longer do in head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

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
from tidegate.surface.clauses import TooMany, passed
from tidegate.surface.filters import filtered_by
from tidegate.surface.handlers import Handler, defined_at
from tidegate.surface.sides import Context, Side

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that change nothing: no forged request matters

_WHO = ("authentication", "authorization")  # kinds of control that say who may come in
_VERIFIED = "verification"  # what such a control may be made of
_WEAKENED = "control-weakened"
_MOST_REMOVED = 3


class Narrowed(NamedTuple):
    """Callers whom base turned away for this, and head need not."""

    words: tuple[str, ...]
    spot: Spot  # of base


class Difference(msgspec.Struct, eq=False):
    """One entry point on both sides. ``unasked`` are words that no check of it asks any more."""

    base: Handler
    head: Handler
    before: tuple[Control, ...]
    after: tuple[Control, ...]
    unasked: Words
    narrowed: Narrowed | None = None
    replaced: frozenset[str] = frozenset()  # kinds whose refusals became conditions of queries
    implied: frozenset[str] = frozenset()  # kinds that what stands in head makes sure of besides its own
    names: Mapping[str, str] = {}  # providers of head by the names that base has for them

    @property
    def lost(self) -> list[Control]:
        """Controls of a kind that nothing provides any more."""
        kinds = {control.kind for control in self.after} | self.implied | self.replaced
        needless = {"csrf"} if _method(self.head) in _SAFE else set()
        return [control for control in self.before if control.kind not in kinds | needless]

    @property
    def is_weakened(self) -> bool:
        return bool(self.unasked or self.narrowed)

    @property
    def is_less(self) -> bool:
        """Whether it is a finding: then nobody needs to be told that it changed."""
        return bool(self.lost or self.is_weakened)

    @property
    def changed(self) -> bool:
        """Whether somebody else protects it now, or somebody protects it from less than before."""
        before = _providers(self.before)
        after = {(kind, self.names.get(provider, provider)) for kind, provider in _providers(self.after)}
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
        _difference(context, base, head)
        for base, head in pairs
        if context.base.concerns(base) or context.head.concerns(head)
    ]


def _difference(context: Context, base: Handler, head: Handler) -> Difference:
    found = Difference(
        base=base,
        head=head,
        before=_standing(context.base, base),
        after=_standing(context.head, head),
        unasked=_unasked(context, base, head),
        narrowed=_narrowed(context, base, head),
        implied=_implied(context.head, head),
        names={
            one.provider: context.named_in_base(one.provider) for one in context.head.survey.controls(head)
        },
    )
    if set(_WHO).isdisjoint(control.kind for control in found.lost) and not found.unasked:
        return found
    return _with_filters(context, found)


def _with_filters(context: Context, found: Difference) -> Difference:
    """A row that a caller was refused may not be found for him now: then its check is another, not gone."""
    sides = ((context.base, found.base), (context.head, found.head))
    before, after = (filtered_by(side.survey.asked, handler.identity) for side, handler in sides)
    refusing = [one for one in context.base.survey.standing(found.base) if one.kind in _WHO]
    replaced = set()
    for kind in {one.kind for one in refusing}:
        refusals = [one.refusal for one in refusing if one.kind == kind]
        words = context.base.survey.asked.of(one for one in refusals if one is not None)
        if None not in refusals and any(_plain(word) in after - before for word in words):
            replaced.add(kind)
    unasked = {
        word: spot for word, spot in found.unasked.items() if _plain(word) not in after or not replaced
    }
    return replace(found, replaced=frozenset(replaced), unasked=unasked)


def _standing(side: Side, handler: Handler) -> tuple[Control, ...]:
    """What stands before a handler. Requests that only read are never asked for a CSRF token."""
    reads = handler.name.partition(" ")[0] in _SAFE
    return tuple(c for c in side.survey.controls(handler) if not (reads and c.kind == "csrf"))


def _implied(side: Side, handler: Handler) -> frozenset[str]:
    """Whoever is asked for a permission has been asked who he is.

    That holds of permission checks that are known by name, not of whatever else the program refuses.
    """
    asked = any(
        one.kind == "authorization" and one.refusal is None and side.survey.protection.asks_who(one.provider)
        for one in side.survey.standing(handler)
    )
    return frozenset({"authentication"}) if asked else frozenset()


def _unasked(context: Context, base: Handler, head: Handler) -> Words:
    """What base asked of a caller and head does not, where head asks nothing that base did not.

    A check in other words is another check, and whether it is as good nobody can tell: that is no loss.
    """
    (named, before), (named_now, after) = _asked(context.base, base), _asked(context.head, head)
    if not named_now <= named or not after.keys() <= before.keys():
        return {}
    return {word: spot for word, spot in before.items() if word not in after}


def _narrowed(context: Context, base: Handler, head: Handler) -> Narrowed | None:
    """Where the same questions turn fewer callers away: an ``or`` that became an ``and``, a wider list."""
    (named, before), (named_now, after) = _refusing(context.base, base), _refusing(context.head, head)
    if not named_now <= named:
        return None
    try:
        old = context.base.survey.asked.clauses(before, base.identity)
        new = context.head.survey.asked.clauses(after, head.identity)
    except TooMany:
        return None
    gone = passed(frozenset(old), frozenset(new))
    words = {word for literal in gone or () for word in literal.leaf}
    return Narrowed(tuple(sorted(words)), old[gone]) if gone is not None else None


def _asked(side: Side, handler: Handler) -> tuple[set[str], Words]:
    """(controls known by name, words of the program's own checks) that say who may come in."""
    named, refusals = _refusing(side, handler)
    return named, side.survey.asked.of(refusals)


def _refusing(side: Side, handler: Handler) -> tuple[set[str], list[Refusal]]:
    """(controls known by name, refusals of the program's own) that say who may come in."""
    standing = [one for one in side.survey.standing(handler) if one.kind in _WHO]
    named = {one.provider for one in standing if one.refusal is None}
    return named, [one.refusal for one in standing if one.refusal is not None]


def _method(handler: Handler) -> str:
    return handler.name.partition(" ")[0] if handler.route is not None else ""


def detect(context: Context, compared: list[Difference]) -> list[Finding]:
    """One finding for each kind of control that an entry point lost."""
    found: list[Finding] = []
    for difference in compared:
        kinds = list(dict.fromkeys(control.kind for control in difference.lost))
        who = [kind for kind in kinds if kind in _WHO]
        found += [_lost(context, difference, kind) for kind in kinds if kind != _VERIFIED or not who]
        if difference.is_weakened and not {*who, _VERIFIED}.intersection(kinds):
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
    if difference.unasked:
        word, (function, line) = min(difference.unasked.items(), key=_telling)
        less = f"nothing asks for `{_plain(word)}` any more"
        steps = tuple(_removed(context, difference))
    else:
        assert difference.narrowed is not None
        words, (function, line) = difference.narrowed
        less = f"{' and '.join(f'`{_plain(word)}`' for word in words)} turned callers away who may pass now"
        steps = (Step(function.path, line, "turned more callers away", "base"),)
    message = (
        f"{difference.head.name} is protected by less than before: {less} ({function.path}:{line} in base)."
    )
    return replace(found, message=message, trace=(*steps, _handled(found)))


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
    line = defined_at(context.head.engine, head)
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

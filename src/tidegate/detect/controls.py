"""Controls that protected an entry point in base and no longer do in head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tidegate.detect.compared import VERIFIED, WHO, Difference, Widened, plain
from tidegate.detect.findings import finding
from tidegate.detect.posted import POSTED
from tidegate.detect.printed import printed_entry
from tidegate.detect.verified import is_verified
from tidegate.flow.summary import Place, Refusal
from tidegate.knowledge.weaknesses import catalogue
from tidegate.model.finding import Confidence, Finding, Kind, Status, Step
from tidegate.model.result import Control
from tidegate.program.names import FunctionId
from tidegate.surface.asked import Spot
from tidegate.surface.handlers import defined_at
from tidegate.surface.sides import Context

_WEAKENED = "control-weakened"
_MOST_REMOVED = 3


def detect(context: Context, compared: list[Difference]) -> list[Finding]:
    """One finding for each kind of control that an entry point lost."""
    found: list[Finding] = []
    for difference in compared:
        kinds = _told(context, difference)
        found += [_lost(context, difference, kind) for kind in kinds]
        if difference.is_weakened and not kinds:
            found.append(_weakened(context, difference))
        elif difference.widened is not None and not kinds:
            found.append(_lets_more_in(context, difference, difference.widened))
    return found + _disowned(context, compared)


def _lets_more_in(context: Context, difference: Difference, widened: Widened) -> Finding:
    before, after, by = widened
    found = _finding(context, difference, _WEAKENED, before.kind, Confidence.MEDIUM)
    provider = after.provider.rpartition(".")[2]
    message = f"{difference.head.name} is protected by less than before: {provider}: {by}."
    steps = (
        Step(before.path, before.line, f"{provider} as it was", "base"),
        Step(after.path, after.line, f"{provider}: {by}"),
        _handled(found),
    )
    return replace(found, message=message, trace=_each_line_once(steps))


def _disowned(context: Context, compared: list[Difference]) -> list[Finding]:
    """One finding for each place that asked for the caller's rows, and class or function that it was for."""
    found: dict[tuple[FunctionId, Spot], Finding] = {}
    for difference in compared:
        if difference.disowned is not None:
            key = (difference.head.identity, difference.disowned)
            found.setdefault(key, _unfiltered(context, difference, difference.disowned))
    return list(found.values())


def _unfiltered(context: Context, difference: Difference, spot: Spot) -> Finding:
    function, line = spot
    found = _finding(context, difference, "authorization-lost", "ownership", Confidence.MEDIUM)
    message = (
        f"{difference.head.name} gave callers only what is theirs ({function.path}:{line} in base); "
        f"nothing asks whose it is any more."
    )
    step = Step(function.path, line, "asked for the caller's own", "base")
    return replace(found, message=message, trace=(step, _handled(found)))


def _told(context: Context, difference: Difference) -> list[str]:
    """The lost kinds that a finding is about: a comparison is what a login is made of, or is what is lost."""
    kinds = list(dict.fromkeys(control.kind for control in difference.lost))
    who = [kind for kind in kinds if kind in WHO]
    if VERIFIED not in kinds or not who:
        return kinds
    dropped = who if is_verified(context.base, difference.base, who) else [VERIFIED]
    return [kind for kind in kinds if kind not in dropped]


def _lost(context: Context, difference: Difference, kind: str) -> Finding:
    control = next(control for control in difference.lost if control.kind == kind)
    rule = f"{kind}-lost" if f"{kind}-lost" in catalogue() else "control-lost"
    if kind == POSTED:
        rule = "csrf-lost"
    if difference.asks_less(control):
        rule = _WEAKENED  # who asked that is still there, and asks for less
    known = "." in control.provider and kind != POSTED  # what a request changes is told by names
    confidence = Confidence.HIGH if known else Confidence.MEDIUM
    found = _finding(context, difference, rule, kind, confidence)
    refusal = _refusal(context, difference, kind)
    steps = (*_protected(control, refusal), *_removed(context, difference), _handled(found))
    return replace(found, message=_message(difference, control, refusal), trace=_each_line_once(steps))


def _weakened(context: Context, difference: Difference) -> Finding:
    found = _finding(context, difference, _WEAKENED, "", Confidence.MEDIUM)
    if difference.unasked:
        word, (function, line) = min(difference.unasked.items(), key=_telling)
        less = f"nothing asks for `{plain(word)}` any more"
        steps = tuple(_removed(context, difference))
    else:
        assert difference.narrowed is not None
        words, (function, line) = difference.narrowed
        said = " and ".join(f"`{plain(word)}`" for word in words) or "a condition"
        less = f"{said} turned callers away who may pass now"
        steps = (Step(function.path, line, "turned more callers away", "base"),)
    message = (
        f"{difference.head.name} is protected by less than before: {less} ({function.path}:{line} in base)."
    )
    return replace(found, message=message, trace=(*steps, _handled(found)))


def _telling(asked: tuple[str, Spot]) -> tuple[bool, str, int]:
    """Calls of libraries first: they say best what was checked."""
    word, (function, line) = asked
    return (not word.endswith("()"), function.path, line)


def _finding(
    context: Context, difference: Difference, rule: str, control: str, confidence: Confidence
) -> Finding:
    """A finding at the handler of head; ``control`` is the kind that it is about."""
    head = difference.head
    line = defined_at(context.head.engine, head)
    place = Place(head.identity, line, line, 1)
    prints = printed_entry(context, rule, place, head, first=(control,))
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
    if difference.asks_less(control):
        now = "it still stands before it, and asks only who comes in"
    provider = control.provider.rpartition(".")[2]
    if control.kind == POSTED:
        return (
            f"{difference.head.name} took no GET request ({provider}) and takes one now: "
            f"it changes something then, and no form's token is asked for."
        )
    where = ""
    if refusal is not None:
        own = refusal.function == difference.base.identity
        provider = "a check of its own" if own else provider
        where = f", {refusal.function.path}:{refusal.at} in base"
    return f"{difference.head.name} was protected by {provider} ({control.kind}{where}); {now}."


def _protected(control: Control, refusal: Refusal | None) -> Iterator[Step]:
    at = (refusal.function.path, refusal.at) if refusal is not None else None
    if control.path is not None and control.line is not None and (control.path, control.line) != at:
        yield Step(control.path, control.line, f"{control.provider} protected it", "base")
    if refusal is not None:
        compared = control.kind == VERIFIED
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

"""Ways in left out of the check for forms: old ones, and new ones that know their callers by a cookie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tidegate.detect.compared import Difference
from tidegate.detect.findings import finding
from tidegate.detect.printed import printed_entry
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Status
from tidegate.program.names import MODULE, FunctionId
from tidegate.surface.controls import Exemption
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, is_judged
from tidegate.surface.strangers import may_write


def detect(context: Context, compared: Iterable[Difference]) -> list[Finding]:
    """One finding for each place that exempts; of those that were there before, base knew the check."""
    known = {id(difference.head) for difference in compared}
    head = context.head
    if context.cut:
        return []
    fresh = (one for one in head.handlers if id(one) not in known and head.changes(one))
    found: dict[tuple[str, int], Finding] = {}
    for handler in fresh:
        if is_judged(handler.identity.path) and may_write(handler):
            for exemption in _harmful(context, handler):
                found.setdefault((exemption.path, exemption.line), _finding(context, handler, exemption))
    for difference in compared:
        for exemption in _newly(context, difference):
            told = _left_out(context, difference.head, exemption)
            found.setdefault((exemption.path, exemption.line), told)
    return list(found.values())


def _newly(context: Context, difference: Difference) -> Iterator[Exemption]:
    """What takes a check away that base did not, where it is not known that the check stood there: it does
    by default."""
    if not is_judged(difference.head.identity.path) or not may_write(difference.head):
        return
    known = {control.kind for control in difference.before}
    before = context.base.survey.protection.exemptions(difference.base)
    for kind, exemption in context.head.survey.protection.exemptions(difference.head).items():
        if exemption.known.weakness and kind not in before and kind not in known:
            yield exemption


def _harmful(context: Context, handler: Handler) -> Iterator[Exemption]:
    """Exemptions that are a weakness beside what else stands before the handler."""
    survey = context.head.survey
    for exemption in survey.protection.exemptions(handler).values():
        beside = exemption.known.beside
        if any(control.provider.startswith(beside) for control in survey.controls(handler)):
            yield exemption


def _left_out(context: Context, handler: Handler, exemption: Exemption) -> Finding:
    told = _finding(context, handler, exemption)
    message = f"{handler.name} takes requests from other sites now: it is left out of the check for forms."
    return replace(told, message=message, confidence=Confidence.MEDIUM)


def _finding(context: Context, handler: Handler, exemption: Exemption) -> Finding:
    place = Place(FunctionId(exemption.path, MODULE), exemption.line, exemption.line, 1)
    rule = exemption.known.weakness or ""
    prints = printed_entry(context, rule, place, handler)
    found = finding(rule, Kind.MISUSE, Status.INTRODUCED, place, prints, Confidence.HIGH)
    message = (
        f"{handler.name} changes something for whoever is signed in, and takes requests from other sites."
    )
    return replace(found, entry_point=handler.name, message=message)

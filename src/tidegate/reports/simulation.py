"""What a policy would have decided of recent changes, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from tidegate.model.result import Decision
from tidegate.model.simulation import Outcome, Replayed, Simulation
from tidegate.reports.cells import clip
from tidegate.reports.json_ import encoded, stored
from tidegate.reports.visible import mapped, shown
from tidegate.reports.words import plural

_UNSEEN = 20  # changes that are named
_WIDEST = 160  # cells of a line


def render(name: str, found: Simulation) -> str:
    """``found`` as "text" or "json"."""
    if name == "json":
        return encoded(stored(msgspec.to_builtins(found)))
    return "".join(f"{line}\n" for line in _lines(_printable(found)))


def _printable(found: Simulation) -> Simulation:
    return msgspec.convert(mapped(msgspec.to_builtins(found), shown), Simulation)


def _lines(found: Simulation) -> Iterator[str]:
    judged = [change for change in found.changes if change.proposed is not None]
    compares = found.in_force != found.proposed
    which = "in force → proposed" if compares else "by the policy in force"
    yield f"the last {plural(len(found.changes), 'change')} of {found.branch}, {which}"
    yield from _counted(judged, compares=compares)
    told = [change for change in judged if change.differs] if compares else judged
    if compares:
        yield f"{len(told)} of {len(judged)} differ{':' if told else ''}"
    yield from (line for change in told for line in _told(change, compares=compares))
    yield from _untold(found.changes)


def _counted(judged: list[Replayed], *, compares: bool) -> Iterator[str]:
    old, new = (Counter(one.decision for one in side) for side in _sides(judged))
    for decision in Decision:
        count = f"{old[decision]:>4} → {new[decision]}" if compares else f"{new[decision]:>4}"
        yield f"  {decision.value:<7}{count}"


def _sides(judged: Iterable[Replayed]) -> tuple[list[Outcome], list[Outcome]]:
    changes = list(judged)
    return [c.in_force for c in changes if c.in_force], [c.proposed for c in changes if c.proposed]


def _told(change: Replayed, *, compares: bool) -> Iterator[str]:
    if change.in_force is None or change.proposed is None:
        return
    said = _outcome(change.proposed)
    told = f"{_outcome(change.in_force)} → {said}" if compares else said
    yield f"  {change.commit[:12]}  {told}  {change.subject}"
    for why in change.proposed.because:
        if not compares or why not in change.in_force.because:
            yield clip(f"                {why}", _WIDEST)


def _outcome(one: Outcome) -> str:
    humans = f", {one.humans}" if one.humans else ""
    return f"{one.decision.value} ({one.name or one.tier.value}{humans})"


def _untold(changes: Iterable[Replayed]) -> Iterator[str]:
    """The third answer: changes that were not judged, or not understood whole."""
    unsure = [(one, one.why_not or one.unseen[0]) for one in changes if one.why_not or one.unseen]
    if unsure:
        yield f"could not tell, or not all of it: {plural(len(unsure), 'change')}"
    for one, why in unsure[:_UNSEEN]:
        yield clip(f"  {one.commit[:12]}  {why}", _WIDEST)
    if len(unsure) > _UNSEEN:
        yield f"  and {len(unsure) - _UNSEEN} more"

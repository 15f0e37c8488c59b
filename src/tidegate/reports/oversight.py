"""Who approved a change and what is missing, in words for people."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.model.oversight import GivenApproval, Missing, Oversight, OversightState
from tidegate.model.result import CheckResult
from tidegate.reports import words
from tidegate.reports.visible import one_line

_STATES = {
    OversightState.NOT_NEEDED: "nobody has to approve it",
    OversightState.APPROVED: "approved",
    OversightState.MISSING: "not approved yet",
    OversightState.UNKNOWN: "could not tell who may approve it",
    OversightState.REFUSED: "refused",
    OversightState.BYPASSED: "passed by in an emergency",
}
_NAMES = 8


def lines(said: Oversight) -> list[str]:
    """What there is to say of it, the answer first."""
    return [one_line(line) for line in _lines(said)]


def _lines(said: Oversight) -> list[str]:
    return [
        *(f"refused by {one}" for one in said.refused),
        *(f"approved by {_given(one)}" for one in said.given),
        *(f"does not count: {one.person}: {one.why} (event {one.event[:12]})" for one in said.uncounted),
        *(f"missing: {missing(one)}" for one in said.missing),
        *(f"could not tell: {one}" for one in said.unknown[:_NAMES]),
        *([f"and {len(said.unknown) - _NAMES} more"] if len(said.unknown) > _NAMES else []),
        *([f"passed by in an emergency: event {said.bypassed[:12]}"] if said.bypassed else []),
    ]


def missing(one: Missing) -> str:
    if not one.who:
        return f"{one.what}: nobody who is enrolled may give it"
    more = f" and {len(one.who) - _NAMES} more" if len(one.who) > _NAMES else ""
    few = ", and nobody else who is enrolled may" if len(one.who) < one.humans else ""
    return f"{one.what}: {', '.join(one.who[:_NAMES])}{more}{few}"


def status_text(result: CheckResult, said: Oversight) -> str:
    """The page of ``tidegate status``."""
    return "".join(f"{line}\n" for line in _page(result, said))


def _page(result: CheckResult, said: Oversight) -> Iterator[str]:
    observing = words.observing(result)
    yield f"{result.decision.upper()}  {f'{observing}: ' if observing else ''}{_STATES[said.state]}"
    name = f" ({result.requirements.name})" if result.requirements.name else ""
    yield f"{result.change.title}: tier {result.requirements.tier}{name}"
    yield from (f"  {line}" for line in lines(said))
    if (then := _next(result, said)) is not None:
        yield f"next: {then}"


def _next(result: CheckResult, said: Oversight) -> str | None:
    if result.change.head is not None and result.change.head == result.change.base:
        return "nothing is changed here: switch to a branch, or name one: tidegate status BASE..BRANCH"
    if said.state is OversightState.MISSING and all(len(one.who) >= one.humans for one in said.missing):
        return "one of them says `tidegate approve`, and shares it with `tidegate ledger sync --online`"
    if said.state is OversightState.MISSING:
        return "on the base branch, .tidegate/people.yaml needs somebody who may: with keys and trained_until"
    if said.state is OversightState.UNKNOWN:
        return "on the base branch, .tidegate/people.yaml has to say who they are"
    return None


def _given(one: GivenApproval) -> str:
    how = "was there to touch the key" if one.presence == "present" else "key possession"
    carried = ", carried over" if one.carried else ""
    if one.landed:
        carried = f", this is the queue's commit of {one.landed[:12]}"
    role = "" if one.role == "reviewer" else f" as {one.role}"
    return f"{one.person}{role} at {one.at} ({how}{carried}; event {one.event[:12]})"

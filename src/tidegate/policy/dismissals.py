"""Findings that the team dismissed: one person asked for it, another who had no part in the change agreed.

A dismissal has a reason and an end; from the day after, the finding counts again. It is of one finding: a
copy of what was dismissed is another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from tidegate.config.settings import AcceptedFinding
from tidegate.model.event import (
    Dismissal,
    DismissalApproval,
    DismissalReason,
    Event,
    Revocation,
    Revoked,
)
from tidegate.model.finding import Disposition, Finding, Status
from tidegate.model.lineage import CLOSE, lineage
from tidegate.model.people import People
from tidegate.policy.asked import Heard
from tidegate.policy.eligible import Involved, why_not

LONGEST = timedelta(days=366)
_STATES = {
    DismissalReason.FALSE_POSITIVE: "false-positive",
    DismissalReason.ACCEPTED_RISK: "accepted",
    DismissalReason.MITIGATED_ELSEWHERE: "mitigated",
    DismissalReason.TEST_ONLY: "test-only",
}


class Dismissed(msgspec.Struct, frozen=True):
    """A dismissal that was asked for. ``by`` agreed; "" as long as nobody did who may. ``behind`` are those
    who may be behind the two, by their names: with a key that one granted to the other they may be one.
    """

    event: str
    requester: str
    said: Dismissal
    at: date
    by: str = ""
    behind: dict[str, str] = {}

    def counts(self, day: date) -> bool:
        return bool(self.by) and self.ends() >= day

    def ends(self) -> date:
        """The last day on which it counts: none is longer than 366 days."""
        return min(self.said.until or date.max, self.at + LONGEST)


def dismissed(heard: Sequence[Heard], people: People, parts: Involved) -> tuple[Dismissed, ...]:
    """Everything that was asked for and not revoked, in the ledger's order."""
    events = {one.id: one.event for one in heard if one.counts and isinstance(one.event, Event)}
    for event in list(events.values()):
        if isinstance(event.payload, Revocation) and event.payload.kind is Revoked.EVENT:
            events.pop(event.payload.what, None)
    behind = {one.id: one.behind for one in heard}
    asked = {
        name: Dismissed(name, event.actor, event.payload, event.at.date(), behind={event.actor: behind[name]})
        for name, event in events.items()
        if isinstance(event.payload, Dismissal)
    }
    for name, event in events.items():
        said = event.payload
        one = asked.get(said.dismissal) if isinstance(said, DismissalApproval) else None
        if one is None or behind[name] in {one.requester, one.behind[one.requester], *parts.how}:
            continue
        if not why_not_agree(event.actor, one.requester, people, parts, event.at.date()):
            both = one.behind | {event.actor: behind[name]}
            asked[one.event] = msgspec.structs.replace(one, by=event.actor, behind=both)
    return tuple(asked.values())


def disposed(
    findings: Iterable[Finding], asked: Sequence[Dismissed], day: date
) -> tuple[list[Finding], list[str]]:
    """Findings with what the team said of them, each of one at most; and what counts no more, or not yet."""
    found = list(findings)
    counting = _pairs([one for one in asked if one.counts(day)], found)
    others = _pairs([one for one in asked if not one.counts(day)], found)
    notes = [
        _note(finding, others[id(finding)])
        for finding in found
        if id(finding) in others.keys() - counting.keys()
    ]
    return [_with(finding, counting.get(id(finding))) for finding in found], notes


def _pairs(asked: Iterable[Dismissed], findings: Iterable[Finding]) -> dict[int, Dismissed]:
    """Findings, by their ``id()``, with the last dismissal that is of them."""
    last: dict[tuple[str, str], Dismissed] = {}
    for one in asked:
        reference = one.said.finding
        values = [reference.fingerprints[name] for name in CLOSE if name in reference.fingerprints]
        last |= dict.fromkeys(((reference.rule, value) for value in values[:1]), one)
    old = [_Known(one.said.finding.rule, one.said.finding.fingerprints, one) for one in last.values()]
    present = [finding for finding in findings if finding.status is not Status.FIXED]
    return {id(finding): known.of for known, finding in lineage(old, present, CLOSE)}


class _Known(msgspec.Struct, frozen=True):
    rule: str
    fingerprints: dict[str, str]
    of: Dismissed


def _with(finding: Finding, one: Dismissed | None) -> Finding:
    if one is None or finding.disposition is not None:
        return finding
    return msgspec.structs.replace(finding, disposition=_disposition(one))


def agreed(
    exception: AcceptedFinding, asked: Iterable[Dismissed], people: People, parts: Involved, day: date
) -> bool:
    """Whether somebody else than who answers for an exception of the settings said so in the ledger."""
    owner = people.of_email(exception.by) or people.get(exception.by)
    if owner is None or parts.unknown:
        return False
    return any(
        one.ends() >= day
        and _is_named(one.said.finding.fingerprints, exception.fingerprint)
        and any(
            name and not {name, one.behind.get(name, name)} & {owner.id, *parts.how}
            for name in (one.requester, one.by)
        )
        for one in asked
    )


def why_not_agree(name: str, requester: str, people: People, parts: Involved, day: date) -> str | None:
    """Why that person's word does not make a dismissal count; ``None`` where it does.

    Where it is unknown who had a part in the change, whoever agrees may be its author.
    """
    person = people.get(name)
    if person is None:
        return f"nobody in people.yaml is called {name}"
    if person.id == requester:
        return f"{name} asked for it, and somebody else must agree"
    if parts.unknown:
        return f"could not tell {parts.unknown[0]}"
    return why_not(person, parts, day)


def _is_named(fingerprints: Mapping[str, str], word: str) -> bool:
    return any(value.startswith(word) for value in fingerprints.values())


def _disposition(one: Dismissed) -> Disposition:
    state = _STATES[one.said.reason]
    by = f"{one.requester}, {one.by}"
    return Disposition(state, one.said.justification, by, one.ends().isoformat(), one.event)


def _note(finding: Finding, one: Dismissed) -> str:
    if not one.by:
        return f"{finding.rule}: {one.requester} asks that it does not count; somebody else must agree"
    return f"{finding.rule}: it was dismissed until {one.ends()} and counts again"

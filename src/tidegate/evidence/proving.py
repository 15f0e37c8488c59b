"""What the ledger proves of one change that landed: its decision, and the approvals that it owed.

Only events that count are believed. What a decision says it owed is held against the approvals once more, so
that a decision alone proves nothing. What could not be told never reads as proved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from tidegate.evidence.owing import in_words, lacking
from tidegate.ledger.reading import Entry
from tidegate.model.event import (
    AS_MUCH,
    EXACTLY,
    Approval,
    BreakGlass,
    CarriedApproval,
    DecisionMade,
    Owed,
    Refusal,
    Subject,
)
from tidegate.model.people import People
from tidegate.model.proof import Assent, Bypass, Decided, LedgerState, Proof, Reviewed, Verdict
from tidegate.model.result import Decision, Reason, Tool

_UNSAID = frozenset({"attribution-missing", "attribution-unclear"})


class Landing(msgspec.Struct, frozen=True, kw_only=True):
    """A commit of a branch. ``joined_by`` says how it is the change that ``entries`` are about.

    Where it is what a merge queue made of a head that was approved, ``queued`` are about that head.
    """

    repository: str
    commit: str
    tree: str
    joined_by: str | None = None
    entries: tuple[Entry, ...] = ()
    queued: tuple[Entry, ...] = ()

    @property
    def told(self) -> tuple[Entry, ...]:
        return (*self.entries, *self.queued)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger says beside the change.

    ``allowed`` are break-glasses by those who might, ``reviews`` what was said of them later, by their ids;
    ``accepted`` the managers who accepted a release that holds the commit and had no part in it; ``unsure``:
    why that could not be told. ``people`` are those of when it was decided, where that can be told.
    ``broken``: why not all of the ledger could be read.
    """

    state: LedgerState
    revoked: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    reviews: Mapping[str, Entry] = {}
    accepted: frozenset[str] = frozenset()
    unsure: str = ""
    people: People | None = None
    broken: str = ""


def proof(landing: Landing, record: Record) -> Proof:
    """Whether the change's last decision passes it, and all that it owed is there."""
    decision = last_decision(landing.entries)
    made = _made(decision)
    assents = tuple(_assents(landing, made, record))
    past = _bypass(landing, made, record)
    missing = tuple(_missing(landing, decision, assents, record, past))
    unknown = tuple(_unknown(landing, decision, record))
    told = not unknown or (not missing and not record.broken and not _may_undo(landing, decision))
    verdict = Verdict.NOT_PROVED if missing else Verdict.PROVED
    return Proof(
        verdict=verdict if told else Verdict.UNDETERMINED,
        reasons=missing if told else (*missing, *unknown),
        repository=landing.repository,
        commit=landing.commit,
        tree=landing.tree,
        joined_by=landing.joined_by,
        change=_reviewed(made.subject) if made else None,
        involved=made.involved if made else (),
        owed=tuple(in_words(made.owed)) if made and made.owed else (),
        decided=_decided(decision, made) if decision and made else None,
        assents=assents,
        bypassed=past is not None or bool(made and made.bypassed),
        bypass=past,
        ledger=record.state,
    )


def last_decision(entries: Sequence[Entry]) -> Entry | None:
    made = [one for one in entries if isinstance(one.event.payload, DecisionMade) and one.counts]
    return made[-1] if made else None


def _made(decision: Entry | None) -> DecisionMade | None:
    payload = decision.event.payload if decision else None
    return payload if isinstance(payload, DecisionMade) else None


def _assents(landing: Landing, made: DecisionMade | None, record: Record) -> Iterator[Assent]:
    by_id = {one.id: one for one in landing.told}
    queued = {one.id for one in landing.queued}
    for entry in _spoken(landing, made, record):
        payload = entry.event.payload
        because = _uncounted(entry, made, record, _bound(entry, queued)) or ""
        carried = payload.approval if isinstance(payload, CarriedApproval) else None
        given = by_id.get(carried) if carried else entry
        if given is None or not isinstance(given.event.payload, Approval | Refusal):
            because, given = because or "what it carries over is no approval of this change", None
        elif carried and not because and (reason := _unlike(given, made, record, _bound(given, queued))):
            because = f"what it carries over does not count: {reason}"
        yield _assent(entry, given, carried, because)


def _spoken(landing: Landing, made: DecisionMade | None, record: Record) -> Iterator[Entry]:
    """Approvals and refusals; of those of a queue's head who refused it, and what was carried over."""
    carried = set()
    for entry in landing.entries:
        said = entry.event.payload
        if isinstance(said, CarriedApproval) and not _unlike(entry, made, record, EXACTLY):
            carried.add(said.approval)
        if isinstance(said, Approval | CarriedApproval | Refusal):
            yield entry
    for entry in landing.queued:
        said = entry.event.payload
        if isinstance(said, Refusal) or (isinstance(said, Approval) and entry.id in carried):
            yield entry


def _bound(entry: Entry, queued: Collection[str]) -> tuple[str, ...]:
    """In what it must be as the change was decided."""
    return AS_MUCH if entry.id in queued else EXACTLY


def _assent(entry: Entry, given: Entry | None, carried: str | None, because: str) -> Assent:
    """``given`` is what a person signed: the event itself, or the one that it carries over."""
    said = given.event.payload if given else None
    return Assent(
        event=entry.id,
        kind="refusal" if isinstance(entry.event.payload, Refusal) else "approval",
        at=_moment(entry),
        person=given.event.actor if given else None,
        roles=(said.role,) if isinstance(said, Approval) else (),
        presence=given.present if given else False,
        carried_from=carried,
        counts=not because,
        because=because,
    )


def _uncounted(entry: Entry, made: DecisionMade | None, record: Record, bound: tuple[str, ...]) -> str | None:
    """Why an approval or a refusal does not count."""
    if reason := _unlike(entry, made, record, bound):
        return reason
    said = entry.event.payload
    counted = {entry.id, said.approval if isinstance(said, CarriedApproval) else entry.id}
    if isinstance(said, Refusal) or made is None or counted & set(made.approvals):
        return None
    return "the decision does not count it"


def _unlike(entry: Entry, made: DecisionMade | None, record: Record, bound: tuple[str, ...]) -> str | None:
    """Why what somebody said is not about the change as it was decided, or was not said by them."""
    if not entry.counts:
        return next(iter((*entry.wrong, *entry.unsure)))
    if entry.id in record.revoked:
        return "it was revoked"
    if made is None:
        return "there is no decision that it belongs to"
    subject = entry.event.subject
    other = [name for name in bound if getattr(subject, name, None) != getattr(made.subject, name)]
    return f"it is about another {other[0].partition('_')[0]}" if other else None


def _missing(
    landing: Landing,
    decision: Entry | None,
    assents: tuple[Assent, ...],
    record: Record,
    past: Bypass | None,
) -> Iterator[Reason]:
    """What is not there, or says no."""
    made = _made(decision)
    if past is not None:
        yield Reason("bypassed", f"the gate was passed by: break-glass {past.event[:12]}, {past.incident}")
    if decision is None or made is None:
        yield from _undecided(landing, record) if past is None else ()
        return
    if past is None:
        yield from _said_no(made)
    yield from _not_counted(made, assents)
    numbers = {one.id: one.number for one in landing.told}
    for one in assents:
        if one.kind == "refusal" and one.counts and numbers[one.event] > decision.number:
            yield Reason("refused", f"{one.person} refused the change after the decision ({one.event[:12]})")
    if made.owed is not None:
        yield from (
            Reason("owed", words) for words in lacking(made.owed, assents, record.people, record.accepted)
        )
        yield from _undocumented(made, made.owed)


def _undocumented(made: DecisionMade, owed: Owed) -> Iterator[Reason]:
    """Documents that were owed. Who wrote it is asked where a tier of the team's made it a reason."""
    if owed.ai_bom and made.ai_bom is None:
        yield Reason("ai-bom", "no AI-BOM was recorded")
    passed = made.decision is Decision.PASS and made.bypassed is None
    if owed.attribution and not passed and _UNSAID.intersection(made.reasons):
        yield Reason("attribution", "who wrote it was owed, and is not said of all of it")


def _undecided(landing: Landing, record: Record) -> Iterator[Reason]:
    yield Reason("no-decision", "no decision in the ledger is about this commit")
    for one in _glasses(landing, record):
        yield Reason("bypassed", f"{one.event.actor} may not break the glass, and did ({one.id[:12]})")


def _not_counted(made: DecisionMade, assents: tuple[Assent, ...]) -> Iterator[Reason]:
    """Approvals that the decision rests on, and that do not count."""
    by_id = {one.event: one for one in assents}
    for id_ in made.approvals:
        found = by_id.get(id_)
        if found is None:
            yield Reason("approval", f"the approval {id_[:12]} is of another change, or is none")
        elif not found.counts:
            yield Reason("approval", f"the approval {id_[:12]} does not count: {found.because}")


def _said_no(made: DecisionMade) -> Iterator[Reason]:
    if made.bypassed is not None:
        yield Reason(
            "bypassed", f"the decision rests on a break-glass that does not count: {made.bypassed[:12]}"
        )
    if made.observed:
        yield Reason("observed", "the gate only observed: enforced, it would not have passed the change")
    elif _passes(made):
        return
    elif made.decision is Decision.BLOCK:
        yield Reason("blocked", "the last decision is to block the change")
    else:
        yield Reason("review", "the last decision asks for a review, and none that passes came after it")


def _passes(made: DecisionMade) -> bool:
    """Whether nothing is missing, but for a manager whose acceptance is looked at with what is owed."""
    awaited = made.awaits_manager and made.owed is not None and made.owed.manager
    return made.decision is Decision.PASS or (made.decision is Decision.REVIEW and awaited)


def _unknown(landing: Landing, decision: Entry | None, record: Record) -> Iterator[Reason]:
    """What could not be told."""
    if record.broken:
        yield Reason("ledger", f"not all of the ledger could be read: {record.broken}")
    if record.unsure:
        yield Reason("unsure", record.unsure)
    for one in landing.told:
        if one.unsure and not one.wrong:
            yield Reason("unsure", f"the {one.event.type} {one.id[:12]} could not be judged: {one.unsure[0]}")


def _may_undo(landing: Landing, decision: Entry | None) -> bool:
    """Whether an event that could not be judged may be one that takes the decision back."""
    after = decision.number if decision else 0
    return any(
        one.unsure
        and not one.wrong
        and one.number > after
        and isinstance(one.event.payload, DecisionMade | Refusal)
        for one in landing.told
    )


def _glasses(landing: Landing, record: Record) -> list[Entry]:
    return [
        one
        for one in landing.told
        if isinstance(one.event.payload, BreakGlass) and one.counts and one.id not in record.revoked
    ]


def _bypass(landing: Landing, made: DecisionMade | None, record: Record) -> Bypass | None:
    """The break-glass that let the change through; ``None`` where its decision passes without one."""
    if made is not None and made.bypassed is None and _passes(made):
        return None
    found = [one for one in _glasses(landing, record) if one.id in record.allowed]
    named = [one for one in found if made and one.id == made.bypassed]
    named = named or [one for one in found if one in landing.entries]
    payload = named[-1].event.payload if named else None
    if not isinstance(payload, BreakGlass):
        return None
    later = record.reviews.get(named[-1].id)
    if later and {later.event.actor, later.behind} & {named[-1].event.actor, named[-1].behind}:
        later = None  # nobody reviews what they did themselves
    return Bypass(
        event=named[-1].id,
        at=_moment(named[-1]),
        person=named[-1].event.actor,
        incident=payload.incident,
        review_due=f"{payload.review_due:%Y-%m-%dT%H:%M:%SZ}",
        reviewed_by=later.id if later else None,
    )


def _decided(decision: Entry, made: DecisionMade) -> Decided:
    digests = {
        "result": made.result,
        "configuration": made.config_digest,
        "knowledge": made.knowledge_digest,
        "advisories": str(made.advisories_date) if made.advisories_date else None,
    }
    return Decided(
        event=decision.id,
        at=_moment(decision),
        by=decision.event.actor,
        decision=made.decision,
        tier=made.tier,
        tool=Tool("tidegate", made.tool),
        ai_bom=made.ai_bom,
        inputs={name: value for name, value in digests.items() if value},
    )


def _reviewed(subject: Subject) -> Reviewed:
    plain = {name: getattr(subject, name) for name in Reviewed.__struct_fields__}
    return Reviewed(**plain)


def _moment(entry: Entry) -> str:
    return f"{entry.event.at:%Y-%m-%dT%H:%M:%SZ}"

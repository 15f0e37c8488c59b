"""States of findings, derived from the events that count; the same events always give the same states.

Findings of one rule with an equal fingerprint of the same algorithm are one lineage, but for that of a line
alone: two files may hold the same. Where an event's fingerprints fit several lineages, these are one from
there on.
"""

from __future__ import annotations

from datetime import date

import msgspec

from tidegate.ledger.reading import Entry
from tidegate.model.event import (
    Dismissal,
    DismissalApproval,
    DismissalReason,
    FindingRef,
    FindingSeen,
    Fix,
    FixStage,
    Observation,
    Revocation,
    Revoked,
    Verdict,
    VerdictGiven,
)
from tidegate.model.finding_state import Standing, State
from tidegate.model.lineage import ALGORITHMS, CLOSE

DISMISSED = {
    DismissalReason.FALSE_POSITIVE: State.FALSE_POSITIVE,
    DismissalReason.ACCEPTED_RISK: State.ACCEPTED,
    DismissalReason.MITIGATED_ELSEWHERE: State.MITIGATED,
    DismissalReason.TEST_ONLY: State.TEST_ONLY,
}
FIXED: dict[str, State] = {
    FixStage.PROPOSED: State.FIX_PROPOSED,
    FixStage.UNVERIFIED: State.FIXED_UNVERIFIED,
    FixStage.VERIFIED: State.FIXED_VERIFIED,
}
_THERE: frozenset[str] = frozenset({*Observation, *FixStage})  # words that say whether a finding is there
_MENDED: frozenset[str] = frozenset({FixStage.UNVERIFIED, FixStage.VERIFIED})
_GONE = _MENDED | {Observation.NOT_OBSERVED}
_FAR = frozenset(ALGORITHMS).difference(CLOSE)
Key = tuple[str, str, str]  # rule, algorithm, value


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """What a dismissal asks for."""

    reason: DismissalReason
    justification: str
    until: date | None


class Moment(msgspec.Struct, frozen=True, array_like=True):
    """Something that was said of a finding, by an event that counts.

    ``word`` is an observation, a verdict or the stage of a fix; "" with ``asked``, of a dismissal.
    """

    number: int
    id: str
    actor: str
    word: str = ""
    asked: Asked | None = None


class Lineage(msgspec.Struct, array_like=True):
    """All that was said of one finding, in the ledger's order, and all that it was known by."""

    finding: FindingRef
    moments: list[Moment] = []
    keys: list[Key] = []


class Heard(msgspec.Struct):
    """What was said of all findings; it can be kept."""

    lineages: list[Lineage] = []
    asked: dict[str, str] = {}  # dismissal → who is behind it
    approvals: dict[str, list[tuple[str, str]]] = {}  # dismissal → (approval, by whom)
    revoked: set[str] = set()


class States:
    """Takes the events of a ledger, one by one, and tells where findings stand."""

    def __init__(self, heard: Heard | None = None) -> None:
        self.heard = heard or Heard()
        self._lineages = {key: lineage for lineage in self.heard.lineages for key in lineage.keys}

    def follow(self, entry: Entry) -> None:
        """An event that does not count changes nothing."""
        if not entry.counts:
            return
        actor, payload, behind = entry.event.actor, entry.event.payload, entry.behind
        match payload:
            case FindingSeen() | VerdictGiven() | Fix():
                moment = Moment(entry.number, entry.id, actor, _word(payload))
                self._lineage(payload.finding).moments.append(moment)
            case Dismissal():
                asked = Asked(payload.reason, payload.justification, payload.until)
                self._lineage(payload.finding).moments.append(
                    Moment(entry.number, entry.id, actor, "", asked)
                )
                self.heard.asked[entry.id] = behind
            case DismissalApproval() if (
                self.heard.asked.get(payload.dismissal, behind) != behind
            ):  # four eyes
                self.heard.approvals.setdefault(payload.dismissal, []).append((entry.id, actor))
            case Revocation(kind=Revoked.EVENT):
                self.heard.revoked.add(payload.what)

    def standing(self, finding: FindingRef, today: date) -> Standing | None:
        """Where it stands on a day; ``None``: the ledger says nothing of it."""
        found = self._known(finding)
        return self._derived(found[0], today) if found else None

    def is_mended(self, finding: FindingRef) -> bool | None:
        """Whether a fix of it is on the branch, and it was not seen since; ``None``: nobody knows it."""
        said = self._sightings(finding)
        return said[-1].word in _MENDED if said else None

    def last_seen(self, finding: FindingRef) -> int | None:
        """The number of the event that reported it last; ``None``: none did, or it is gone since."""
        said = self._sightings(finding)
        if not said or said[-1].word in _GONE:
            return None
        return max((one.number for one in said if one.word == Observation.DETECTED), default=None)

    def _sightings(self, finding: FindingRef) -> list[Moment]:
        """What was said of whether it is there. Nobody expects to see what is mended: that is not said."""
        moments = [moment for one in self._known(finding) for moment in one.moments]
        said: list[Moment] = []
        for one in sorted(moments, key=lambda one: one.number):
            expected = one.word == Observation.NOT_OBSERVED and said and said[-1].word in _MENDED
            if one.word in _THERE and one.id not in self.heard.revoked and not expected:
                said.append(one)
        return said

    def _known(self, finding: FindingRef) -> list[Lineage]:
        """The lineages that may be its."""
        known = (self._lineages.get(key) for key in keys(finding))
        return list({id(one): one for one in known if one is not None}.values())

    def dismissals(self, finding: FindingRef) -> list[str]:
        """The events that ask that it does not count, and those that agree."""
        found = self._known(finding)
        asked = [moment.id for one in found for moment in one.moments if moment.asked is not None]
        return [*asked, *(given for one in asked for given, _ in self.heard.approvals.get(one, ()))]

    def standings(self, today: date) -> list[tuple[FindingRef, Standing]]:
        """Every lineage as it was called last, and where it stands."""
        found = [(one.finding, self._derived(one, today)) for one in self.heard.lineages]
        return [(finding, standing) for finding, standing in found if standing is not None]

    def approver(self, dismissal: str) -> str | None:
        """Who else approved it; ``None``: nobody, or whoever did took it back."""
        given = self.heard.approvals.get(dismissal, [])
        return next((actor for approval, actor in given if approval not in self.heard.revoked), None)

    def _lineage(self, finding: FindingRef) -> Lineage:
        """That of a finding, which from here on is known by all of its fingerprints."""
        found = self._known(finding)
        if not found:
            found = [Lineage(finding)]
            self.heard.lineages += found
        lineage, *others = found
        for other in others:
            self._unite(lineage, other)
        for key in keys(finding):
            if self._lineages.get(key) is not lineage:
                self._lineages[key] = lineage
                lineage.keys.append(key)
        lineage.finding = finding
        return lineage

    def _unite(self, lineage: Lineage, other: Lineage) -> None:
        lineage.moments = sorted([*lineage.moments, *other.moments], key=lambda moment: moment.number)
        lineage.keys += other.keys
        self._lineages |= dict.fromkeys(other.keys, lineage)
        self.heard.lineages = [one for one in self.heard.lineages if one is not other]

    def _derived(self, lineage: Lineage, today: date) -> Standing | None:
        telling = Telling(self, today)
        for moment in lineage.moments:
            if moment.id not in self.heard.revoked:
                telling.tell(moment)
        return telling.standing()


class Telling:
    """One finding, told from its first event to its last."""

    def __init__(self, states: States, today: date) -> None:
        self._states = states
        self._today = today
        self._state: State | None = None
        self._seen = State.DETECTED  # what it is again when it is observed again
        self._episode = 1
        self._by: Moment | None = None
        self._verdict: Verdict | None = None
        self._dismissals: list[Moment] = []  # of this episode

    def tell(self, moment: Moment) -> None:
        word = moment.word
        if moment.asked is not None:
            self._dismissals.append(moment)
            self._become(self._state or State.DETECTED, self._by or moment)
        elif word in FIXED:
            self._become(FIXED[word], moment)
        elif word == Observation.DETECTED:
            self._detect(moment)
        elif word != Observation.NOT_OBSERVED:
            self._judge(moment, Verdict(word))
        elif self._state not in {State.FIXED_UNVERIFIED, State.FIXED_VERIFIED}:
            self._become(State.NOT_OBSERVED, moment)

    def _become(self, state: State, moment: Moment) -> None:
        self._state, self._by = state, moment

    def _judge(self, moment: Moment, verdict: Verdict) -> None:
        self._verdict = verdict
        if verdict is Verdict.CONFIRMED:  # whoever took it for a false positive was wrong
            wrong = DismissalReason.FALSE_POSITIVE
            self._dismissals = [one for one in self._dismissals if _reason(one) is not wrong]
        self._seen = State.CONFIRMED if verdict is Verdict.CONFIRMED else State.DETECTED
        if self._state in {None, State.DETECTED, State.CONFIRMED}:
            self._become(self._seen, moment)

    def _detect(self, moment: Moment) -> None:
        if self._state is State.FIXED_VERIFIED:
            self._episode += 1
            self._seen, self._verdict, self._dismissals = State.DETECTED, None, []
        if self._state not in {State.DETECTED, State.CONFIRMED, State.FIX_PROPOSED}:
            self._become(self._seen, moment)

    def standing(self) -> Standing | None:
        """``None``: nothing that counts was said."""
        if self._state is None or self._by is None:
            return None
        plain = Standing(
            state=self._state,
            episode=self._episode,
            event=self._by.id,
            by=(self._by.actor,),
            verdict=self._verdict,
            asked=tuple(one.id for one in self._dismissals if self._states.approver(one.id) is None),
        )
        if self._state is State.FIXED_VERIFIED:
            return plain
        counting = [one for one in self._dismissals if self._counts(one)]
        return self._dismissed(plain, counting[-1]) if counting else plain

    def _counts(self, dismissal: Moment) -> bool:
        until = dismissal.asked.until if dismissal.asked else None
        expired = until is not None and until < self._today
        return not expired and self._states.approver(dismissal.id) is not None

    def _dismissed(self, plain: Standing, dismissal: Moment) -> Standing:
        asked, approver = dismissal.asked, self._states.approver(dismissal.id)
        assert asked is not None
        assert approver is not None
        return msgspec.structs.replace(
            plain,
            state=DISMISSED[asked.reason],
            event=dismissal.id,
            by=(dismissal.actor, approver),
            reason=asked.justification,
            until=asked.until,
        )


def _reason(dismissal: Moment) -> DismissalReason | None:
    return dismissal.asked.reason if dismissal.asked else None


def _word(payload: FindingSeen | VerdictGiven | Fix) -> str:
    match payload:
        case FindingSeen():
            return payload.observation.value
        case VerdictGiven():
            return payload.verdict.value
        case Fix():
            return payload.stage.value


def keys(finding: FindingRef) -> list[Key]:
    """What it is known by: one that is equal makes two findings one."""
    prints = finding.fingerprints
    told = [name for name in prints if name not in _FAR] or list(prints)
    return [(finding.rule, algorithm, prints[algorithm]) for algorithm in told]

"""Which approvals count for a change, what is missing, and who may give it.

An approval is of one head, patch, set of findings and of requirements: a push voids it. Where base
or the rules moved, and for what a merge queue makes of the head, it counts only if it was carried over. Of
one person the last word counts, and each person once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec

from tidegate.model.event import (
    AS_MUCH,
    EXACTLY,
    UNMOVED,
    Approval,
    BreakGlass,
    CarriedApproval,
    Event,
    Refusal,
    Revocation,
    Revoked,
    Subject,
)
from tidegate.model.oversight import CHECKED_AGAIN, GivenApproval, Oversight, OversightState, Uncounted
from tidegate.model.people import REVIEWER, People, Person, PersonKind
from tidegate.policy.asked import MANAGER, Given, Heard, Matter
from tidegate.policy.eligible import Involved, why_not
from tidegate.policy.needs import missing, unresolved


class _Word(msgspec.Struct, frozen=True):
    """What a person said of this change; ``carried`` is how it came from another base, or, with ``landed``,
    from that head."""

    id: str
    event: Event
    present: bool
    behind: str
    carried: str | None = None
    landed: str | None = None


def standing(matter: Matter, heard: Sequence[Heard], people: People) -> Oversight:
    """What the ledger says of a change. ``heard`` is in the ledger's order."""
    sound = _sound(heard)
    words = _last_words(matter, sound)
    given, uncounted = _judged(words, matter, people)
    uncounted += [*_void(matter, sound, {one.id for one in words.values()}), *_unheard(matter, heard)]
    refused = tuple(
        f"{name}: {word.event.payload.reason}"
        for name, word in words.items()
        if isinstance(word.event.payload, Refusal)
    )
    unknown = (*matter.unknown, *matter.involved.unknown, *unresolved(matter, people))
    wanting = missing(matter, given, people)
    unknown += _absent(matter, sound) if wanting else ()
    broken = _broken(matter, sound, people)
    return Oversight(
        state=_state(matter, broken, refused, unknown, bool(wanting)),
        given=tuple(_told(one) for one in given),
        uncounted=tuple(uncounted),
        missing=wanting,
        refused=refused,
        unknown=unknown,
        involved=tuple(sorted(matter.involved.how)),
        bypassed=broken,
        events=len(heard),
    )


def binds(said: Subject, now: Subject) -> bool:
    """Whether that is said of exactly this change, on whatever base."""
    return all(getattr(said, name) == getattr(now, name) for name in EXACTLY)


def amounts_to(said: Subject, now: Subject) -> bool:
    """Whether as much was found in it and owed by it, whatever its head and its lines are called."""
    return all(getattr(said, name) == getattr(now, name) for name in AS_MUCH)


def unmoved(said: Subject, now: Subject) -> bool:
    """Whether base and rules are those of then."""
    return all(getattr(said, name) == getattr(now, name) for name in UNMOVED)


def _state(
    matter: Matter, broken: str | None, refused: tuple[str, ...], unknown: tuple[str, ...], wanting: bool
) -> OversightState:
    if broken:
        return OversightState.BYPASSED
    if refused:
        return OversightState.REFUSED
    if not matter.requirements.approvals and not matter.requirements.manager:
        return OversightState.NOT_NEEDED
    if unknown:
        return OversightState.UNKNOWN
    return OversightState.MISSING if wanting else OversightState.APPROVED


def _sound(heard: Iterable[Heard]) -> list[_Word]:
    """Events that count and were not revoked."""
    found = [
        _Word(one.id, one.event, one.present, one.behind)
        for one in heard
        if one.counts and isinstance(one.event, Event)
    ]
    revoked = {
        word.event.payload.what
        for word in found
        if isinstance(word.event.payload, Revocation) and word.event.payload.kind is Revoked.EVENT
    }
    return [word for word in found if word.id not in revoked]


def _last_words(matter: Matter, sound: Iterable[_Word]) -> dict[str, _Word]:
    """By person: the approval that holds for this change, or the refusal of this head, whichever is later."""
    now = matter.subject
    carried = {**dict.fromkeys(matter.carried, CHECKED_AGAIN), **_carried(matter, sound)}
    words: dict[str, _Word] = {}
    for word in sound:
        said = word.event.payload
        held = _held(word, said.subject, matter, carried) if isinstance(said, Approval) else None
        if isinstance(said, Refusal) and said.subject.repository == now.repository:
            if said.subject.head == now.head or said.subject.head in matter.landed:
                words[word.event.actor] = word
        elif held is not None and not _is_refused(words, word):
            words[word.event.actor] = held
    return words


def _held(word: _Word, said: Subject, matter: Matter, carried: Mapping[str, str]) -> _Word | None:
    """An approval as it holds for this change; ``None`` where it does not.

    What an event says was carried from another head is never believed: this check must have found it so.
    """
    now = matter.subject
    if binds(said, now):
        if unmoved(said, now):
            return word
        how = carried.get(word.id)
        return msgspec.structs.replace(word, carried=how) if how else None
    if matter.landed.get(said.head) and amounts_to(said, now) and word.id in matter.carried:
        return msgspec.structs.replace(word, carried=carried[word.id], landed=said.head)
    return None


def _is_refused(words: Mapping[str, _Word], word: _Word) -> bool:
    """Whether a refusal holds against an approval that a manager may have signed with a key of their own."""
    earlier = words.get(word.event.actor)
    refused = earlier is not None and isinstance(earlier.event.payload, Refusal)
    return refused and word.behind not in {word.event.actor, earlier.behind if earlier else ""}


def _carried(matter: Matter, sound: Iterable[_Word]) -> dict[str, str]:
    """Approvals that a CI identity carried to this change: approval → the event that did."""
    return {
        word.event.payload.approval: word.id
        for word in sound
        if isinstance(word.event.payload, CarriedApproval)
        and binds(word.event.payload.subject, matter.subject)
        and unmoved(word.event.payload.subject, matter.subject)
    }


def _judged(words: dict[str, _Word], matter: Matter, people: People) -> tuple[list[Given], list[Uncounted]]:
    given: list[Given] = []
    uncounted: list[Uncounted] = []
    counting: set[str] = set()  # who is behind those that count
    for name, word in sorted(words.items(), key=lambda one: one[0] != one[1].behind):
        said = word.event.payload
        if not isinstance(said, Approval):
            continue
        why = why_not_as(said.role, people.get(name), matter.involved, matter.day)
        why = why or _vouched(name, word.behind, matter, counting)
        if why is not None:
            uncounted.append(Uncounted(event=word.id, person=name, why=why))
        else:
            at = word.event.at
            counting.add(word.behind)
            given.append(Given(word.id, name, said.role, word.present, at, word.carried, word.landed))
    return given, uncounted


def _vouched(name: str, behind: str, matter: Matter, counting: set[str]) -> str | None:
    """Why a key that a manager granted is not another person: whoever granted it may have it."""
    if behind == name:
        return None
    if behind in matter.involved.how:
        return f"the key of {name} was granted by {behind}, who had a part in the change"
    if behind in counting:
        return f"the key of {name} was granted by {behind}, and what they said counts already"
    return None


def why_not_as(role: str, person: Person | None, parts: Involved, day: date) -> str | None:
    """Why that person's approval in that role does not count; ``None`` where it does.

    A manager accepts a release without having read the code: training is asked of those who review it.
    """
    if person is None:
        return "nobody in people.yaml is called so"
    if role == MANAGER:
        if not person.manager:
            return f"{person.id} is no manager"
        person = msgspec.structs.replace(person, trained_until=date.max)
    elif role not in person.roles and role != REVIEWER:
        return f"{person.id} does not have the role {role}"
    return why_not(person, parts, day)


def _void(matter: Matter, sound: Iterable[_Word], counted: set[str]) -> list[Uncounted]:
    """Approvals of what the change was before; each tells what moved since."""
    found = []
    for word in sound:
        said = word.event.payload
        if isinstance(said, Approval) and word.id not in counted and _is_of(said, matter):
            why = _moved(said.subject, matter)
            found.append(Uncounted(event=word.id, person=word.event.actor, why=why))
    return found


def _unheard(matter: Matter, heard: Iterable[Heard]) -> Iterator[Uncounted]:
    """Approvals of the change that the ledger has and that were not rightly signed then."""
    for one in heard:
        said = one.event.payload if isinstance(one.event, Event) and not one.counts else None
        if isinstance(said, Approval) and _is_of(said, matter):
            yield Uncounted(event=one.id, person=one.event.actor, why=one.why_not)


def _is_of(said: Approval, matter: Matter) -> bool:
    then, now = said.subject, matter.subject
    return then.repository == now.repository and (
        then.head == now.head
        or then.head in matter.commits
        or then.head in matter.landed
        or (then.patch_id is not None and then.patch_id == now.patch_id)
        or not matter.origins.isdisjoint(said.origins)
    )


def _absent(matter: Matter, sound: Iterable[_Word]) -> tuple[str, ...]:
    """Approvals that may hold: nobody can tell who made what they are of."""
    heads = dict.fromkeys(
        word.event.payload.subject.head
        for word in sound
        if isinstance(word.event.payload, Approval) and amounts_to(word.event.payload.subject, matter.subject)
    )
    return tuple(_unmade(head) for head in heads if matter.landed.get(head) is False)


def _unmade(head: str) -> str:
    return f"who made {head[:12]}, of which this is the queue's commit: fetch it (git fetch origin {head})"


def _moved(said: Subject, matter: Matter) -> str:
    now = matter.subject
    if said.head != now.head and said.head not in matter.landed:
        return f"it is of {said.head[:12]}: a new push voids it"
    for name, words in (
        ("findings_digest", "the findings are others now"),
        ("requirements_digest", "the change owes something else now"),
    ):
        if getattr(said, name) != getattr(now, name):
            return words
    if said.head != now.head:
        return _unlanded(said.head, matter)
    if said.policy_digest != now.policy_digest:
        return "the rules moved since: the change is to be checked again"
    if not binds(said, now):
        return "it is of other lines"
    if not unmoved(said, now):
        return "base moved since: the change is to be checked again"
    return "its person said something else later"


def _unlanded(head: str, matter: Matter) -> str:
    if not matter.landed[head]:
        return f"could not tell {_unmade(head)}"
    return (
        f"this is the queue's commit of {head[:12]}, but no recorded decision on that counts it, base moved "
        "since in what it reaches, or its person said something else later"
    )


def _broken(matter: Matter, sound: Iterable[_Word], people: People) -> str | None:
    """The event by which somebody who may broke the glass for this head."""
    for word in sound:
        said = word.event.payload
        if isinstance(said, BreakGlass) and _is_whole(said.subject.head, matter):
            person = people.get(word.event.actor)
            if (
                said.subject.repository == matter.subject.repository
                and person is not None
                and person.kind is PersonKind.HUMAN
                and person.roles & matter.breakers
            ):
                return word.id
    return None


def _is_whole(head: str, matter: Matter) -> bool:
    """Whether the change is that head, or what landing it was computed to give."""
    return head == matter.subject.head or matter.landed.get(head, False)


def _told(given: Given) -> GivenApproval:
    return GivenApproval(
        event=given.event,
        person=given.person,
        role=given.role,
        presence="present" if given.present else "key-possession",
        at=_iso(given.at),
        carried=given.carried,
        landed=given.landed,
    )


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")

"""Approvals of an earlier state of a change that hold for what it is now: this check found so.

Controls and blast radius are what was decided on then, and base touched nothing of the slice since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from tidegate.git import Repository
from tidegate.model.digests import blast_digest, controls_digest
from tidegate.model.event import Approval, DecisionMade, Subject
from tidegate.model.result import BlastRadius
from tidegate.policy.approvals import amounts_to, binds, unmoved
from tidegate.policy.asked import Heard


class Now(msgspec.Struct, frozen=True):
    """The change as it was checked; ``landed`` are heads of which it is what landing them here gives."""

    subject: Subject
    radius: BlastRadius
    paths: set[str]
    landed: Collection[str] = ()


def carried(heard: Sequence[Heard], now: Now, repository: Repository) -> Iterator[str]:
    """The approvals, by their events' ids, that were given on another base, by other rules or on a head
    that lands here, and hold."""
    if not now.radius.complete:
        return
    for entry in heard:
        said = entry.event.payload if entry.counts else None
        if isinstance(said, Approval) and any(
            _is_beside(base, now, repository) for base in _bases(entry.id, said.subject, heard, now)
        ):
            yield entry.id


def _bases(id_: str, then: Subject, heard: Sequence[Heard], now: Now) -> Iterator[str]:
    """What the change stood on where it was decided to be as it is now.

    Who pushed a head that lands in a queue is known to its own check alone: the last decision on it must have
    counted the approval.
    """
    if then.head in now.landed and amounts_to(then, now.subject):
        last = [said for said in _decisions(heard) if binds(said.subject, then)][-1:]
        yield from (said.subject.base for said in last if id_ in said.approvals and _is_alike(said, now))
    elif binds(then, now.subject) and not unmoved(then, now.subject):
        same = (said for said in _decisions(heard) if said.subject == then)
        yield from (then.base for said in same if _is_alike(said, now))


def _decisions(heard: Sequence[Heard]) -> Iterator[DecisionMade]:
    for entry in heard:
        said = entry.event.payload if entry.counts else None
        if isinstance(said, DecisionMade):
            yield said


def _is_alike(said: DecisionMade, now: Now) -> bool:
    """Whether it was of the controls and the blast radius of now."""
    digests = controls_digest(now.radius), blast_digest(now.radius)
    return (said.controls_digest, said.blast_digest) == digests


def _is_beside(base: str, now: Now, repository: Repository) -> bool:
    """Whether base touched nothing of the change, nor of what it reaches, since it was that."""
    touched = repository.touched(base, now.subject.base)
    return touched is not None and not touched & {*now.paths, *_slice(now.radius)}


def _slice(radius: BlastRadius) -> Iterator[str]:
    for group in (radius.entry_points, radius.data, radius.services, radius.edges):
        yield from (one.path for one in group)

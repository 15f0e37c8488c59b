"""Anchors: other places to which the ledger is only ever added, so that what they had is not lost unnoticed.

Nothing is forced there, and nothing is taken from there. What an anchor had when it was last asked is
remembered in a ref of its own, against which the ledger can be held without a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tidegate.documents.addresses import masked
from tidegate.ledger.chain import BEGINNING, Place
from tidegate.ledger.store import TRIES, LedgerError, Lost, Shared, Store
from tidegate.ledger.verify import Anchored, Trouble, Verification
from tidegate.model.errors import RepositoryError

_ASK = "tidegate ledger verify --online asks it"
_FETCH = "tidegate ledger sync --online brings what is shared"
_BRING = "tidegate ledger sync --online brings it there"


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """What an anchor said. ``end`` is where the ledger ends there, or did when it was last asked.

    ``wrong``: why that is not what it had; ``unsure``: why it could not be told.
    """

    name: str
    end: Place = BEGINNING
    wrong: str = ""
    unsure: str = ""


def witnesses(store: Store, anchors: Iterable[Shared], *, online: bool) -> Iterator[Witness]:
    """What each has now, or had when it was last asked."""
    for place in anchors:
        found = _asked(store, place) if online else _known(store, place)
        if found.end.commit is None and not found.wrong and not found.unsure:
            why = f"it has no ledger: {_BRING}" if online else f"it was never asked from here: {_ASK}"
            found = msgspec.structs.replace(found, unsure=why)
        yield found


def held(found: Verification, store: Store, witnesses: Iterable[Witness]) -> Verification:
    """What was verified, held against what anchors have."""
    line = store.commits(found.head) if found.head else []
    here = found.position.count
    wrong, unsure, anchors = list(found.wrong), list(found.unsure), list(found.anchors)
    for one in witnesses:
        lost = _lost(one.end, line[:here]) if len(line) == here else None  # else what is wrong was told
        wrong += _troubles(one.name, one.wrong, lost)
        unsure += _troubles(one.name, one.unsure)
        if one.end.commit in line[:here] and not one.wrong and not lost:
            anchors.append(Anchored(one.name, one.end.position.count))
    return msgspec.structs.replace(
        found,
        wrong=tuple(wrong),
        unsure=tuple(unsure),
        anchors=tuple(anchors),
        anchored=max([found.anchored, *(one.count for one in anchors)]),
    )


def _lost(there: Place, line: list[str]) -> str | None:
    """Which events of an anchor are not here."""
    count, here = there.position.count, len(line)
    if there.commit is None or line[count - 1 : count] == [there.commit]:
        return None
    lost = f"events {here + 1} to {count} are not here" if count > here else "here are others"
    return f"it had {count} events when it was last asked, and {lost}: {_FETCH}"


def _troubles(name: str, *texts: str | None) -> Iterator[Trouble]:
    return (Trouble(number=0, commit="", anchor=name, text=text) for text in texts if text)


def together(store: Store, anchors: Sequence[Shared]) -> None:
    """Bring the ledger together with the shared one; where there is none, anchors are enough."""
    if store.place.remote is not None or not anchors:
        store.sync()


def share(store: Store, anchors: Sequence[Shared]) -> list[Witness]:
    """Bring the ledger together with the shared one, and what everybody has to each anchor.

    Raise RepositoryError where the shared one fails; what an anchor does is told of it.
    """
    together(store, anchors)
    return [_added(store, place) for place in anchors]


def _added(store: Store, place: Shared) -> Witness:
    """An anchor to which the ledger was added."""
    for _ in range(TRIES):
        found = _asked(store, place)
        if found.wrong or found.unsure:
            return found
        settled = _settled(store, found.end.commit)
        if reason := _apart(store, found.end, settled):
            return msgspec.structs.replace(found, wrong=reason)
        try:
            if settled.commit in (None, found.end.commit) or store.give(place, settled.commit or ""):
                return msgspec.structs.replace(found, end=settled)
        except RepositoryError as reason:
            return msgspec.structs.replace(found, unsure=masked(str(reason)))
    return Witness(name=place.name, unsure="others write to it all the time")


def _settled(store: Store, there: str | None) -> Place:
    """What gets no other place any more. What an anchor has was shared before: it may only be news."""
    settled = store.known()
    if store.place.remote is None or there is None or _has(store, settled, there):
        return settled
    store.sync()
    return store.known()


def _has(store: Store, place: Place, commit: str) -> bool:
    return place.commit is not None and store.contains(place.commit, commit)


def _apart(store: Store, there: Place, here: Place) -> str | None:
    """Why what is here does not continue what an anchor has."""
    if there.commit is None or _has(store, here, there.commit):
        return None
    count, mine = there.position.count, here.position.count
    if here.commit is None or store.contains(there.commit, here.commit):
        return f"it has {count} events, and the last {count - mine} of them were cut off here"
    return f"it has another ledger of {count} events: this one, or that, was rewritten"


def _asked(store: Store, place: Shared) -> Witness:
    try:
        store.ask(place)
    except Lost as reason:
        return msgspec.structs.replace(_known(store, place), wrong=str(reason))
    except RepositoryError as reason:
        return msgspec.structs.replace(
            _known(store, place), unsure=f"it was not asked: {masked(str(reason))}"
        )
    return _known(store, place)


def _known(store: Store, place: Shared) -> Witness:
    try:
        return Witness(name=place.name, end=store.ending(store.remembered(place)))
    except LedgerError as reason:
        return Witness(name=place.name, wrong=f"what it has is no ledger: {reason}")

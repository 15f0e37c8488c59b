"""What authorities for time stamps say of when events were there, and what events claim against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tidegate.ledger.reading import AHEAD, Entry
from tidegate.ledger.timestamps import NotStamped, require, time_of
from tidegate.model.errors import TidegateError
from tidegate.model.event import Checkpoint, Position

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_NO_AUTHORITY = "its time stamp was not verified: name the certificates under `ledger: {certificates: …}`"


class Time(msgspec.Struct, frozen=True, kw_only=True):
    """The first ``count`` events were there ``at`` that time, says event ``number`` (0: a file)."""

    number: int
    count: int
    at: datetime
    authority: str


class Clock:
    """Takes events in their order. ``missing`` says why a position is not one of this ledger."""

    def __init__(
        self, trusted: Sequence[Certificate] | None, missing: Callable[[Position], str | None]
    ) -> None:
        self._trusted = trusted
        self._missing = missing
        self.times: list[Time] = []
        self.unsure: list[str] = []

    def take(self, entry: Entry) -> Iterator[str]:
        """What is wrong with an event by the times; ``unsure`` is afterwards what could not be told of it."""
        self.unsure = []
        if late := self._backdated(entry):
            yield late
        payload = entry.event.payload
        if not isinstance(payload, Checkpoint) or payload.stamp is None:
            return
        if reason := self._missing(payload.head):
            yield f"its time stamp is of another ledger: {reason}"
            return
        try:
            at = self._stamped(payload)
        except NotStamped as reason:
            yield str(reason)
            return
        if at is not None:
            count, authority = payload.head.count, payload.stamp.authority
            self.times.append(Time(number=entry.number, count=count, at=at, authority=authority))

    def _stamped(self, payload: Checkpoint) -> datetime | None:
        assert payload.stamp is not None
        if self._trusted is None:
            self.unsure = [_NO_AUTHORITY]
            return None
        try:
            require()
        except TidegateError as reason:
            self.unsure = [f"its time stamp was not verified: {reason}; {reason.hint}"]
            return None
        return time_of(payload.stamp, payload.head, self._trusted)

    def _backdated(self, entry: Entry) -> str | None:
        """Who knew a time stamp signed after it was made."""
        known = [one.at for one in self.times if 0 < one.number <= entry.event.after.count]
        if known and entry.event.at < max(known) - AHEAD:
            at = f"{entry.event.at:%Y-%m-%d %H:%M} UTC"
            return f"it claims to be of {at}, and knows a time stamp of {max(known):%Y-%m-%d %H:%M} UTC"
        return None

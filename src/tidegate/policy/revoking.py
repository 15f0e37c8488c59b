"""What is to be revoked: an event, a key or a person, whichever the word that somebody says is."""

from __future__ import annotations

import msgspec

from tidegate.ledger.enrolled import Roster
from tidegate.ledger.index import Index
from tidegate.ledger.opened import Opened
from tidegate.ledger.reading import Entry
from tidegate.ledger.signing.blocks import blocks, check
from tidegate.model.errors import UsageError
from tidegate.model.event import Event, Revocation, Revoked, encoded
from tidegate.model.people import NOBODY, People
from tidegate.policy.granting import claiming

_APPROVALS = ("approval", "dismissal-approval")
_NEWEST = 500
_KINDS = {"event": Revoked.EVENT, "key": Revoked.KEY, "person": Revoked.PERSON}


class Meant(msgspec.Struct, frozen=True):
    """``what`` is as a revocation names it; ``entry`` the event that is meant."""

    kind: Revoked
    what: str
    entry: Entry | None = None


class Revoking(msgspec.Struct, frozen=True):
    """What may be revoked in a ledger, as it is now."""

    ledger: Opened
    index: Index
    roster: Roster

    @property
    def listed(self) -> People:
        return self.ledger.team.now or NOBODY

    def meant(self, word: str) -> Meant:
        """Raise UsageError where that is nothing, or more than one thing; KIND:WORD says which kind."""
        kind, _, rest = word.partition(":")
        only = _KINDS.get(kind) if rest else None
        found = self._all(rest if only else word)
        found = [one for one in found if only in (None, one.kind)]
        if not found:
            raise UsageError(
                f'"{word}" is no event of the ledger, no key of anybody and no person',
                "see tidegate ledger log, and .tidegate/people.yaml; a key is named by its fingerprint",
            )
        if len(found) > 1:
            several = ", ".join(f"the {one.kind} {one.what[:20]}" for one in found[:5])
            raise UsageError(
                f'"{word}" may be {several}', "name more of it, or say which: event:…, key:… or person:…"
            )
        self._is_open(found[0])
        return found[0]

    def holders(self, key: str) -> list[str]:
        """Whose key that is, by the team's file and by grants."""
        granted = self.roster.granted(key)
        return [*claiming(key, self.listed), *([granted] if granted else [])]

    def signed_with(self, key: str) -> list[Entry]:
        """The newest approvals that a key signed: they keep counting when it is revoked."""
        holders = self.holders(key)
        given = [one for one in self.index.of_kinds(*_APPROVALS) if one.counts and one.event.actor in holders]
        return [
            one for one in given[-_NEWEST:] if not self.index.is_taken_back(one) and key in self._prints(one)
        ]

    def _prints(self, entry: Entry) -> list[str]:
        """The fingerprints of an event's signatures, which were found to fit."""
        assert isinstance(entry.event, Event)
        content, keyring = encoded(entry.event), self.ledger.keyring
        found = blocks(self.index.signatures(entry).encode())
        return [check(one, content, keyring).fingerprint for one in found]

    def _all(self, word: str) -> list[Meant]:
        entries = self.index.entries(self.index.matching(word))
        found = [Meant(Revoked.EVENT, entry.id, entry) for entry in entries]
        keys = dict.fromkeys((word, word.upper()))  # OpenPGP's digits, in either case
        found += [Meant(Revoked.KEY, key) for key in keys if self.holders(key)]
        if self.listed.get(word) is not None:
            found.append(Meant(Revoked.PERSON, word))
        return found

    def _is_open(self, found: Meant) -> None:
        """Raise UsageError for what counts no more already, or can never be taken back."""
        entry = found.entry
        if entry is None:
            if self.roster.is_revoked(found.what):
                raise UsageError(
                    f"the {found.kind} {found.what} was revoked already", "there is nothing to do"
                )
            return
        if self.index.is_taken_back(entry):
            raise UsageError(
                f"event {entry.number} was revoked already", "see tidegate ledger log --type revocation"
            )
        if entry.counts and isinstance(entry.event.payload, Revocation):
            raise UsageError(
                f"event {entry.number} is a revocation, which is never taken back", "grant or approve anew"
            )
        if entry.event.repository != self.ledger.name:
            raise UsageError(
                f"event {entry.number} is of {entry.event.repository}", "revoke it from a clone of that"
            )

"""Advisories: what is known to be wrong with which versions of a package (OSV schema 1.7)."""

from __future__ import annotations

import msgspec

from tidegate.model.finding import Severity


class Event(msgspec.Struct, frozen=True, array_like=True):
    """A point of a range: "introduced", "fixed" (exclusive), "last_affected" (inclusive) or "limit"."""

    kind: str
    version: str


class Range(msgspec.Struct, frozen=True, array_like=True):
    """``type``: "SEMVER", "ECOSYSTEM" or "GIT"; ``repo`` is of the last."""

    type: str
    events: tuple[Event, ...]
    repo: str | None = None


class Affected(msgspec.Struct, frozen=True, array_like=True):
    """What one advisory says of one package.

    ``versions`` are in their ecosystem's canonical form. ``symbols`` are the functions that are wrong, where
    it names any.
    """

    ranges: tuple[Range, ...] = ()
    versions: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()  # "module.path" or "module.path:name"


class Advisory(msgspec.Struct, frozen=True):
    """One record. ``published`` is an ISO date, or ``None`` where the record has none that can be true.

    ``severity`` is unknown where the record gives no CVSS vector; ``informational`` says that nothing is
    vulnerable, such as "unmaintained".
    """

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    published: str | None = None
    modified: str | None = None
    severity: Severity = Severity.UNKNOWN
    score: float | None = None
    vector: str | None = None
    informational: str | None = None
    references: tuple[str, ...] = ()

    @property
    def is_malware(self) -> bool:
        return self.id.startswith("MAL-")

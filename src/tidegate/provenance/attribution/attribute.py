"""From evidence to attribution: read, hold against the difference, merge, count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tidegate.model.attribution import Attribution, Author, Claim, Doubt, Trust
from tidegate.model.change import Change
from tidegate.provenance.attribution.conflicts import conflicts
from tidegate.provenance.attribution.history import History
from tidegate.provenance.attribution.material import Material, Record
from tidegate.provenance.attribution.merging import merged
from tidegate.provenance.attribution.placing import Lines, Placing
from tidegate.provenance.attribution.readers import READERS
from tidegate.provenance.attribution.shares import Piece, Spoken, by_author, pieces, shares

CLAIMS = 5_000  # that a result keeps
DOUBTS = 500
_ORDER = tuple(Trust)


class Attributed(msgspec.Struct, frozen=True):
    """The result, and the added lines in pieces, so that lines may be asked for."""

    attribution: Attribution
    pieces: tuple[Piece, ...] = ()


def read(material: Material) -> tuple[list[Record], list[Claim], list[Doubt]]:
    """Everything that the readers find, before anything is believed."""
    records: list[Record] = []
    claims: list[Claim] = []
    doubts: list[Doubt] = []
    for _, reader in READERS:
        for found in reader(material):
            if isinstance(found, Record):
                records.append(found)
            elif isinstance(found, Claim):
                claims.append(found)
            else:
                doubts.append(found)
    return records, claims, doubts


def attribute(
    material: Material, change: Change, history: History, lines: Lines, doubts: Iterable[Doubt] = ()
) -> Attributed:
    """Who wrote the change. ``doubts`` are those on what could not be read for ``material``."""
    records, claims, found = read(material)
    placing = Placing(records, history, lines)
    claims = merged([*placing.claims, *claims])
    spoken = Spoken(claims, placing.tracked)
    placed = pieces(change.files, history.head if claims else {}, spoken)
    doubts = [*doubts, *found, *placing.doubts, *history.doubts, *conflicts(claims)]
    return Attributed(_summed(change, claims, placed, doubts), tuple(placed))


def _summed(
    change: Change, claims: Sequence[Claim], placed: Sequence[Piece], doubts: Sequence[Doubt]
) -> Attribution:
    counts = by_author(placed)
    return Attribution(
        confidence=min((claim.confidence for claim in claims), key=_ORDER.index, default=Trust.UNKNOWN),
        added=counts.total(),
        ai=counts[Author.AI],
        mixed=counts[Author.MIXED],
        human=counts[Author.HUMAN],
        unknown=counts[Author.UNKNOWN],
        shares=shares(placed),
        claims=tuple(claims[:CLAIMS]),
        doubts=_bounded(claims, doubts),
        unknown_commits=_unknown(change, claims),
    )


def _bounded(claims: Sequence[Claim], doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """What is left out is said."""
    said = list(dict.fromkeys(doubts))[:DOUBTS]
    if len(claims) > CLAIMS or len(doubts) > DOUBTS:
        text = f"more was said than is kept: {len(claims):,} claims, {len(doubts):,} doubts"
        said.append(Doubt("too-much", text, matters=True))
    return tuple(said)


def _unknown(change: Change, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Commits of which only hints speak, or nothing. A merge brings the work of others."""
    spoken = {claim.commit for claim in claims if claim.confidence is not Trust.HEURISTIC}
    if None in spoken:
        return ()
    return tuple(c.id for c in change.commits if c.id not in spoken and len(c.parents) < 2)

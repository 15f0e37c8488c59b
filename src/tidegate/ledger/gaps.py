"""Commits of a branch that nobody decided on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tidegate.git.line import Landed
from tidegate.ledger.index import Index
from tidegate.ledger.joining import joined
from tidegate.ledger.opened import Opened
from tidegate.model.event import DecisionMade, Subject


class Gaps(msgspec.Struct, frozen=True):
    """``without`` stand newest first. ``since``: the commit on which the first decision was made; ``None``:
    there is no decision, or this clone does not reach back to it. ``cut``: the branch's history ends early.
    """

    branch: str
    commits: int
    without: tuple[str, ...]
    since: str | None
    cut: bool


def gaps(opened: Opened, index: Index, branch: str, tip: str) -> Gaps:
    """The commits of the line that ends in ``tip``, since the first decision, that no decision is of."""
    line = opened.repository.line.commits(tip)
    subjects = decided(opened, index)
    considered, since = since_first(line, subjects)
    joins = joined(line, subjects, opened.repository.line)
    without = tuple(one.commit for one in considered if one.commit not in joins)
    return Gaps(branch, len(considered), without, since, is_cut(opened, line))


def is_cut(opened: Opened, line: Sequence[Landed]) -> bool:
    """Whether the line ends earlier than its branch does: git shows no parents where a clone is cut off."""
    return opened.repository.layout.shallow or bool(line and line[-1].parents)


def decided(opened: Opened, index: Index) -> list[Subject]:
    """What was decided on, in the ledger's order, by decisions that count."""
    entries = index.entries(index.told.kinds.get("decision", []))
    return [
        one.event.payload.subject
        for one in entries
        if one.counts and isinstance(one.event.payload, DecisionMade) and one.event.repository == opened.name
    ]


def since_first(
    line: tuple[Landed, ...], decided: Sequence[Subject]
) -> tuple[tuple[Landed, ...], str | None]:
    """The commits after the earliest one that a decided change was made on; all where that is not here."""
    places = {one.commit: number for number, one in enumerate(line)}
    bases = [places[base] for one in decided for base in (one.merge_base, one.base) if base in places]
    if not bases:
        return line, None
    return line[: max(bases)], line[max(bases)].commit

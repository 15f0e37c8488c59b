"""What the gate said of the change that brought something, and who approved: as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tidegate.model.trace import Recorded, Step
from tidegate.trace.asked import Asked

if TYPE_CHECKING:
    from tidegate.ledger.index import Index
    from tidegate.ledger.opened import Opened
    from tidegate.ledger.reading import Entry

LEDGER = "refs/tidegate/ledger"


def recorded(asked: Asked, steps: Sequence[Step]) -> Recorded:
    """Of the last step; ``known`` is false where the ledger does not tell."""
    if asked.repository.tree_of(LEDGER) is None:
        return Recorded()
    step = steps[-1] if steps else None
    if step is None:
        return Recorded(why="the ledger was not asked: nothing was found")
    otherwise = Recorded(why="the ledger could not be read")
    return asked.bounded("the ledger", lambda: _asked(asked, step), otherwise)


def _asked(asked: Asked, step: Step) -> Recorded:
    from tidegate.ledger.index import index
    from tidegate.ledger.opened import opened

    commit = step.landing.commit.id if step.landing else step.commit.id
    with opened(asked.question.directory, branch=asked.question.branch) as ledger:
        found = index(ledger, asked.cache, datetime.now(UTC))
        head = _head(ledger, found, commit)
        revoked = found.told.heard.revoked
        said = [*found.of_change(head), *_carried(found, head)] if head else []
    return _told([one for one in said if one.counts and one.id not in revoked], commit)


def _carried(index: Index, head: str) -> list[Entry]:
    """Approvals of the head that a merge queue made this one of."""
    from tidegate.model.event import CarriedApproval

    carried = [one.event.payload for one in index.of_change(head) if one.counts]
    ids = [said.approval for said in carried if isinstance(said, CarriedApproval)]
    given = index.named(dict.fromkeys(ids))
    return [one for one in given if one.event.subject and one.event.subject.head != head]


def _head(opened: Opened, index: Index, commit: str) -> str | None:
    """The head of the change that landed as ``commit``."""
    from tidegate.ledger.gaps import decided
    from tidegate.ledger.joining import joined

    if commit in index.told.changes:
        return commit
    line = opened.repository.line.commits(commit)
    join = joined(line, decided(opened, index), opened.repository.line).get(commit)
    return join.head if join else None


def _told(said: Sequence[Entry], commit: str) -> Recorded:
    from tidegate.model.event import Approval, DecisionMade

    decisions = [one.event.payload for one in said if isinstance(one.event.payload, DecisionMade)]
    if not decisions:
        return Recorded(why=f"the ledger has no decision on what landed as {commit[:12]}")
    approvals = [one.event for one in said if isinstance(one.event.payload, Approval)]
    names = tuple(dict.fromkeys(one.actor for one in approvals))
    by = f"approved by {', '.join(names)}" if names else "nobody approved it in the ledger"
    decision, tier = decisions[-1].decision.value, decisions[-1].tier.value
    return Recorded(known=True, why=f"{decision} (tier {tier}); {by}", decision=decision, approved_by=names)

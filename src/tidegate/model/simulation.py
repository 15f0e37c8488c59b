"""What policies would have decided of changes that are there already (``tidegate.simulation/1``)."""

from __future__ import annotations

import msgspec

from tidegate.model.result import Decision
from tidegate.model.tier import Tier


class Outcome(msgspec.Struct, frozen=True):
    """What one policy says of one change. While it only observes that is what it would say."""

    decision: Decision
    tier: Tier
    humans: int
    name: str  # the team's highest tier that applies, or ""
    because: tuple[str, ...]  # its heaviest reasons


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the branch. ``why_not`` says why it could not be judged; ``unseen`` what was not seen."""

    commit: str
    subject: str
    time: int  # of the commit, by its own word: seconds since the epoch
    in_force: Outcome | None = None
    proposed: Outcome | None = None
    why_not: str = ""
    unseen: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the two ask for something else; how they call it makes no difference."""
        return _asks(self.in_force) != _asks(self.proposed)


def _asks(outcome: Outcome | None) -> tuple[Decision, Tier, int] | None:
    return (outcome.decision, outcome.tier, outcome.humans) if outcome else None


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """The newest changes of ``branch`` first; digests are of the policies, ``None`` of the built-in one."""

    schema: str = "tidegate.simulation/1"
    branch: str
    in_force: str | None
    proposed: str | None
    changes: tuple[Replayed, ...]

"""What a change owes before it may be merged: who must approve, and what must be there besides.

It is a part of a check's result. Everything is owed together: each entry of ``approvals`` must be met, and
one person may meet several of them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from tidegate.model.canonical import digest
from tidegate.model.tier import Tier


class State(StrEnum):
    """Three answers to a condition. Where it is unknown a human looks, as if it were matched."""

    MATCHED = "matched"
    NOT_MATCHED = "not_matched"
    UNKNOWN = "unknown"


class RuleTrace(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one rule. ``why`` is in words and names what was seen, or what could not be told.

    ``mode`` "observe" says that the rule is only told, and asks for nothing, until ``valid_until``; of one
    that is enforced that is the last day on which it counts.
    """

    name: str
    tier: Tier
    state: State
    why: str
    mode: Literal["enforce", "observe"] = "enforce"
    valid_until: str | None = None  # ISO date


class Approvals(msgspec.Struct, frozen=True, kw_only=True):
    """``humans`` different people, each of them one of ``people`` (ids), of ``roles`` or of ``teams``; where
    all three are empty, whoever is eligible. Of ``distinct_roles`` each must be given by somebody else.
    """

    humans: int
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    distinct_roles: tuple[str, ...] = ()


class CheckOwed(msgspec.Struct, frozen=True):
    """A part of the check that must have been done whole. ``why`` says what kept it from that."""

    name: str
    done: bool
    why: str = ""


class Requirements(msgspec.Struct, frozen=True, kw_only=True):
    """``tier`` is the change's, and ``name`` the team's highest tier that applies, if any.

    ``mode`` "observe": the whole gate only observes, until ``valid_until``, and nothing is owed today.
    """

    tier: Tier
    name: str = ""
    rules: tuple[RuleTrace, ...] = ()
    approvals: tuple[Approvals, ...] = ()
    attribution: bool = False  # somebody must say who wrote every added line
    ai_bom: bool = False  # an AI-BOM of the change must be there
    presence: bool = False  # approvals by a key must show that a person was there, or two must approve
    manager: bool = False  # a manager who is neither author nor reviewer accepts the release
    checks: tuple[CheckOwed, ...] = ()
    mode: Literal["enforce", "observe"] = "enforce"
    valid_until: str | None = None  # ISO date

    @property
    def humans(self) -> int:
        """How many people must approve at least."""
        return max((approvals.humans for approvals in self.approvals), default=0)

    @property
    def digest(self) -> str:
        """SHA-256 over canonical JSON of what is owed, by which rules. What the rules say in words is not
        part of it: a line more in the change is no other requirement."""
        plain = msgspec.to_builtins(self)
        for rule in plain["rules"]:
            del rule["why"]
        for check in plain["checks"]:
            del check["why"]
        return digest(plain)

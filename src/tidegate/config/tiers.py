"""The team's own tiers in ``.tidegate/config.yaml``, as types: when one applies, and what it asks for."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tidegate.config.words import Day, PathGlob, Word, a_text

DEEPEST = 5  # conditions within conditions

Who = Annotated[str, a_text("a person, role or team such as ada or security-reviewer", r"^[^\s,]+$")]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Condition(_Section, frozen=True, rename={"not_": "not"}):
    """Several keys in one condition hold together."""

    any: Annotated[tuple[Condition, ...], Meta(description="At least one of these")] = ()
    all: Annotated[tuple[Condition, ...], Meta(description="Every one of these")] = ()
    not_: Annotated[Condition | None, Meta(description="The opposite")] = None
    paths: Annotated[
        tuple[PathGlob, ...], Meta(description="A changed file is there; globs as in .gitignore")
    ] = ()
    only_paths: Annotated[tuple[PathGlob, ...], Meta(description="Every changed file is there")] = ()


class ApprovalsAsked(_Section, frozen=True):
    """So many different people, of these; without any of ``people``, ``roles`` and ``teams`` whoever may."""

    humans: Annotated[int, Meta(ge=1, le=20, description="How many", extra={"is": "a number from 1"})] = 1
    people: Annotated[tuple[Who, ...], Meta(description="Ids of .tidegate/people.yaml")] = ()
    roles: Annotated[tuple[Who, ...], Meta(description="Roles of .tidegate/people.yaml")] = ()
    teams: Annotated[tuple[Who, ...], Meta(description="Teams as CODEOWNERS names them: @acme/security")] = ()
    distinct_roles: Annotated[
        tuple[Who, ...], Meta(description="Each of these roles must be given by somebody else")
    ] = ()


class TeamTier(_Section, frozen=True):
    """One tier: where ``when`` holds, or cannot be told, the change owes what it asks for."""

    name: Word
    tier: Annotated[
        Literal["low", "medium", "high", "critical"], Meta(description="At least this; later ones not lower")
    ]
    when: Annotated[Condition | None, Meta(description="Without: every change")] = None
    approvals: Annotated[
        tuple[ApprovalsAsked, ...],
        Meta(description="All of these; without, one from medium on, and two where it is critical"),
    ] = ()
    mode: Annotated[
        Literal["enforce", "observe"], Meta(description="observe: only told, until valid_until")
    ] = "enforce"
    valid_until: Annotated[
        Day | None, Meta(description="The last day on which it counts or, observed, is only told")
    ] = None


def depth(condition: Condition) -> int:
    """How many conditions stand within one another, itself included."""
    inner = (*condition.any, *condition.all, *((condition.not_,) if condition.not_ else ()))
    return 1 + max((depth(one) for one in inner), default=0)


def is_empty(condition: Condition) -> bool:
    return condition == Condition()

"""The team's own tiers in ``.tidegate/config.yaml``, as types: when one applies, and what it asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tidegate.config.words import Day, NameGlob, PathGlob, RouteGlob, Word, a_text
from tidegate.model.finding import Kind
from tidegate.model.kinds import ChangeKind
from tidegate.model.paths import PathClass

DEEPEST = 5  # any, all and not within one another
RANKS = ("low", "medium", "high", "critical")  # of tiers and of severities
_Count = Annotated[int, Meta(ge=1, le=10_000_000, extra={"is": "a number from 1"})]
_TRUE_OR_FALSE = {"is": "true or false"}
_FROM_ONE = {"is": "a number from 1"}

EntryKind = Literal["http", "websocket", "graphql", "queue", "schedule", "cli", "lambda", "tool"]
Who = Annotated[str, a_text("a person, role or team such as ada or security-reviewer", r"^[^\s,]+$")]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class EntryPointsAsked(_Section, frozen=True):
    """Ways in from outside that the change reaches, of which every key here holds."""

    kinds: Annotated[tuple[EntryKind, ...], Meta(description="One of these sorts")] = ()
    routes: Annotated[tuple[RouteGlob, ...], Meta(description="One of these routes: /api/**")] = ()
    internet_facing: Annotated[
        bool, Meta(description="true: everybody can reach it, by the threat model", extra=_TRUE_OR_FALSE)
    ] = False
    at_least: Annotated[int, Meta(ge=1, le=10_000, description="So many", extra=_FROM_ONE)] = 1


class FindingsAsked(_Section, frozen=True):
    """Introduced findings that nobody has judged, of which every key here holds."""

    rules: Annotated[tuple[Word, ...], Meta(description="One of these: see `tidegate rules`")] = ()
    kinds: Annotated[tuple[Kind, ...], Meta(description="One of these kinds")] = ()
    severity: Annotated[
        Literal["low", "medium", "high", "critical"] | None, Meta(description="At least this")
    ] = None
    confidence: Annotated[Literal["low", "medium", "high"] | None, Meta(description="At least this")] = None
    at_least: Annotated[int, Meta(ge=1, le=10_000, description="So many", extra=_FROM_ONE)] = 1


class AttributionAsked(_Section, frozen=True):
    """Lines that an AI tool wrote, of which every key here holds. What nobody claims may be such a line."""

    tools: Annotated[tuple[Word, ...], Meta(description="One of these tools, by id")] = ()
    models: Annotated[tuple[NameGlob, ...], Meta(description="One of these models: claude-*")] = ()
    share: Annotated[
        int,
        Meta(ge=1, le=100, description="At least so many in a hundred of the added lines", extra=_FROM_ONE),
    ] = 1


class SizeAsked(_Section, frozen=True):
    """At least one of the two."""

    lines: Annotated[_Count | None, Meta(description="At least so many lines added and removed")] = None
    files: Annotated[_Count | None, Meta(description="At least so many files")] = None


class Condition(_Section, frozen=True, rename={"not_": "not"}):
    """Several keys in one condition hold together."""

    any: Annotated[tuple[Condition, ...], Meta(description="At least one of these")] = ()
    all: Annotated[tuple[Condition, ...], Meta(description="Every one of these")] = ()
    not_: Annotated[Condition | None, Meta(description="The opposite")] = None
    paths: Annotated[
        tuple[PathGlob, ...], Meta(description="A changed file is there; globs as in .gitignore")
    ] = ()
    only_paths: Annotated[tuple[PathGlob, ...], Meta(description="Every changed file is there")] = ()
    path_classes: Annotated[
        tuple[PathClass, ...], Meta(description="A changed file is of one of these classes")
    ] = ()
    only_path_classes: Annotated[
        tuple[PathClass, ...], Meta(description="Every changed file is of one of these classes")
    ] = ()
    changed: Annotated[tuple[ChangeKind, ...], Meta(description="The change is of one of these kinds")] = ()
    entry_points: EntryPointsAsked | None = None
    findings: FindingsAsked | None = None
    attribution: AttributionAsked | None = None
    authors: Annotated[
        tuple[NameGlob, ...], Meta(description="Somebody of these wrote it, by mail address: *@acme.example")
    ] = ()
    other_authors: Annotated[
        tuple[NameGlob, ...], Meta(description="Somebody else than these wrote it, by mail address")
    ] = ()
    size: SizeAsked | None = None


class ApprovalsAsked(_Section, frozen=True):
    """So many different people, of these; without any of ``people``, ``roles`` and ``teams`` whoever may."""

    humans: Annotated[int, Meta(ge=1, le=20, description="How many", extra={"is": "a number from 1"})] = 1
    people: Annotated[tuple[Who, ...], Meta(description="Ids of .tidegate/people.yaml")] = ()
    roles: Annotated[tuple[Who, ...], Meta(description="Roles of .tidegate/people.yaml")] = ()
    teams: Annotated[tuple[Who, ...], Meta(description="Teams as CODEOWNERS names them: @acme/security")] = ()
    distinct_roles: Annotated[
        tuple[Who, ...], Meta(description="Each of these roles must be given by somebody else")
    ] = ()


class CheckAsked(StrEnum):
    """Parts of the check that a tier may want done whole."""

    CODE = "code"  # every changed file was read, and whom it affects was followed to the end
    DEPENDENCIES = "dependencies"  # every manifest and lock file was read, and advisories were there
    ATTRIBUTION = "attribution"  # all that says who wrote it could be read


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
    attribution: Annotated[
        bool, Meta(description="Somebody must say who wrote every added line", extra=_TRUE_OR_FALSE)
    ] = False
    ai_bom: Annotated[
        bool, Meta(description="An AI-BOM of the change must be there", extra=_TRUE_OR_FALSE)
    ] = False
    presence: Annotated[
        bool,
        Meta(description="A key's approval must show that a person was there", extra=_TRUE_OR_FALSE),
    ] = False
    manager: Annotated[
        bool,
        Meta(description="A manager who is not the reviewer accepts the release", extra=_TRUE_OR_FALSE),
    ] = False
    checks: Annotated[
        tuple[CheckAsked, ...], Meta(description="Parts of the check that must have been done whole")
    ] = ()
    mode: Annotated[
        Literal["enforce", "observe"], Meta(description="observe: only told, until valid_until")
    ] = "enforce"
    valid_until: Annotated[
        Day | None, Meta(description="The last day on which it counts or, observed, is only told")
    ] = None

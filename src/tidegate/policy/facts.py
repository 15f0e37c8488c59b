"""What the policy judges: the change in facts, without how they were found."""

from __future__ import annotations

from datetime import date

import msgspec

from tidegate.model.attribution import Attribution
from tidegate.model.change import FileChange
from tidegate.model.finding import Finding
from tidegate.model.kinds import About
from tidegate.model.result import Access, DependencyChange, EntryPoint, NotAnalysed


class ControlChange(msgspec.Struct, frozen=True):
    """Another set of controls before one entry point, none of whose kinds is lost."""

    entry_point: str
    before: tuple[str, ...]  # providers
    after: tuple[str, ...]
    path: str
    kinds: tuple[str, ...] = ()  # of control, whose providers are others


class ToolGap(msgspec.Struct, frozen=True):
    """What the team's list lacks of an AI tool of the change: "unlisted", "overdue", "endpoint HOST", …"""

    tool: str
    name: str
    code: str
    due: date | None = None  # the last day on which its review counted
    paths: tuple[str, ...] = ()


class ChangeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """``files`` with their path classes say where; the rest says what it means."""

    files: tuple[FileChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    data: tuple[Access, ...] = ()  # ``change`` "new", "changed", "removed" are meaningful
    services: tuple[Access, ...] = ()
    control_changes: tuple[ControlChange, ...] = ()
    entry_points_added: tuple[EntryPoint, ...] = ()
    entry_points_removed: tuple[EntryPoint, ...] = ()
    entry_points_changed: tuple[EntryPoint, ...] = ()
    entry_points_reached: tuple[EntryPoint, ...] = ()
    reach_limits: tuple[str, ...] = ()  # why there may be more of them
    about: tuple[About, ...] = ()  # what changes by what it is about
    code_changed: bool = False  # a definition of production code really differs
    same: frozenset[str] = frozenset()  # migrations and manifests that say what they said before
    dependencies: tuple[DependencyChange, ...] = ()
    dependencies_read: frozenset[str] = frozenset()  # manifests and lock files that were understood whole
    gaps: tuple[NotAnalysed, ...] = ()
    limits: tuple[str, ...] = ()  # bounds reached in something that matters
    failures: tuple[str, ...] = ()  # parts of the tool that failed or ran out of time
    conflict: tuple[str, ...] = ()  # paths that do not merge
    first_configuration: bool = False  # head brings the first .tidegate/
    attribution: Attribution = Attribution()
    authors: tuple[str, ...] | None = None  # mail addresses, "" where one is not known; None: no commit yet
    tool_gaps: tuple[ToolGap, ...] = ()
    unreviewed: tuple[str, ...] = ()  # emergencies that nobody reviewed in time
    granted: tuple[str, ...] = ()  # who gains by their own change to the people

"""The value of a check: everything a report may say (``tidegate.check/1``).

Reports are rendered from this value alone. ``Excerpt`` carries the few source lines that a person
needs, so that no report reads the repository again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from tidegate.model.attribution import Ai
from tidegate.model.finding import Finding
from tidegate.model.oversight import Oversight
from tidegate.model.requirements import Requirements
from tidegate.model.tier import Tier


class Decision(StrEnum):
    PASS = "pass"
    REVIEW = "review"
    BLOCK = "block"


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class Inputs(msgspec.Struct, frozen=True):
    """Digests of what the answer depends on beside the change; ``None`` where there is none."""

    config: str | None
    policy: str | None
    knowledge: str
    advisories_date: str | None = None


class ChangeSummary(msgspec.Struct, frozen=True):
    repository: str
    title: str
    base: str | None
    head: str | None
    merge_base: str | None
    commits: int
    files: int
    added: int
    removed: int


class Reason(msgspec.Struct, frozen=True):
    """Why the decision is not simply ``pass``; ``code`` is stable, ``text`` is for people."""

    code: str
    text: str
    paths: tuple[str, ...] = ()


class Review(msgspec.Struct, frozen=True):
    required: bool
    humans: int
    because: tuple[str, ...] = ()


class Control(msgspec.Struct, frozen=True):
    """What protects an entry point. ``kind``: authentication, authorization, csrf, …"""

    kind: str
    provider: str  # qualified name of what provides it: "acme.auth.require_admin"
    path: str | None = None
    line: int | None = None


class EntryPoint(msgspec.Struct, frozen=True):
    kind: str  # "http", "websocket", "graphql", "queue", "schedule", "cli", "lambda", "tool"
    name: str  # "GET /api/refunds", or the qualified name where there is no route
    path: str
    line: int
    controls: tuple[Control, ...] = ()
    handler: str = ""  # qualified name of the handler
    changed: bool = False  # the handler itself is among the changed definitions


class Access(msgspec.Struct, frozen=True):
    """A data store or a service that changed definitions touch.

    ``name`` is a table, a model class or a host; ``change`` is "new", "changed", "removed" or
    "touched" (reached, but by the same access as in base).
    """

    name: str
    fields: tuple[str, ...]
    operation: str  # "read", "write", "delete", "define" (columns that are new), "call", "unknown"
    change: str
    path: str
    line: int


class Caller(msgspec.Struct, frozen=True):
    """One edge of the blast radius: ``caller`` calls ``callee`` (qualified names)."""

    caller: str
    callee: str
    path: str
    line: int


class BlastRadius(msgspec.Struct, frozen=True):
    changed: tuple[str, ...] = ()
    callers: int = 0
    entry_points: tuple[EntryPoint, ...] = ()
    data: tuple[Access, ...] = ()
    services: tuple[Access, ...] = ()
    tests: tuple[str, ...] = ()  # qualified names of tests that reach the change
    edges: tuple[Caller, ...] = ()
    complete: bool = True
    limits: tuple[str, ...] = ()


class NotAnalysed(msgspec.Struct, frozen=True):
    path: str
    why: str
    matters: bool = True  # False: listed, decides nothing (prose, data, images)


class Coverage(msgspec.Struct, frozen=True):
    analysed: int
    not_analysed: tuple[NotAnalysed, ...] = ()


class DependencyPlace(msgspec.Struct, frozen=True):
    path: str
    line: int
    side: str = "head"  # "base" for what is gone


class Purpose(msgspec.Struct, frozen=True):
    """What a package is for: the id that settings use, and words that follow "for"."""

    id: str
    words: str


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """Another way to what a package that comes in is for.

    ``why`` says what speaks for it: "preferred" (the team's settings), "used" (this repository does),
    "replaced" (the change takes it out), or what a published list says: "native" (the language has it),
    "lines" (a few lines do it), "needless" (nothing is left to do, and there is no ``name``), "suggested"
    (another package). ``places`` are those where head's production code imports it; ``complete`` is false
    where there may be more. ``since`` is what first has it: "Node.js 16.6.0".
    """

    name: str
    why: str
    places: int | None = None
    complete: bool = True
    since: str | None = None


class DependencyChange(msgspec.Struct, frozen=True, kw_only=True):
    """One package that the change adds, removes or changes, over all files that say so.

    Versions are exact ones, ranges are as written; either may be absent. ``direct`` is ``None`` where nothing
    tells. ``via`` leads from a direct dependency to the one that pulled it in. ``what`` are words such as
    "added", "upgraded", "left-registry". ``install_script`` is whether installing it runs its code, where a
    file says. ``purpose`` and ``alternatives`` are told of what comes in and is asked for.
    """

    ecosystem: str
    name: str
    base_version: str | None = None
    head_version: str | None = None
    base_range: str | None = None
    head_range: str | None = None
    direct: bool | None = None
    scope: str = "runtime"  # "runtime" | "optional" | "build" | "dev"
    origin: str = "registry"  # "registry" | "git" | "url" | "path"
    location: str | None = None
    revision: str | None = None
    via: tuple[str, ...] = ()
    install_script: bool | None = None
    what: tuple[str, ...] = ()
    places: tuple[DependencyPlace, ...] = ()
    purpose: Purpose | None = None
    alternatives: tuple[Alternative, ...] = ()


class Dependencies(msgspec.Struct, frozen=True):
    """``updated`` is everything that was there before and is not as it was."""

    added: tuple[DependencyChange, ...] = ()
    updated: tuple[DependencyChange, ...] = ()
    removed: tuple[DependencyChange, ...] = ()


class Excerpt(msgspec.Struct, frozen=True):
    """Source lines around a finding or a step: ``lines[0]`` is line ``start``. Secrets masked."""

    path: str
    start: int
    lines: tuple[str, ...]
    side: str = "head"  # "base" for what is gone


class Observed(msgspec.Struct, frozen=True):
    """``mode: observe``: what would have been decided, and until when it is only observed."""

    decision: Decision
    until: str


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    schema: str = "tidegate.check/1"
    tool: Tool
    inputs: Inputs
    change: ChangeSummary
    decision: Decision
    tier: Tier
    reasons: tuple[Reason, ...] = ()
    review: Review = Review(required=False, humans=0)
    observed: Observed | None = None
    requirements: Requirements = Requirements(tier=Tier.NONE)
    oversight: Oversight | None = None  # where there is a ledger
    findings: tuple[Finding, ...] = ()
    blast_radius: BlastRadius = BlastRadius()
    dependencies: Dependencies = Dependencies()
    infrastructure: dict[str, Any] = {}
    ai: Ai = Ai()
    coverage: Coverage = Coverage(analysed=0)
    excerpts: tuple[Excerpt, ...] = ()
    timings: dict[str, float] = {}

"""What is decided and done with a change: decisions, approvals, merges, releases."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tidegate.model.event.parts import Count, Digest, FindingRef, Moment, Name, Oid, Struct, Subject, Text
from tidegate.model.result import Decision
from tidegate.model.tier import Tier


class OwedApprovals(Struct, frozen=True, kw_only=True):
    """``humans`` people: of ``people`` (ids), ``roles`` or ``teams`` where these are named.

    ``distinct_roles`` are those of different people.
    """

    humans: Count
    people: tuple[Name, ...] = ()
    roles: tuple[Name, ...] = ()
    teams: tuple[Name, ...] = ()
    distinct_roles: tuple[Name, ...] = ()


class Owed(Struct, frozen=True, kw_only=True):
    """What the change needs before it may be merged, all of it."""

    approvals: tuple[OwedApprovals, ...] = ()
    presence: bool = False
    manager: bool = False
    attribution: bool = False
    ai_bom: bool = False


class DecisionMade(Struct, tag="decision", frozen=True, kw_only=True):
    """What the gate said. ``result`` is the digest of the whole answer, ``findings`` what it showed.

    ``fixed`` are findings that the ledger knows and that the change takes away: of a whole check only.
    ``ai_bom`` is the digest of the change's AI-BOM, CycloneDX 1.7 as ``tidegate ai bom`` writes it.
    ``controls_digest`` and ``blast_digest`` tell whether an approval may carry over. ``bypassed`` is the
    break-glass event that let it through. ``approvals`` are the events that counted. ``involved`` are those
    who had a part in the change; ``awaits_manager``: all is there but a manager who accepts the release.
    """

    subject: Subject
    decision: Decision
    tier: Tier
    tool: Name  # version of this program
    result: Digest
    config_digest: Digest | None = None
    knowledge_digest: Digest
    advisories_date: date | None = None
    models: tuple[Name, ...] = ()  # language models that took part in the answer
    controls_digest: Digest
    blast_digest: Digest
    reasons: tuple[Name, ...] = ()  # codes
    findings: tuple[FindingRef, ...] = ()
    fixed: tuple[FindingRef, ...] = ()
    observed: bool = False  # a gate that only observes
    owed: Owed | None = None
    approvals: tuple[Digest, ...] = ()
    involved: tuple[Name, ...] = ()
    awaits_manager: bool = False
    bypassed: Digest | None = None
    ai_bom: Digest | None = None


class Approval(Struct, tag="approval", frozen=True, kw_only=True):
    """``role`` is the one in which the approval is given. ``statement`` is what was confirmed.

    ``origins`` tell the change again when it is amended or rebased: of its first and its last commit the
    digest of author and author date.
    """

    subject: Subject
    role: Name
    statement: Text | None = None
    origins: tuple[Digest, ...] = ()


class CarriedApproval(Struct, tag="carried-approval", frozen=True, kw_only=True):
    """An approval of a change whose base or policy moved, and nothing that matters with it."""

    subject: Subject
    approval: Digest
    checked: Digest  # the decision event of the new check


class Refusal(Struct, tag="refusal", frozen=True, kw_only=True):
    subject: Subject
    reason: Text


class BreakGlass(Struct, tag="break-glass", frozen=True, kw_only=True):
    """The gate was passed by in an emergency; somebody reviews it until ``review_due``."""

    subject: Subject
    incident: Name
    reason: Text
    review_due: Moment


class ReviewOutcome(StrEnum):
    SOUND = "sound"
    FOLLOW_UP = "follow-up"
    REVERTED = "reverted"


class BreakGlassReview(Struct, tag="break-glass-review", frozen=True, kw_only=True):
    break_glass: Digest
    outcome: ReviewOutcome
    note: Text


class MergeHow(StrEnum):
    MERGE = "merge"
    SQUASH = "squash"
    REBASE = "rebase"
    PUSH = "push"


class Merge(Struct, tag="merge", frozen=True, kw_only=True):
    """A change as it came to ``branch``: ``commit`` with ``tree`` is what stands there now."""

    subject: Subject
    branch: Name
    commit: Oid
    tree: Oid
    how: MergeHow
    decision: Digest | None = None


class Release(Struct, tag="release", frozen=True, kw_only=True):
    """``actor`` accepts what lies between ``previous`` and ``commit``."""

    tag: Name
    commit: Oid
    previous: Oid | None = None
    statement: Text | None = None

"""Digests of parts of an answer: what an approval is bound to, and what must be equal for it to carry over.

Lines are no part of them: they move with base.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tidegate.model.canonical import digest
from tidegate.model.change import Commit
from tidegate.model.finding import Finding, Status
from tidegate.model.paths import display
from tidegate.model.result import Access, BlastRadius

NOTHING = digest([])


def findings_digest(findings: Iterable[Finding]) -> str:
    """Of what the change brings and mends. What the team said of a finding since is no part of it."""
    return digest(
        sorted(
            [one.rule, one.status, one.severity, display(one.path), sorted(one.fingerprints.items())]
            for one in findings
            if one.status is not Status.EXISTING
        )
    )


def origin(commit: Commit) -> str:
    """What amending and rebasing keep of a commit: its author and the author's date."""
    return digest([commit.author_email, commit.author_time])


def origins(commits: Sequence[Commit]) -> tuple[str, ...]:
    """Of the first and the last of a change's commits."""
    return tuple(dict.fromkeys(origin(commit) for commit in (*commits[-1:], *commits[:1])))


def controls_digest(radius: BlastRadius) -> str:
    """Of what protects the entry points that the change reaches."""
    return digest(
        sorted(
            [one.kind, one.name, sorted([control.kind, control.provider] for control in one.controls)]
            for one in radius.entry_points
        )
    )


def blast_digest(radius: BlastRadius) -> str:
    """Of what the change can affect."""
    return digest(
        {
            "changed": sorted(radius.changed),
            "callers": sorted({f"{edge.caller} {edge.callee}" for edge in radius.edges}),
            "entries": sorted([one.kind, one.name, one.handler] for one in radius.entry_points),
            "data": _accesses(radius.data),
            "services": _accesses(radius.services),
            "complete": radius.complete,
        }
    )


def _accesses(accesses: Iterable[Access]) -> list[list[str]]:
    return sorted([one.name, one.operation, one.change, *sorted(one.fields)] for one in accesses)

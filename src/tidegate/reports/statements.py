"""What somebody is about to sign, in words: the change, what is found in it, what they say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tidegate.evidence.owing import ACCEPTANCE
from tidegate.ledger.enrolled import fingerprint
from tidegate.ledger.reading import Entry
from tidegate.model.event import Revocation, Revoked, RoleGrant, Subject, Training
from tidegate.model.finding import Finding, Status
from tidegate.model.release import ReleaseEvidence
from tidegate.model.result import CheckResult
from tidegate.reports import words
from tidegate.reports.ledger import about, entry_text
from tidegate.reports.release import summary
from tidegate.reports.visible import visible

_FINDINGS = 20
_REASONS = 12
_CHANGES = 50  # of a release
_SIGNED = 20  # events of a key


def of_change(result: CheckResult, subject: Subject) -> list[str]:
    """The change as an approval is bound to it."""
    introduced = [one for one in result.findings if one.status is Status.INTRODUCED]
    return [
        visible(line)
        for line in (
            f"change      {result.change.title}: {words.size(result.change)}",
            f"repository  {subject.repository}",
            f"head        {subject.head}",
            f"base        {subject.base}",
            f"decision    {', '.join(filter(None, (result.decision, words.observing(result))))}",
            f"tier        {result.requirements.tier}",
            *(f"because     {reason.text}" for reason in result.reasons[:_REASONS]),
            *_rest(len(result.reasons) - _REASONS, "reason"),
            *(f"finding     {of_finding(one)}" for one in introduced[:_FINDINGS]),
            *_rest(len(introduced) - _FINDINGS, "finding"),
            f"findings    sha256 {subject.findings_digest}",
            f"owes        sha256 {subject.requirements_digest}",
            f"lines       sha256 {subject.diff_sha256}",
        )
    ]


def of_finding(one: Finding) -> str:
    said = f" ({one.disposition.state})" if one.disposition else ""
    return visible(f"{one.id} {words.titled(one)} in {words.place(one)}, {one.severity}{said}")


def of_grant(said: RoleGrant) -> list[str]:
    return [
        visible(line)
        for line in (
            f"GRANTED to {said.person}, {_until(said.until)}:",
            *(f"role        {role}" for role in said.roles),
            *(f"key         {fingerprint(key)} ({key.partition(' ')[0]}), to sign with" for key in said.keys),
        )
    ]


def of_training(said: Training) -> list[str]:
    return [visible(f"TRAINED in secure coding until {said.until}: {said.person}, by {said.course}")]


def of_revocation(
    said: Revocation, entry: Entry | None, holders: Iterable[str], signed: Sequence[Entry]
) -> list[str]:
    """``entry`` is the event that is meant; ``holders`` and ``signed`` are of a key."""
    if entry is not None:
        return [visible(f"REVOKED: {said.reason}"), *entry_text(entry).splitlines()]
    whose = f" of {', '.join(holders)}" if said.kind is Revoked.KEY else ""
    keeping = [f"it signed    {_approval(one)}" for one in signed[-_SIGNED:]]
    shown = [
        f"REVOKED, the {said.kind} {said.what}{whose}: {said.reason}",
        "what was signed before keeps counting; what comes after does not",
        *(["approvals of what is not merged yet count no more"] if said.kind is Revoked.PERSON else []),
        *keeping,
        *(["take each back that should not count: tidegate revoke EVENT"] if keeping else []),
    ]
    return [visible(line) for line in shown]


def of_release(found: ReleaseEvidence, statement: str | None) -> list[str]:
    """What a release holds, as `release verify` tells it before it is accepted."""
    asked = [one for one in found.changes if ACCEPTANCE in one.proof.owed]
    shown = [
        f"ACCEPTED as a manager, the release {found.tag}{f': {statement}' if statement else ''}",
        f"commit      {found.commit}",
        *(f"holds       {line}" for line in summary(found) if line),
        *(f"for         {one.commit[:12]} {one.title}" for one in asked[:_CHANGES]),
        *_rest(len(asked) - _CHANGES, "change"),
    ]
    return [visible(line) for line in shown]


def _approval(entry: Entry) -> str:
    return f"event {entry.number} {entry.id[:12]}, {entry.event.type} of {about(entry.event)}"


def _until(day: date | None) -> str:
    return f"until {day}" if day else "until it is revoked"


def _rest(count: int, noun: str) -> list[str]:
    return [f"            and {words.plural(count, f'more {noun}')}"] if count > 0 else []

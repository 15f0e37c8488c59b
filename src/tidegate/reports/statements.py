"""What somebody is about to sign, in words: the change, what is found in it, what they say of it."""

from __future__ import annotations

from tidegate.model.event import Subject
from tidegate.model.finding import Finding, Status
from tidegate.model.result import CheckResult
from tidegate.reports import words
from tidegate.reports.visible import visible

_FINDINGS = 20
_REASONS = 12


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


def _rest(count: int, noun: str) -> list[str]:
    return [f"            and {words.plural(count, f'more {noun}')}"] if count > 0 else []

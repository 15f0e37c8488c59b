"""Cases beside the policy, ``.tidegate/tests/*.yaml``: a change in words, and what the policy must say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tidegate.config.decoding import Decoded, nearest
from tidegate.config.loading import SettingsError, decoded_as
from tidegate.config.nodes import Problem
from tidegate.config.tiers import EntryKind
from tidegate.config.words import Day, PathGlob, Word, a_text
from tidegate.model.finding import Confidence, Kind, Severity
from tidegate.model.kinds import ChangeKind
from tidegate.model.requirements import State
from tidegate.model.result import Decision
from tidegate.model.tier import Tier

FOLDER = "tests"  # beside the settings
_PAGE = "policy"
_TRUE_OR_FALSE = {"is": "true or false"}
_Count = Annotated[int, Meta(ge=0, le=10_000_000, extra={"is": "a number"})]
_Text = Annotated[str, a_text("a text", r"\S")]
# Kinds that are said by a file of theirs: without one, nothing of the sort changes.
BY_FILES = {
    ChangeKind.INFRASTRUCTURE: "Dockerfile",
    ChangeKind.WORKFLOW: ".github/workflows/ci.yml",
    ChangeKind.AI_TOOL_CONFIGURATION: "AGENTS.md",
    ChangeKind.GATE_CONFIGURATION: ".tidegate/config.yaml",
}


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class CaseFinding(_Section, frozen=True):
    """An introduced finding."""

    rule: Word
    path: PathGlob | None = None
    severity: Severity = Severity.HIGH
    confidence: Confidence = Confidence.HIGH
    kind: Kind = Kind.FLOW


class CaseEntry(_Section, frozen=True):
    """An entry point that the change reaches: ``POST /api/pay``."""

    name: _Text
    kind: EntryKind = "http"


class CaseWriter(_Section, frozen=True):
    """An AI tool that says of itself that it wrote all added lines."""

    tool: Word
    model: _Text | None = None


class CaseChange(_Section, frozen=True):
    """A change in words. What is not said is not so."""

    files: Annotated[tuple[_Text, ...], Meta(min_length=1, description="Paths that change")]
    added: _Count = 10
    removed: _Count = 0
    kinds: Annotated[tuple[ChangeKind, ...], Meta(description="Of code; of settings, name a file")] = ()
    entry_points: tuple[CaseEntry, ...] = ()
    findings: tuple[CaseFinding, ...] = ()
    not_analysed: Annotated[tuple[_Text, ...], Meta(description="Paths that could not be understood")] = ()
    written_by: CaseWriter | None = None
    authors: Annotated[tuple[_Text, ...], Meta(description="Mail addresses; none: not committed yet")] = ()


class Expected(_Section, frozen=True):
    """What must be so; what is not named may be anything."""

    decision: Decision | None = None
    tier: Tier | None = None
    tiers: Annotated[dict[Word, State], Meta(description="By the tier's name")] = {}
    humans: Annotated[_Count | None, Meta(description="How many people must approve at least")] = None
    roles: Annotated[tuple[_Text, ...], Meta(description="Roles that are asked for")] = ()
    reasons: Annotated[tuple[Word, ...], Meta(description="Codes that are among the reasons")] = ()
    attribution: Annotated[bool | None, Meta(extra=_TRUE_OR_FALSE)] = None
    ai_bom: Annotated[bool | None, Meta(extra=_TRUE_OR_FALSE)] = None
    presence: Annotated[bool | None, Meta(extra=_TRUE_OR_FALSE)] = None
    manager: Annotated[bool | None, Meta(extra=_TRUE_OR_FALSE)] = None


class PolicyCase(_Section, frozen=True):
    name: _Text
    change: CaseChange
    expect: Expected
    today: Annotated[Day | None, Meta(description="Judged as on that day")] = None


class PolicyCases(_Section, frozen=True):
    version: Literal[1]
    cases: Annotated[tuple[PolicyCase, ...], Meta(min_length=1)]


def parse_cases(data: bytes, where: str, tiers: tuple[str, ...]) -> PolicyCases:
    """Raise SettingsError with every problem of the file; ``tiers`` are the names that the policy has."""
    decoded = decoded_as(PolicyCases, data, where, _PAGE)
    cases = msgspec.convert(decoded.plain, PolicyCases)
    if problems := list(_problems(cases, decoded, tiers)):
        raise SettingsError(where, problems, _PAGE)
    return cases


def _problems(cases: PolicyCases, decoded: Decoded, tiers: tuple[str, ...]) -> Iterator[Problem]:
    names: set[str] = set()
    for n, case in enumerate(cases.cases):
        place = f"cases[{n}]"
        if case.name in names:
            yield Problem(decoded.lines[f"{place}.name"], f'{place}.name: there is already a "{case.name}"')
        names.add(case.name)
        if case.expect == Expected():
            yield Problem(decoded.lines[f"{place}.expect"], f"{place}.expect: says nothing")
        for kind in case.change.kinds:
            if kind in BY_FILES:
                text = f"{place}.change.kinds: say {kind} by a file such as {BY_FILES[kind]}"
                yield Problem(decoded.lines[f"{place}.change.kinds"], text)
        for name in case.expect.tiers:
            if name not in tiers:
                at = f"{place}.expect.tiers"
                yield Problem(decoded.lines[f"{at}.{name}"], f'{at}: no tier "{name}"{nearest(name, tiers)}')

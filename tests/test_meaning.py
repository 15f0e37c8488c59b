"""Right on meaning: small real repositories, one pull request each, and the whole outcome."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from meaning.cases import At, Case
from meaning.harmless import HARMLESS
from meaning.risky import RISKY
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.detect.findings import weakness
from tidegate.model.finding import Finding, Kind, LostCheck, Status
from tidegate.model.result import CheckResult

Named = tuple[str, str, int, str | None]


def outcome(result: CheckResult, status: Status) -> list[Named]:
    return sorted(
        (_named(finding) for finding in result.findings if finding.status is status),
        key=lambda named: (*named[:3], named[3] or ""),
    )


def lost_checks(result: CheckResult) -> set[LostCheck]:
    """What flows are said to have lost: exactly those findings are of the kind that says so."""
    flows = [f for f in result.findings if f.status is Status.INTRODUCED and weakness(f.rule).sink]
    assert all((f.kind is Kind.LOST_CONTROL) == (f.lost is not None) for f in flows)
    return {f.lost for f in flows if f.lost is not None}


def _named(finding: Finding) -> Named:
    return (finding.rule, finding.path, finding.line, finding.entry_point)


def built(case: Case, path: Path) -> RepositoryBuilder:
    repository = RepositoryBuilder(path)
    base, head = case.base, case.head
    repository.commit("base", base)
    repository.branch("change")
    gone = dict.fromkeys(base.keys() - head.keys())
    repository.commit(
        "change", {**gone, **{path: text for path, text in head.items() if base.get(path) != text}}
    )
    return repository


@pytest.mark.parametrize("case", [*RISKY, *HARMLESS], ids=lambda case: case.name)
def test_the_whole_outcome(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    repository = built(case, tmp_path / "repository")
    options = CheckOptions(directory=repository.path, revision_range="main..change")
    cold = check(options)
    assert outcome(cold, Status.INTRODUCED) == _stated(case.introduced, case.head)
    assert lost_checks(cold) == {at.lost.check(case.base) for at in case.introduced if at.lost is not None}
    assert outcome(cold, Status.FIXED) == _stated(case.fixed, case.base)
    assert {reason.code for reason in cold.reasons} == case.reasons, [reason.text for reason in cold.reasons]
    assert cold.decision == case.decision
    assert case.tier in (None, cold.tier)
    warm = check(options)
    assert (warm.findings, warm.reasons, warm.blast_radius) == (
        cold.findings,
        cold.reasons,
        cold.blast_radius,
    )


def _stated(places: Iterable[At], files: dict[str, str]) -> list[Named]:
    stated = [(at.rule, at.path, at.number(files), at.entry_point) for at in places]
    return sorted(stated, key=lambda named: (*named[:3], named[3] or ""))
